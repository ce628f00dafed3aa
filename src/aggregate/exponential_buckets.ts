import { MAX_SCALE, MIN_SCALE } from "../set/exponential_index.ts";

/** The bucket counts of one sign, from its first recorded bucket to its last. A live view: it changes with adding. */
export interface BucketCounts {
  /** The index of the first bucket; 0 when there is none. */
  readonly offset: number;
  /** How many buckets there are, those between the first and the last that hold nothing included. */
  readonly length: number;
  /** The count of bucket `offset + position`; 0 beyond the ends. */
  at(position: number): number;
  /** The same counts as they lie in memory, for loops over all of them: from `array[start]` on. To be read alone. */
  readonly array: Float64Array;
  /** Where the count of bucket `offset` lies in `array`. */
  readonly start: number;
}

/** Buckets for which memory is taken at first; it doubles as it is needed, up to the size allowed. */
const FIRST_CAPACITY = 16;

/** A run of buckets in an array that is moved, enlarged and merged down in place. */
class BucketRun implements BucketCounts {
  readonly #maxSize: number;
  #counts = new Float64Array(0);
  /** The index of the bucket that `#counts[0]` belongs to. */
  #base = 0;
  /** The indices of the first and the last bucket that hold something. */
  #first = 0;
  #last = -1;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get offset(): number {
    return this.#first;
  }

  get length(): number {
    return this.#last - this.#first + 1;
  }

  at(position: number): number {
    return position < 0 || position >= this.length
      ? 0
      : this.#counts[this.#first + position - this.#base] ?? 0;
  }

  get array(): Float64Array {
    return this.#counts;
  }

  get start(): number {
    return this.#first - this.#base;
  }

  /** Adds to a bucket that lies between the first and the last. */
  add(index: number, count: number): void {
    const slot = index - this.#base;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
  }

  /** By how many scales to go down until the run, extended to the buckets from `first` to `last`, is small enough. */
  excess(first: number, last: number): number {
    if (this.length > 0) {
      first = Math.min(first, this.#first);
      last = Math.max(last, this.#last);
    }
    let shift = 0;
    while ((last >> shift) - (first >> shift) >= this.#maxSize) shift++;
    return shift;
  }

  /** Extends the run to the buckets from `first` to `last`, at both of which something will be added. */
  extend(first: number, last: number): void {
    const empty = this.length === 0;
    const from = empty ? first : Math.min(first, this.#first);
    const to = empty ? last : Math.max(last, this.#last);
    if (from < this.#base || to >= this.#base + this.#counts.length) this.#move(from, to - from + 1);
    this.#first = from;
    this.#last = to;
  }

  /** Merges each 2^shift neighbouring buckets into one. */
  downscale(shift: number): void {
    const counts = this.#counts, base = this.#base, first = this.#first, last = this.#last;
    this.#base = base >> shift;
    if (this.length === 0) return;
    this.#first = first >> shift;
    this.#last = last >> shift;
    for (let index = first; index <= last; index++) {
      const slot = index - base, count = counts[slot] ?? 0;
      counts[slot] = 0;
      // This is no slot that is still to be read: going up by one bucket, the target goes up by one at most.
      const target = (index >> shift) - this.#base;
      counts[target] = (counts[target] ?? 0) + count;
    }
  }

  /** Forgets all counts, and keeps the memory. */
  reset(): void {
    this.#counts.fill(0, this.#first - this.#base, this.#last + 1 - this.#base);
    this.#first = 0;
    this.#last = -1;
  }

  /** Moves the run so that it can extend to `size` buckets from `from` on, with the spare room on both sides. */
  #move(from: number, size: number): void {
    const counts = this.#counts, length = this.length, slot = this.#first - this.#base;
    const capacity = size <= counts.length
      ? counts.length
      : Math.min(this.#maxSize, Math.max(FIRST_CAPACITY, 2 * counts.length, size));
    const base = from - ((capacity - size) >> 1), target = this.#first - base;
    this.#base = base;
    if (capacity > counts.length) {
      this.#counts = new Float64Array(capacity);
      if (length > 0) this.#counts.set(counts.subarray(slot, slot + length), target);
    } else if (length > 0) {
      counts.copyWithin(target, slot, slot + length);
      counts.fill(0, 0, target);
      counts.fill(0, target + length);
    }
  }
}

/**
 * The buckets of one cell of an exponential histogram, as an aggregator adds them up (OpenTelemetry metrics SDK,
 * "Base2 Exponential Bucket Histogram Aggregation"): one scale for both signs, at most `maxSize` buckets for each.
 * The scale is the finest, up to `maxScale` and to that of the coarsest count added, at which all fits; it never
 * rises until a reset. It goes below -10, to -11, in one case only: two buckets for subnormal values and values
 * above 1.
 *
 * Counts are exact up to 2^53. Beyond, each addition rounds to the nearest double: a total is then off by less
 * than 2^-53 of itself for each addition, small ones may have no effect, and none makes it fall.
 *
 * Adding takes constant time and allocates nothing unless it extends the buckets; memory is 8 bytes a bucket,
 * for up to twice the buckets that were in use at the widest, and not given back.
 */
export class ExponentialBuckets {
  readonly #maxScale: number;
  readonly #positive: BucketRun;
  readonly #negative: BucketRun;
  #scale: number;
  #zeroCount = 0;

  /**
   * Makes an empty histogram.
   *
   * @param maxSize Buckets for each sign, at least 2: fewer can't hold values below and above 1 at any scale.
   * @param maxScale The scale as long as nothing demands a coarser one, from -10 to 20.
   * @throws {RangeError} when one of them isn't an integer, or isn't in its range.
   */
  constructor(maxSize: number, maxScale: number) {
    if (!Number.isSafeInteger(maxSize) || maxSize < 2) {
      throw new RangeError(`an exponential histogram has a maximum size of 2 or more, not ${maxSize}`);
    }
    if (!Number.isSafeInteger(maxScale) || maxScale < MIN_SCALE || maxScale > MAX_SCALE) {
      throw new RangeError(
        `an exponential histogram has a scale from ${MIN_SCALE} to ${MAX_SCALE}, not ${maxScale}`,
      );
    }
    this.#maxScale = maxScale;
    this.#scale = maxScale;
    this.#positive = new BucketRun(maxSize);
    this.#negative = new BucketRun(maxSize);
  }

  /** The scale of all buckets: they grow by the factor 2^(2^-scale). */
  get scale(): number {
    return this.#scale;
  }

  /** How many values were zero, or within the zero threshold. */
  get zeroCount(): number {
    return this.#zeroCount;
  }

  /** The buckets of the values above zero. */
  get positive(): BucketCounts {
    return this.#positive;
  }

  /** The buckets of the absolute values of those below zero. */
  get negative(): BucketCounts {
    return this.#negative;
  }

  /** Counts values that are zero, or within the zero threshold. */
  addZeros(count: number): void {
    this.#zeroCount += count;
  }

  /**
   * Counts values of one sign whose absolute values lie in a bucket. A count that isn't above 0 changes nothing.
   *
   * @param index The bucket's index at `scale`, an int32 as all of them are up to scale 20.
   * @param scale The scale of the index, from -11 to 20, finer or coarser than that of these buckets.
   */
  add(sign: 1 | -1, index: number, scale: number, count: number): void {
    if (!(count > 0)) return;
    const run = sign > 0 ? this.#positive : this.#negative;
    this.#extend(run, index, index, scale);
    run.add(index >> (scale - this.#scale), count);
  }

  /** Adds everything that other buckets hold, whatever their size, scale and offsets; they stay as they are. */
  merge(other: ExponentialBuckets): void {
    this.#zeroCount += other.#zeroCount;
    const { positive, negative } = other, scale = other.#scale;
    if (positive.length > 0) {
      this.#extend(this.#positive, positive.offset, positive.offset + positive.length - 1, scale);
    }
    if (negative.length > 0) {
      this.#extend(this.#negative, negative.offset, negative.offset + negative.length - 1, scale);
    }
    // Only now is the scale known that both signs share.
    this.#addRun(this.#positive, positive, scale);
    this.#addRun(this.#negative, negative, scale);
  }

  /** Forgets everything recorded, and goes back to `maxScale`. Keeps the memory. */
  reset(): void {
    this.#positive.reset();
    this.#negative.reset();
    this.#zeroCount = 0;
    this.#scale = this.#maxScale;
  }

  /** Makes room for a run's buckets from `first` to `last`, given at `scale`, at the finest scale possible. */
  #extend(run: BucketRun, first: number, last: number, scale: number): void {
    if (scale < this.#scale) this.#downscale(this.#scale - scale);
    const finer = scale - this.#scale;
    const excess = run.excess(first >> finer, last >> finer);
    if (excess > 0) this.#downscale(excess);
    run.extend(first >> (finer + excess), last >> (finer + excess));
  }

  #addRun(run: BucketRun, added: BucketCounts, scale: number): void {
    const finer = scale - this.#scale, offset = added.offset, length = added.length;
    for (let position = 0; position < length; position++) {
      run.add((offset + position) >> finer, added.at(position));
    }
  }

  #downscale(shift: number): void {
    this.#positive.downscale(shift);
    this.#negative.downscale(shift);
    this.#scale -= shift;
  }
}
