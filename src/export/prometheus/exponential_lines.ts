import type { BucketCounts, ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import { lowerBound } from "../../set/exponential_index.ts";
import type { IntTotal } from "./int_total.ts";

/** A bucket as it is written. */
interface Line {
  readonly bound: number;
  readonly text: string;
}

/**
 * The buckets of an exponential histogram as a classic one has them: those that hold something, in ascending order of
 * their upper bounds. Negative values come first, then zeros, then positive ones.
 *
 * The bounds follow the data, and nothing else has to be remembered to keep them stable: counts never fall, so a
 * bucket's bound stays once it is there. When the histogram goes down to a coarser scale, every other bound is no
 * longer one of its bounds; what was counted below it is not known any more, and it goes.
 *
 * Of a negative bucket, OpenTelemetry's bounds belong to the bucket above, and Prometheus's to the one below: a value
 * that equals a negative bound is counted from the next bound on.
 *
 * An update looks at each bucket between the first and the last, and allocates nothing as long as the bounds stay.
 */
export class ExponentialLines {
  readonly #textOf: (bound: number) => string;
  #scale = NaN;
  /** Of each bucket that holds something: what it is, how many values it holds, and its line. */
  readonly #keys: number[] = [];
  readonly #counts: number[] = [];
  #lines: readonly Line[] = [];
  /** By key: the lines that were written at this scale. */
  readonly #written = new Map<number, Line>();
  #size = 0;
  #changed = false;

  /** `textOf` says what a bucket's line is; it is asked once for each bound of a scale. */
  constructor(textOf: (bound: number) => string) {
    this.#textOf = textOf;
  }

  /** Takes the histogram as it is now; true when there are other lines than before. */
  update(zeros: number, histogram: ExponentialBuckets | undefined): boolean {
    const scale = histogram?.scale ?? 0;
    this.#changed = scale !== this.#scale;
    if (this.#changed) this.#written.clear();
    this.#scale = scale;
    this.#size = 0;
    if (histogram !== undefined) this.#takeNegative(histogram.negative);
    this.#take(0, 0, zeros);
    if (histogram !== undefined) this.#takePositive(histogram.positive);
    if (this.#keys.length !== this.#size) {
      this.#keys.length = this.#counts.length = this.#size;
      this.#changed = true;
    }
    if (this.#changed) this.#lines = this.#keys.map((key) => this.#lineOf(key));
    return this.#changed;
  }

  /** Tells the buckets in ascending order, each when its count has been added to the total. */
  each(total: IntTotal, tell: (bound: number, text: string) => void): void {
    const lines = this.#lines;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i];
      total.addCount(this.#counts[i] ?? 0);
      // The lowest negative bucket ends at zero, and the highest positive one where +Inf begins: one line for both.
      if (line === undefined || line.bound === (lines[i + 1]?.bound ?? Infinity)) continue;
      tell(line.bound, line.text);
    }
  }

  #takeNegative(counts: BucketCounts): void {
    const { offset, length } = counts;
    for (let position = length - 1; position >= 0; position--) {
      this.#take(-1, offset + position, counts.at(position));
    }
  }

  #takePositive(counts: BucketCounts): void {
    const { offset, length } = counts;
    for (let position = 0; position < length; position++) {
      this.#take(1, offset + position, counts.at(position));
    }
  }

  #take(sign: -1 | 0 | 1, index: number, count: number): void {
    if (!(count > 0)) return;
    // Tells the buckets of one scale apart, whatever their sign.
    const key = index * 4 + sign, place = this.#size++;
    this.#counts[place] = count;
    if (this.#keys[place] === key) return;
    this.#keys[place] = key;
    this.#changed = true;
  }

  #lineOf(key: number): Line {
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const bound = boundOf(key, this.#scale), line: Line = { bound, text: this.#textOf(bound) };
    this.#written.set(key, line);
    return line;
  }
}

/** The upper bound of the bucket of a key. */
function boundOf(key: number, scale: number): number {
  const index = Math.round(key / 4), sign = key - index * 4;
  return sign === 0 ? 0 : sign > 0 ? lowerBound(index + 1, scale) : -lowerBound(index, scale);
}
