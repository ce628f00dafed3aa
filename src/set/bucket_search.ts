/**
 * Finds the bucket of a value among explicit boundaries, which are the buckets' inclusive upper bounds, without a
 * branch that the processor could foresee wrongly.
 *
 * The high word of a positive double, cut to its exponent and some bits of its fraction, numbers *cells* of values.
 * A table has, for each cell, how many boundaries lie below it; with so many bits that no cell has two boundaries,
 * one comparison says the rest.
 */

const f64 = new Float64Array(1);
/** The low and the high word of the double in `f64`, as on every little-endian machine. */
const i32 = new Int32Array(f64.buffer);

/** Bits of the fraction that a high word has. */
const FRACTION_BITS = 20;
/** Cells that a table has at most, unless the whole of its range has more octaves: 4 KiB. */
const MOST_CELLS = 2048;

/** The search for one list of boundaries. */
export class BucketSearch {
  /** The boundaries, and one that no value is above. */
  readonly #bounds: Float64Array;
  /** For each cell, the number of boundaries below it. The first has all values up to it, the last all from it on. */
  readonly #below: Uint16Array;
  readonly #shift: number;
  /** What is taken from a shifted high word to get its cell. */
  readonly #first: number;
  readonly #last: number;
  /** Whether no cell has two boundaries. */
  readonly #isExact: boolean;

  /** The boundaries are finite and ascending. */
  constructor(given: readonly number[]) {
    // Minus zero, which equals zero, would lie in another cell.
    const boundaries = given.map((boundary) => boundary + 0);
    this.#bounds = Float64Array.of(...boundaries, Infinity);
    const positive = boundaries.filter((boundary) => boundary > 0);
    const [least = 1, most = 1] = [positive[0], positive.at(-1)];
    let shift = FRACTION_BITS, first = 0, cells = 0, isExact = false;
    for (let bits = 0; bits <= FRACTION_BITS && !isExact; bits++) {
      const finer = FRACTION_BITS - bits, count = (highWord(most) >> finer) - (highWord(least) >> finer) + 2;
      if (bits > 0 && count > MOST_CELLS) break;
      [shift, first, cells] = [finer, (highWord(least) >> finer) - 1, count];
      const taken = boundaries.map((boundary) => Math.max(0, (highWord(boundary) >> shift) - first));
      isExact = new Set(taken).size === taken.length;
    }
    this.#shift = shift;
    this.#first = first;
    this.#last = cells - 1;
    this.#isExact = isExact;
    this.#below = Uint16Array.from(
      { length: cells },
      (_, cell) =>
        boundaries.filter((boundary) => Math.max(0, (highWord(boundary) >> shift) - first) < cell).length,
    );
  }

  /** The number of the bucket of a value, which isn't NaN. Allocates nothing. */
  bucketOf(value: number): number {
    f64[0] = value;
    let cell = ((i32[1] ?? 0) >> this.#shift) - this.#first;
    // All negative values have negative high words.
    cell = cell < 0 ? 0 : cell > this.#last ? this.#last : cell;
    let bucket = this.#below[cell] ?? 0;
    if (this.#isExact) return bucket + ((value > (this.#bounds[bucket] ?? Infinity) ? 1 : 0) | 0);
    while (value > (this.#bounds[bucket] ?? Infinity)) bucket++;
    return bucket;
  }
}

function highWord(value: number): number {
  f64[0] = value;
  return i32[1] ?? 0;
}

const searches = new Map<string, BucketSearch>();

/** The search for a list of boundaries; one for all histograms that have the same. */
export function searchFor(boundaries: readonly number[]): BucketSearch {
  const key = boundaries.join(), known = searches.get(key);
  if (known !== undefined) return known;
  const made = new BucketSearch(boundaries);
  searches.set(key, made);
  return made;
}
