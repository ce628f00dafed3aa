import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BucketSearch } from "../../src/set/bucket_search.ts";

/** How many boundaries a value is above. */
function expected(boundaries: readonly number[], value: number): number {
  return boundaries.filter((boundary) => value > boundary).length;
}

/** Boundaries as people write them, close together, or anything. */
const boundaries = fc.oneof(
  fc.constantFrom([-0, 5e-324], [-0, 1], [5e-324], []),
  fc.constant([0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000]),
  fc.uniqueArray(fc.integer({ min: -20, max: 2000 }), { maxLength: 20 }),
  fc.uniqueArray(fc.double({ min: 1, max: 1.0001, noNaN: true }), { maxLength: 20 }),
  fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    maxLength: 20,
    comparator: (a, b) => a === b,
  }),
).map((list) => [...list].sort((a, b) => a - b));

test("a value's bucket is the number of boundaries that it is above", () => {
  fc.assert(
    fc.property(boundaries, fc.array(fc.double({ noNaN: true })), (boundaries, values) => {
      const search = new BucketSearch(boundaries);
      const near = boundaries.flatMap((
        b,
      ) => [b, b * (1 + Number.EPSILON), b * (1 - Number.EPSILON), -b, b + 0.5]);
      const edges = [
        0,
        -0,
        Number.MIN_VALUE,
        -Number.MIN_VALUE,
        Number.MAX_VALUE,
        -Number.MAX_VALUE,
        Infinity,
        -Infinity,
      ];
      for (const value of [...values, ...near, ...edges]) {
        assert.equal(search.bucketOf(value), expected(boundaries, value), `${value} in ${boundaries}`);
      }
    }),
    { numRuns: 2000 },
  );
});
