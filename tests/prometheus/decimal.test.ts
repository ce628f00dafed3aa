import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { doubleText, intWidth, writeInt } from "../../src/export/prometheus/decimal.ts";

const LIMIT = Number.MAX_SAFE_INTEGER;

function written(value: number): string {
  const bytes = new Uint8Array(40).fill(120), width = intWidth(value);
  writeInt(bytes, 7, width, value);
  return new TextDecoder().decode(bytes);
}

function expected(value: number): string {
  return "x".repeat(7) + value + "x".repeat(33 - String(value).length);
}

test("whole numbers are written as String() writes them, and nothing beside them", () => {
  fc.assert(fc.property(fc.integer({ min: -LIMIT, max: LIMIT }), (value) => {
    assert.equal(written(value), expected(value));
  }));
});

test("whole numbers at the powers of ten and their neighbours have the right width", () => {
  for (let power = 1; power < LIMIT; power *= 10) {
    for (const value of [power - 1, power, power + 1, -power]) {
      assert.equal(written(value), expected(value === 0 ? 0 : value));
    }
  }
  assert.equal(written(LIMIT), expected(LIMIT));
});

test("doubles are spelled as Prometheus spells them", () => {
  assert.deepEqual([Infinity, -Infinity, NaN, 0.1, -0, 1e21, 5e-324].map(doubleText), [
    "+Inf",
    "-Inf",
    "NaN",
    "0.1",
    "0",
    "1e+21",
    "5e-324",
  ]);
});
