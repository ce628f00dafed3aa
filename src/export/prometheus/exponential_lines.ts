import type { BucketCounts, ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import { lowerBound } from "../../set/exponential_index.ts";

const NONE: BucketCounts = { offset: 0, length: 0, at: () => 0 };

/** A classic bucket: what is at most `bound` and above the one before. */
interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/**
 * The buckets of an exponential histogram as the text format 0.0.4 has them: those that hold something, in
 * ascending order of their upper bounds. Negative values come first, then zeros, then positive ones.
 *
 * The bounds follow the data: a bucket appears with its first value, and neighbours become one when the histogram goes
 * down to a coarser scale. Counts are cumulative, so a bound that is there has its true count in every scrape. Of
 * negative buckets, OpenTelemetry's bounds belong to the bucket above, and Prometheus's to the one below: a value that
 * equals a negative bound is counted from the next bound on.
 */
export class ExponentialLines {
  #shape = "";
  #buckets: readonly Bucket[] = [];

  /** The upper bounds. */
  get bounds(): readonly number[] {
    return this.#buckets.map(({ bound }) => bound);
  }

  /** The counts, each with those below it. */
  get counts(): readonly number[] {
    let below = 0;
    return this.#buckets.map(({ count }) => below += count);
  }

  /** Takes the histogram as it is now; true when there are other bounds than before. */
  update(histogram: ExponentialBuckets | undefined, zeros: number): boolean {
    const scale = histogram?.scale ?? 0;
    const { positive = NONE, negative = NONE } = histogram ?? {};
    const above = filled(positive, (index) => lowerBound(index + 1, scale));
    const below = filled(negative, (index) => -lowerBound(index, scale));
    // The bucket of the smallest negative number ends at zero, too.
    const smallest = below.findIndex(({ bound }) => bound === 0);
    const [{ count } = { count: 0 }] = smallest < 0 ? [] : below.splice(smallest, 1);
    const zero = zeros + count > 0 ? [{ bound: 0, count: zeros + count }] : [];
    this.#buckets = [...below.reverse(), ...zero, ...above];
    const shape = this.bounds.join();
    if (shape === this.#shape) return false;
    this.#shape = shape;
    return true;
  }
}

function filled(counts: BucketCounts, bound: (index: number) => number): Bucket[] {
  return Array.from({ length: counts.length }, (_, position): Bucket => {
    return { bound: bound(counts.offset + position), count: counts.at(position) };
  }).filter(({ count }) => count > 0);
}
