import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FreeMemory } from "../../src/set/free_memory.ts";

interface Taken {
  readonly first: number;
  readonly asked: number;
  readonly size: number;
}

/** The longest run of units from `first` to `end` that nobody has. */
function longestRun(taken: readonly Taken[], first: number, end: number): number {
  let longest = 0, from = first;
  for (const piece of [...taken].sort((a, b) => a.first - b.first)) {
    longest = Math.max(longest, piece.first - from);
    from = piece.first + piece.size;
  }
  return Math.max(longest, end - from);
}

function overlaps(a: Taken, b: Taken): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ take: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.nat(2000)) }) },
  { weight: 2, arbitrary: fc.record({ give: fc.nat() }) },
);

test("pieces lie within the memory, never overlap, and merge into one when all are given back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 200 }), (first, steps) => {
      const size = 4096, memory = new FreeMemory(first, size), taken: Taken[] = [];
      function giveBack(index: number): void {
        for (const piece of taken.splice(index, 1)) memory.give(piece.first, piece.asked);
      }
      for (const each of steps) {
        if ("give" in each) {
          if (taken.length > 0) giveBack(each.give % taken.length);
          continue;
        }
        const asked = each.take + 1, before = memory.size, found = memory.take(asked);
        if (found === undefined) {
          const longest = longestRun(taken, first, first + size);
          assert.ok(longest < asked * 9 / 8, `${asked} units were refused, ${longest} are free`);
          assert.equal(memory.size, before);
          continue;
        }
        const piece = { first: found, asked, size: before - memory.size };
        assert.ok(piece.size >= asked && piece.size <= (asked <= 16 ? asked : asked * 9 / 8));
        assert.ok(piece.first >= first && piece.first + piece.size <= first + size);
        for (const other of taken) assert.ok(!overlaps(piece, other));
        taken.push(piece);
      }
      while (taken.length > 0) giveBack(taken.length >> 1);
      assert.equal(memory.size, size);
      assert.equal(memory.take(size), first);
    }),
    { numRuns: 300 },
  );
});

test("memory that small pieces had serves a large one, in whatever order they are given back", () => {
  const units = 2 ** 19, memory = new FreeMemory(1, units);
  for (let i = 0; i < units; i++) assert.notEqual(memory.take(1), undefined);
  assert.equal(memory.take(1), undefined);
  // A quarter of a million pieces that have no free neighbour; 7919 is a prime, so that all of them are met.
  for (let i = 0; i < units / 2; i++) memory.give(1 + 2 * (i * 7919 % (units / 2)), 1);
  assert.equal(memory.size, units / 2);
  assert.equal(memory.take(2), undefined);
  for (let i = 0; i < units / 2; i++) memory.give(2 + 2 * (i * 7919 % (units / 2)), 1);
  assert.equal(memory.take(units), 1);
});

test("more than there is is refused, however much it is", () => {
  const memory = new FreeMemory(1, 100);
  for (const size of [101, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53, Infinity]) {
    assert.equal(memory.take(size), undefined);
  }
  assert.equal(memory.size, 100);
});
