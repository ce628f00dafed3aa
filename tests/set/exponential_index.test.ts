/**
 * The indices are compared with a table of all 2^20 boundaries of an octave at scale 20, made here by other means: the
 * powers of one root, in fixed point of 192 bits, between a lower and an upper limit. An index at a coarser scale is
 * the one at scale 20, shifted.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exactIndex,
  exponentialIndex,
  lowerBound,
  MAX_SCALE,
  MAX_TABLE_SCALE,
  maxIndex,
  MIN_SCALE,
  minIndex,
} from "../../src/set/exponential_index.ts";

const POINT = 192n;
const f64 = new Float64Array(1);
const bits = new BigUint64Array(f64.buffer);
const u32 = new Uint32Array(f64.buffer);

/** The double's neighbour: the next larger or smaller magnitude. */
function neighbour(value: number, step: 1n | -1n): number {
  f64[0] = value;
  bits[0] = (bits[0] ?? 0n) + step;
  return f64[0];
}

function squareRoot(square: bigint): bigint {
  let low = 0n, high = square;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle * middle <= square) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** The significands, in units of 2^-52, that the boundaries of scale 20 have when rounded down. */
const boundaries = (() => {
  let low = 2n << POINT, high = low;
  for (let scale = 1; scale <= MAX_SCALE; scale++) {
    low = squareRoot(low << POINT);
    high = squareRoot(high << POINT) + 1n;
  }
  const significands = new Float64Array(1 << MAX_SCALE);
  let lower = 1n << POINT, upper = lower;
  for (let position = 0; position < significands.length; position++) {
    const significand = lower >> (POINT - 52n);
    assert.equal(upper >> (POINT - 52n), significand, `boundary ${position} is in doubt`);
    significands[position] = Number(significand);
    lower = (lower * low) >> POINT;
    upper = ((upper * high) >> POINT) + 1n;
  }
  return significands;
})();

/** The index at scale 20, by a search for the last boundary below the significand. */
function expectedIndex(value: number): number {
  f64[0] = value;
  let exponent = ((u32[1] ?? 0) >>> 20) & 0x7ff;
  let significand = ((u32[1] ?? 0) & 0xfffff) * 2 ** 32 + (u32[0] ?? 0);
  if (exponent > 0) significand += 2 ** 52;
  else exponent = 1;
  while (significand < 2 ** 52) {
    significand *= 2;
    exponent--;
  }
  const octave = (exponent - 1023) * 2 ** 20;
  let low = -1, high = boundaries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    // The first boundary is a power of two, and inclusive; the others are above what they are rounded down to.
    if (significand > (boundaries[middle] ?? 0)) low = middle;
    else high = middle - 1;
  }
  return octave + low;
}

function checkTables(value: number): void {
  const expected = expectedIndex(value);
  for (let scale = 0; scale <= MAX_TABLE_SCALE; scale++) {
    const index = exponentialIndex(value, scale);
    if (index !== expected >> (MAX_SCALE - scale)) {
      assert.fail(`${value} has index ${index} at scale ${scale}`);
    }
  }
}

function checkExact(value: number, scale: number): void {
  const index = exactIndex(value, scale);
  if (index !== expectedIndex(value) >> (MAX_SCALE - scale)) {
    assert.fail(`${value} has exact index ${index} at scale ${scale}`);
  }
}

function checkAllScales(value: number): void {
  checkTables(value);
  for (let scale = MIN_SCALE; scale <= MAX_SCALE; scale++) checkExact(value, scale);
}

/** Doubles of any bit pattern, of either sign, finite and not zero. */
function* randomDoubles(count: number, subnormal = false): Generator<number> {
  for (let made = 0; made < count;) {
    u32[0] = Math.random() * 2 ** 32;
    u32[1] = Math.random() * 2 ** 32;
    // A shift gives subnormal numbers of each magnitude.
    if (subnormal) bits[0] = ((bits[0] ?? 0n) & 0xfffffffffffffn) >> BigInt(Math.floor(Math.random() * 52));
    const value = f64[0] ?? 0;
    if (!Number.isFinite(value) || value === 0) continue;
    made++;
    yield value;
  }
}

test("indices are exact for a million doubles of any bit pattern", { timeout: 60_000 }, () => {
  let scale = MIN_SCALE;
  for (const value of randomDoubles(1_000_000)) {
    checkTables(value);
    checkExact(value, scale);
    scale = scale === MAX_SCALE ? MIN_SCALE : scale + 1;
  }
});

test("indices are exact for subnormal numbers of each magnitude", () => {
  for (const value of randomDoubles(2_000, true)) checkAllScales(value);
});

test("indices are exact at every power of two and beside it", () => {
  for (let exponent = -1074; exponent <= 1023; exponent++) {
    const power = 2 ** exponent;
    const below = neighbour(power, -1n);
    if (below > 0) checkAllScales(below);
    checkAllScales(power);
    checkAllScales(neighbour(power, 1n));
    assert.equal(exponentialIndex(power, 3), exponent * 8 - 1, "a power of two is an upper bound");
  }
});

test("indices are exact at the ends of the doubles' range", () => {
  for (const value of [Number.MIN_VALUE, 2 ** -1022, neighbour(2 ** -1022, -1n), Number.MAX_VALUE]) {
    checkAllScales(value);
  }
});

test("indices are exact at every boundary of the tables and beside it, in all octaves", () => {
  for (let exponent = -1074; exponent <= 1023; exponent++) {
    for (let position = 1; position < 1 << MAX_TABLE_SCALE; position++) {
      const below = lowerBound(exponent * 64 + position, MAX_TABLE_SCALE);
      checkTables(below);
      checkTables(neighbour(below, 1n));
      if (neighbour(below, -1n) > 0) checkTables(neighbour(below, -1n));
    }
  }
});

test("exactIndex() is exact beside boundaries of scale 20", () => {
  for (let position = 1; position < boundaries.length; position += 97) {
    const below = lowerBound(position, MAX_SCALE);
    assert.equal(below, (boundaries[position] ?? 0) * 2 ** -52);
    for (const value of [below, neighbour(below, 1n), neighbour(below, -1n)]) {
      if (value > 1) checkExact(value, MAX_SCALE);
    }
  }
});

test("the index doesn't depend on the sign", () => {
  for (const value of [1, 1.5, 2, 1e-310, Number.MAX_VALUE]) {
    assert.equal(exponentialIndex(-value, 5), exponentialIndex(value, 5));
    assert.equal(exactIndex(-value, 15), exactIndex(value, 15));
  }
});

test("lowerBound() is the last double before its bucket, at scales -10 to 20", () => {
  for (let scale = MIN_SCALE; scale <= MAX_SCALE; scale++) {
    const first = exactIndex(2 ** -1022, scale) + 1, last = maxIndex(scale);
    for (let n = 0; n <= 200; n++) {
      const index = Math.min(last, first + Math.floor((last - first) * n / 200));
      const bound = lowerBound(index, scale);
      assert.equal(exactIndex(bound, scale), index - 1);
      assert.equal(exactIndex(neighbour(bound, 1n), scale), index);
    }
  }
});

test("lowerBound() rounds down to subnormal numbers and to zero, and up to infinity", () => {
  assert.equal(lowerBound(-1, 0), 0.5);
  assert.equal(lowerBound(-1074, 0), Number.MIN_VALUE);
  assert.equal(lowerBound(-1075, 0), 0);
  assert.equal(lowerBound(-2, -10), 0);
  assert.equal(lowerBound(-1073 * 64 + 63, 6), Number.MIN_VALUE * 3, "2^-1073 times 1.98");
  for (let scale = MIN_SCALE; scale <= MAX_SCALE; scale++) {
    assert.equal(lowerBound(maxIndex(scale) + 1, scale), Infinity);
  }
});

test("minIndex() and maxIndex() are the indices of the smallest and the largest double", () => {
  for (let scale = MIN_SCALE; scale <= MAX_SCALE; scale++) {
    assert.equal(minIndex(scale), exactIndex(Number.MIN_VALUE, scale));
    assert.equal(maxIndex(scale), exactIndex(Number.MAX_VALUE, scale));
  }
  assert.equal(maxIndex(-10) - minIndex(-10), 2, "three buckets hold every double at scale -10");
});
