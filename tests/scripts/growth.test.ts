import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { growth } from "../../scripts/_growth.ts";

test("growth() is what grows steadily, whatever garbage there is besides", () => {
  const garbage = fc.array(fc.nat(1000), { minLength: 30, maxLength: 90 });
  fc.assert(fc.property(garbage, fc.integer({ min: 1, max: 100 }), (garbage, rate) => {
    // Sometimes all garbage is collected.
    const samples = garbage.map((bytes, i) => rate * i + (i % 5 === 0 ? 0 : bytes));
    const third = Math.floor(samples.length / 3);
    assert.ok(Math.abs(growth(samples) - rate * third) <= rate * 5);
  }));
});

test("growth() doesn't see what comes and goes, nor what grows at the beginning", () => {
  const saw = Array.from({ length: 90 }, (_, i) => (i < 30 ? i * 100 : 3000) + (i % 10) * 50);
  assert.equal(growth(saw), 0);
});

test("growth() needs three samples", () => {
  assert.throws(() => growth([1, 2]), RangeError);
  assert.equal(growth([5, 5, 6]), 1);
});
