import type { BucketCounts, ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import { lowerBound } from "../../set/exponential_index.ts";

/**
 * The bounds that exponential histograms have where they are shown as classic ones: those of all buckets that hold
 * something, both the upper and the lower bound of each. They are the same for all series of a family. Prometheus adds up
 * buckets of the same bound, and takes one that a series lacks for nothing: of series with bounds of their own, each sum
 * would be wrong. Without its lower bound, a bucket would reach down to the one before.
 *
 * The bounds follow the data, and nothing else has to be remembered to keep them stable: counts never fall, so a bound
 * stays once it is there. When a histogram goes down to a coarser scale, all do, and every other bound goes.
 */
export class ClassicBounds {
  /** Ascending, each once, without the infinite ones. */
  bounds: readonly number[] = [];
  /** Another number whenever there are other bounds. */
  version = 0;
  #scale = NaN;
  /** Of positive numbers, and of the absolute values of negative ones: the indices of the bounds at the scale. */
  readonly #positive = new Set<number>();
  readonly #negative = new Set<number>();
  #hasZero = false;
  #changed = false;
  #coarsest = NaN;
  readonly #positions = { positive: new Map<number, number>(), negative: new Map<number, number>(), zero: 0 };

  /** The scale of all bounds. */
  get scale(): number {
    return this.#scale;
  }

  /** The first of two looks at all histograms: what the coarsest scale is. */
  look(histogram: ExponentialBuckets | undefined): void {
    if (histogram !== undefined && !(this.#coarsest <= histogram.scale)) this.#coarsest = histogram.scale;
  }

  /** Ends the first look. */
  looked(): void {
    const scale = Number.isNaN(this.#coarsest) ? 0 : this.#coarsest;
    this.#coarsest = NaN;
    if (scale === this.#scale) return;
    this.#scale = scale;
    this.#positive.clear();
    this.#negative.clear();
    this.#changed = true;
  }

  /** The second look: which buckets hold something. */
  take(zeros: number, histogram: ExponentialBuckets | undefined): void {
    if (zeros > 0 && !this.#hasZero) this.#hasZero = this.#changed = true;
    if (histogram === undefined) return;
    const shift = histogram.scale - this.#scale;
    this.#takeRun(this.#positive, histogram.positive, shift);
    this.#takeRun(this.#negative, histogram.negative, shift);
  }

  /** Ends the second look. */
  taken(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const bounds = new Set<number>();
    for (const index of this.#negative) bounds.add(0 - lowerBound(index, this.#scale));
    if (this.#hasZero) bounds.add(0);
    for (const index of this.#positive) bounds.add(lowerBound(index, this.#scale));
    this.bounds = [...bounds].filter(Number.isFinite).sort((a, b) => a - b);
    const positionOf = new Map(this.bounds.map((bound, position) => [bound, position]));
    const { positive, negative } = this.#positions, end = this.bounds.length;
    positive.clear();
    negative.clear();
    for (const index of this.#positive) {
      positive.set(index, positionOf.get(lowerBound(index, this.#scale)) ?? end);
    }
    for (const index of this.#negative) {
      negative.set(index, positionOf.get(0 - lowerBound(index, this.#scale)) ?? end);
    }
    this.#positions.zero = positionOf.get(0) ?? end;
    this.version++;
  }

  /**
   * The position of the bound up to which the values of a bucket are counted: its upper one. A bucket that has got its
   * first value since the last look is counted from the next bound on that there is.
   */
  positionOf(sign: 1 | -1, index: number): number {
    const { positive, negative } = this.#positions;
    const known = sign > 0 ? positive.get(index + 1) : negative.get(index);
    if (known !== undefined) return known;
    const bound = sign > 0 ? lowerBound(index + 1, this.#scale) : 0 - lowerBound(index, this.#scale);
    const next = this.bounds.findIndex((each) => each >= bound);
    return next < 0 ? this.bounds.length : next;
  }

  /** The position of the bound up to which zeros are counted. */
  get positionOfZeros(): number {
    const { zero } = this.#positions;
    if (zero < this.bounds.length) return zero;
    const next = this.bounds.findIndex((each) => each >= 0);
    return next < 0 ? this.bounds.length : next;
  }

  #takeRun(bounds: Set<number>, counts: BucketCounts, shift: number): void {
    const { offset, length } = counts;
    for (let position = 0; position < length; position++) {
      if (!(counts.at(position) > 0)) continue;
      const index = (offset + position) >> shift;
      if (bounds.has(index) && bounds.has(index + 1)) continue;
      bounds.add(index).add(index + 1);
      this.#changed = true;
    }
  }
}
