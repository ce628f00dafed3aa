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
  /** The scale of all bounds. */
  scale = 0;
  /** The position of the bound up to which zeros are counted. */
  positionOfZeros = 0;
  /** Another number whenever there are other bounds. */
  version = 0;
  /** By index, of buckets of positive numbers and of the absolute values of negative ones: the bounds' positions. */
  #positive: ReadonlyMap<number, number> = new Map();
  #negative: ReadonlyMap<number, number> = new Map();
  /** What the bounds will be made of: the coarsest scale so far, and the indices at it of buckets that hold something. */
  #coarsest = Infinity;
  readonly #held = { positive: new Set<number>(), negative: new Set<number>() };
  #hasZero = false;
  #changed = false;

  /** Looks at a histogram: which of its buckets hold something. The bounds stay as they are until all were looked at. */
  take(zeros: number, histogram: ExponentialBuckets | undefined): void {
    if (zeros > 0 && !this.#hasZero) this.#hasZero = this.#changed = true;
    if (histogram === undefined) return;
    if (histogram.scale < this.#coarsest) this.#coarsen(histogram.scale);
    const shift = histogram.scale - this.#coarsest;
    this.#takeRun(this.#held.positive, histogram.positive, shift);
    this.#takeRun(this.#held.negative, histogram.negative, shift);
  }

  /** Says that all were looked at: now there are the bounds of what they hold. */
  taken(): void {
    if (!this.#changed) return;
    this.#changed = false;
    this.version++;
    if (this.#coarsest < Infinity) this.scale = this.#coarsest;
    const positive = this.#boundsOf(1, this.#held.positive),
      negative = this.#boundsOf(-1, this.#held.negative);
    const all = new Set([...negative.values(), ...positive.values()]);
    if (this.#hasZero) all.add(0);
    this.bounds = [...all].filter(Number.isFinite).sort((a, b) => a - b);
    const positions = new Map(this.bounds.map((bound, position) => [bound, position]));
    const positionsOf = (bounds: ReadonlyMap<number, number>) =>
      new Map(Array.from(bounds, ([index, bound]) => [index, positions.get(bound) ?? this.bounds.length]));
    this.#positive = positionsOf(positive);
    this.#negative = positionsOf(negative);
    this.positionOfZeros = this.#positionFrom(0);
  }

  /**
   * The position of the bound up to which the values of a bucket are counted: its upper one. A bucket that has got its
   * first value since the last look is counted from the next bound on that there is; so is one of a histogram that has
   * become coarser since then, which reaches over several.
   */
  positionOf(sign: 1 | -1, index: number, scale: number): number {
    const shift = scale - this.scale;
    if (shift < 0) return this.#positionFrom(boundOf(sign, upperOf(sign, index), scale));
    const upper = upperOf(sign, index >> shift);
    return (sign > 0 ? this.#positive : this.#negative).get(upper) ??
      this.#positionFrom(boundOf(sign, upper, this.scale));
  }

  /** The position of the first bound that isn't below a number. */
  #positionFrom(number: number): number {
    const next = this.bounds.findIndex((bound) => bound >= number);
    return next < 0 ? this.bounds.length : next;
  }

  /** Both bounds of each bucket, by index. */
  #boundsOf(sign: 1 | -1, held: ReadonlySet<number>): Map<number, number> {
    const bounds = new Map<number, number>();
    for (const bucket of held) {
      for (const index of [bucket, bucket + 1]) {
        if (!bounds.has(index)) bounds.set(index, boundOf(sign, index, this.scale));
      }
    }
    return bounds;
  }

  #coarsen(scale: number): void {
    const shift = this.#coarsest - scale;
    for (const held of [this.#held.positive, this.#held.negative]) {
      const indices = [...held];
      held.clear();
      for (const index of indices) held.add(index >> shift);
    }
    this.#coarsest = scale;
    this.#changed = true;
  }

  #takeRun(held: Set<number>, counts: BucketCounts, shift: number): void {
    const { offset, length } = counts;
    for (let position = 0; position < length; position++) {
      if (!(counts.at(position) > 0)) continue;
      const index = (offset + position) >> shift;
      if (held.has(index)) continue;
      held.add(index);
      this.#changed = true;
    }
  }
}

/** The index of a bucket's upper bound. */
function upperOf(sign: 1 | -1, index: number): number {
  return sign > 0 ? index + 1 : index;
}

/** The bound of that index: of negative numbers it is that of their absolute values, and no -0. */
function boundOf(sign: 1 | -1, index: number, scale: number): number {
  const bound = lowerBound(index, scale);
  return sign > 0 ? bound : 0 - bound;
}
