import { lowerBound } from "../../set/exponential_index.ts";

/** Which buckets hold something, by their indices at one scale. */
export interface HeldBuckets {
  readonly scale: number;
  readonly positive: ReadonlySet<number>;
  /** Of absolute values. */
  readonly negative: ReadonlySet<number>;
  readonly hasZero: boolean;
}

/**
 * The bounds that exponential histograms have where they are shown as classic ones: those of all buckets that hold
 * something, both the upper and the lower bound of each. They are the same for all series of a family. Prometheus adds up
 * buckets of the same bound, and takes one that a series lacks for nothing: of series with bounds of their own, each sum
 * would be wrong. Without its lower bound, a bucket would reach down to the one before.
 */
export class ClassicBounds {
  /** Ascending, each once, without the infinite ones. */
  readonly bounds: readonly number[];
  /** The position of the bound up to which zeros are counted. */
  readonly positionOfZeros: number;
  readonly #scale: number;
  /** By index, of buckets of positive numbers and of the absolute values of negative ones: the bounds' positions. */
  readonly #positive: ReadonlyMap<number, number>;
  readonly #negative: ReadonlyMap<number, number>;

  constructor({ scale, positive, negative, hasZero }: HeldBuckets) {
    const above = boundsOf(1, positive, scale), below = boundsOf(-1, negative, scale);
    const all = new Set([...below.values(), ...above.values()]);
    if (hasZero) all.add(0);
    const bounds = [...all].filter(Number.isFinite).sort((a, b) => a - b);
    const positions = new Map(bounds.map((bound, position) => [bound, position]));
    const positionsOf = (of: ReadonlyMap<number, number>) =>
      new Map(Array.from(of, ([index, bound]) => [index, positions.get(bound) ?? bounds.length]));
    this.bounds = bounds;
    this.#scale = scale;
    this.#positive = positionsOf(above);
    this.#negative = positionsOf(below);
    this.positionOfZeros = this.#positionFrom(0);
  }

  /**
   * The position of the bound up to which the values of a bucket are counted: its upper one. A bucket that has got its
   * first value since the bounds were found is counted from the next bound on that there is; so is one of a histogram
   * that has become coarser since then, which reaches over several.
   */
  positionOf(sign: 1 | -1, index: number, scale: number): number {
    const shift = scale - this.#scale;
    if (shift < 0) return this.#positionFrom(boundOf(sign, upperOf(sign, index), scale));
    const upper = upperOf(sign, index >> shift);
    return (sign > 0 ? this.#positive : this.#negative).get(upper) ??
      this.#positionFrom(boundOf(sign, upper, this.#scale));
  }

  /** The position of the first bound that isn't below a number. */
  #positionFrom(number: number): number {
    const next = this.bounds.findIndex((bound) => bound >= number);
    return next < 0 ? this.bounds.length : next;
  }
}

/** Both bounds of each bucket, by index. */
function boundsOf(sign: 1 | -1, held: ReadonlySet<number>, scale: number): Map<number, number> {
  const bounds = new Map<number, number>();
  for (const bucket of held) {
    for (const index of [bucket, bucket + 1]) {
      if (!bounds.has(index)) bounds.set(index, boundOf(sign, index, scale));
    }
  }
  return bounds;
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
