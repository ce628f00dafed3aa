import type { BucketCounts, ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import { ClassicBounds } from "./classic_bounds.ts";

/**
 * Finds the bounds that all exponential histograms of a family share. They follow the data, and nothing else has to be
 * remembered to keep them stable: counts never fall, so a bound stays once it is there. When a histogram goes down to a
 * coarser scale, all do, and every other bound goes.
 */
export class BoundsFinder {
  /** The coarsest scale so far, and the indices at it of buckets that hold something. */
  #scale = Infinity;
  readonly #positive = new Set<number>();
  readonly #negative = new Set<number>();
  #hasZero = false;
  #bounds: ClassicBounds | undefined;

  /** Looks at a histogram: which of its buckets hold something. */
  take(zeros: number, histogram: ExponentialBuckets | undefined): void {
    if (zeros > 0 && !this.#hasZero) {
      this.#hasZero = true;
      this.#bounds = undefined;
    }
    if (histogram === undefined) return;
    if (histogram.scale < this.#scale) this.#coarsen(histogram.scale);
    const shift = histogram.scale - this.#scale;
    this.#takeRun(this.#positive, histogram.positive, shift);
    this.#takeRun(this.#negative, histogram.negative, shift);
  }

  /** The bounds of all that were looked at; the same object as before as long as there are no others. */
  found(): ClassicBounds {
    return this.#bounds ??= new ClassicBounds({
      scale: Number.isFinite(this.#scale) ? this.#scale : 0,
      positive: this.#positive,
      negative: this.#negative,
      hasZero: this.#hasZero,
    });
  }

  #coarsen(scale: number): void {
    const shift = this.#scale - scale;
    for (const held of [this.#positive, this.#negative]) {
      const indices = [...held];
      held.clear();
      for (const index of indices) held.add(index >> shift);
    }
    this.#scale = scale;
    this.#bounds = undefined;
  }

  #takeRun(held: Set<number>, counts: BucketCounts, shift: number): void {
    const { offset, length } = counts;
    for (let position = 0; position < length; position++) {
      if (!(counts.at(position) > 0)) continue;
      const index = (offset + position) >> shift;
      if (held.has(index)) continue;
      held.add(index);
      this.#bounds = undefined;
    }
  }
}
