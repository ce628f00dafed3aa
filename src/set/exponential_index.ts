/**
 * The bucket that a value has in an exponential histogram (OpenTelemetry metrics data model, "Exponential
 * Histogram"). At scale `s`, with `base = 2^(2^-s)`, bucket `i` holds the values in `(base^i, base^(i+1)]`; a
 * bucket of a coarser scale holds whole buckets of a finer one, so `index >> k` is the index at scale `s - k`.
 *
 * Everything here is exact, subnormal values and those next to a boundary included. Boundaries within an octave are
 * irrational, hence never equal to a double: a value is above one if its fraction is above the boundary's fraction
 * rounded down. Those are computed from square roots of integers, without logarithms.
 */

/** The coarsest scale for which the data model asks: a bucket of it covers 1,024 octaves. */
export const MIN_SCALE = -10;
/** The finest scale for which the data model asks. */
export const MAX_SCALE = 20;
/** The finest scale of {@linkcode exponentialIndex}; it has 64 buckets an octave. */
export const MAX_TABLE_SCALE = 6;

const f64 = new Float64Array(1);
/** The low and the high word of the double in `f64`, as on every little-endian machine. */
const u32 = new Uint32Array(f64.buffer);

/** Bits of a double's high word: 20 of the fraction, and what else isn't its sign. */
const FRACTION = 0xfffff;
const MAGNITUDE = 0x7fffffff;
/** The high word's exponent begins at this value; below it a number is subnormal. */
const NORMAL = 0x100000;
const EXPONENT_BIAS = 1023;
/** Makes every subnormal number normal, exactly. */
const SUBNORMAL_SHIFT = 54;

const FRACTION_BITS = 52;
/** Fixed point for the boundaries: 76 bits more than a double's fraction, of which the roots' errors take 8. */
const POINT = 128n;
const ONE = 1n << POINT;

/** `2^(2^-n)` in fixed point, rounded down, for the `n` that were needed so far. */
const roots: bigint[] = [2n * ONE];

function root(n: number): bigint {
  const known = roots[n];
  if (known !== undefined) return known;
  const square = root(n - 1) << POINT;
  // Newton's method from above falls until it reaches the square root rounded down.
  let estimate = 2n * ONE, next = (estimate + square / estimate) >> 1n;
  while (next < estimate) {
    estimate = next;
    next = (estimate + square / estimate) >> 1n;
  }
  roots[n] = estimate;
  return estimate;
}

/** The fraction of the boundary `2^(position / 2^scale)`, in units of 2^-52, rounded down. */
function boundaryFraction(position: number, scale: number): bigint {
  let boundary = ONE;
  for (let bit = 1; bit <= scale; bit++) {
    if (((position >> (scale - bit)) & 1) === 1) boundary = (boundary * root(bit)) >> POINT;
  }
  return (boundary - ONE) >> (POINT - BigInt(FRACTION_BITS));
}

/**
 * The tables of scales 0 to 6, one behind the other: cell `2^(scale+1) + j` is for the fractions whose first
 * `scale + 1` bits are `j`. Boundaries are further apart than cells are wide, so a cell has one at most. `steps`
 * holds the position of the cell's bucket in its octave, times 2^20, and a rest so that adding the fraction's
 * high 20 bits carries into the position above the boundary; the sum's low bits are all ones where those 20 bits
 * equal the boundary's and `lows`, its other 32 bits, have to decide.
 */
const CELLS = 2 << (MAX_TABLE_SCALE + 1);
const steps = new Int32Array(CELLS);
const lows = new Uint32Array(CELLS);

for (let scale = 0; scale <= MAX_TABLE_SCALE; scale++) {
  // Powers of two are upper bounds: the first cell's boundary is fraction 0, and below it lies the octave before.
  let position = -1, boundary = 0n;
  for (let cell = 2 << scale; cell < 4 << scale; cell++) {
    const end = BigInt(cell + 1 - (2 << scale)) << BigInt(FRACTION_BITS - 1 - scale);
    if (boundary < end) {
      steps[cell] = (position << 20) + FRACTION - Number(boundary >> 32n);
      lows[cell] = Number(boundary & 0xffffffffn);
      position++;
      boundary = position + 1 < 1 << scale
        ? boundaryFraction(position + 1, scale)
        : 1n << BigInt(FRACTION_BITS);
    } else {
      steps[cell] = position << 20;
      lows[cell] = 0xffffffff;
    }
  }
}

/**
 * The index of `|value|`'s bucket at a scale from 0 to {@linkcode MAX_TABLE_SCALE}, for recording: exact, by one
 * look-up in a table of 1 KiB. The value must be finite and not zero, the scale in range: neither is checked.
 * Allocates nothing.
 *
 * The scale is an argument, and the tables are constants of this module, because that is the fastest shape on both
 * runtimes; a method of an object that holds one scale's table costs a quarter more. Hot code must import this
 * module as a namespace (`import * as`) or bind the function to a constant of its own: through a named import, V8
 * doesn't know the function beforehand, loads the tables anew at each call, and takes 1.7 times as long.
 */
export function exponentialIndex(value: number, scale: number): number {
  f64[0] = value;
  const high = (u32[1] ?? 0) & MAGNITUDE, fraction = high & FRACTION;
  const sum = fraction + (steps[(fraction | NORMAL) >> (19 - scale)] ?? 0);
  if (high < NORMAL || (sum & FRACTION) === FRACTION) return rareIndex(value, scale);
  return (((high >>> 20) - EXPONENT_BIAS) << scale) + (sum >> 20);
}

/** The same for any value: subnormal ones, and those that share a boundary's high word. */
function rareIndex(value: number, scale: number): number {
  const exponent = split(value), fraction = (u32[1] ?? 0) & FRACTION;
  const cell = (fraction | NORMAL) >> (19 - scale), sum = fraction + (steps[cell] ?? 0);
  const above = (sum & FRACTION) === FRACTION && (u32[0] ?? 0) > (lows[cell] ?? 0);
  return (exponent << scale) + (sum >> 20) + (above ? 1 : 0);
}

/** Leaves the value's fraction in `u32`, as that of a normal number; its exponent. */
function split(value: number): number {
  f64[0] = value;
  const high = (u32[1] ?? 0) & MAGNITUDE;
  if (high >= NORMAL) return (high >>> 20) - EXPONENT_BIAS;
  f64[0] = value * 2 ** SUBNORMAL_SHIFT;
  return (((u32[1] ?? 0) & MAGNITUDE) >>> 20) - EXPONENT_BIAS - SUBNORMAL_SHIFT;
}

/**
 * The index of `|value|`'s bucket at any scale up to {@linkcode MAX_SCALE}: exact, and a hundred times slower than
 * {@linkcode exponentialIndex}. The value must be finite and not zero. Allocates.
 */
export function exactIndex(value: number, scale: number): number {
  const exponent = split(value);
  const fraction = (BigInt((u32[1] ?? 0) & FRACTION) << 32n) | BigInt(u32[0] ?? 0);
  const octave = fraction === 0n ? exponent - 1 : exponent;
  if (scale <= 0) return octave >> -scale;
  if (fraction === 0n) return ((octave + 1) << scale) - 1;
  const significand = ONE + (fraction << (POINT - BigInt(FRACTION_BITS)));
  let position = 0, boundary = ONE;
  for (let bit = 1; bit <= scale; bit++) {
    const middle = (boundary * root(bit)) >> POINT;
    position *= 2;
    if (significand > middle) {
      boundary = middle;
      position++;
    }
  }
  return (octave << scale) + position;
}

/**
 * The lower bound of a bucket, which is the upper bound of the one before: `base^index`, as the largest double that
 * isn't above it, so that a value is above the bound if and only if it is above this double. Infinity from 2^1024
 * on, and 0 below the smallest subnormal number. Exact for every scale up to {@linkcode MAX_SCALE}; allocates.
 */
export function lowerBound(index: number, scale: number): number {
  const exponent = scale > 0 ? index >> scale : index * 2 ** -scale;
  const position = scale > 0 ? index & ((1 << scale) - 1) : 0;
  const significand = 2 ** FRACTION_BITS + Number(boundaryFraction(position, scale));
  if (exponent > EXPONENT_BIAS) return Infinity;
  if (exponent > -EXPONENT_BIAS) return significand * 2 ** (exponent - FRACTION_BITS);
  return Math.floor(significand * 2 ** (exponent + EXPONENT_BIAS - 1)) * Number.MIN_VALUE;
}

/** The index of the smallest subnormal number, 2^-1074: no value has a smaller one at the scale. */
export function minIndex(scale: number): number {
  return scale > 0 ? (-1074 << scale) - 1 : -1075 >> -scale;
}

/** The index of the largest double: no finite value has a larger one at the scale. */
export function maxIndex(scale: number): number {
  return scale > 0 ? (1024 << scale) - 1 : 1023 >> -scale;
}
