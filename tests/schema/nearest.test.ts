import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nearest } from "../../src/schema/nearest.ts";

/** Levenshtein's distance, as it is defined. */
function distance([first, ...from]: readonly string[], [other, ...to]: readonly string[]): number {
  if (first === undefined || other === undefined) {
    return from.length + to.length + (first === other ? 0 : 1);
  }
  if (first === other) return distance(from, to);
  const [longer, shorter] = [[first, ...from], [other, ...to]];
  return 1 + Math.min(distance(from, to), distance(longer, to), distance(from, shorter));
}

test("the name that was probably meant is the first of the nearest, up to a third of its letters away", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 });
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 4 }), (wrong, names) => {
      const near = names.map((each) => ({ each, steps: distance([...wrong], [...each]) }))
        .filter(({ steps }) => steps < Math.floor(wrong.length / 3) + 2);
      const expected = near.toSorted((a, b) => a.steps - b.steps)[0]?.each;
      assert.equal(nearest(wrong, names), expected);
    }),
    { numRuns: 2_000 },
  );
});

test("for a name that is very long, none is meant", () => {
  assert.equal(nearest("a".repeat(101), ["a".repeat(101)]), undefined);
});
