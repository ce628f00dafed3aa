/** Any sequence of adding and merging, compared with a plain list of what was added. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type BucketCounts, ExponentialBuckets } from "../../src/aggregate/exponential_buckets.ts";
import { exactIndex, MAX_SCALE, maxIndex, MIN_SCALE, minIndex } from "../../src/set/exponential_index.ts";

interface Added {
  readonly sign: 1 | -1;
  readonly index: number;
  readonly scale: number;
  readonly count: number;
}

/** Everything that was added to buckets, and what must come of it. */
class Model {
  readonly added: Added[] = [];
  zeros = 0;

  constructor(readonly maxSize: number, readonly maxScale: number) {}

  counts(sign: 1 | -1, scale: number): Map<number, number> {
    const counts = new Map<number, number>();
    for (const added of this.added) {
      if (added.sign !== sign) continue;
      const index = Math.floor(added.index / 2 ** (added.scale - scale));
      counts.set(index, (counts.get(index) ?? 0) + added.count);
    }
    return counts;
  }

  /** The finest scale at which everything is known and fits. */
  scale(): number {
    let scale = this.added.reduce((least, added) => Math.min(least, added.scale), this.maxScale);
    const fits = (sign: 1 | -1) => {
      const indices = [...this.counts(sign, scale).keys()];
      return indices.length === 0 || Math.max(...indices) - Math.min(...indices) < this.maxSize;
    };
    while (!fits(1) || !fits(-1)) scale--;
    return scale;
  }
}

function countsOf(buckets: BucketCounts): Map<number, number> {
  const counts = new Map<number, number>();
  for (let position = 0; position < buckets.length; position++) {
    const count = buckets.at(position);
    if (count !== 0) counts.set(buckets.offset + position, count);
  }
  return counts;
}

function sorted(counts: Map<number, number>): [number, number][] {
  return [...counts].sort(([a], [b]) => a - b);
}

function assertIsModel(buckets: ExponentialBuckets, model: Model): void {
  assert.equal(buckets.scale, model.scale());
  assert.equal(buckets.zeroCount, model.zeros);
  for (const [sign, run] of [[1, buckets.positive], [-1, buckets.negative]] as const) {
    assert.deepEqual(sorted(countsOf(run)), sorted(model.counts(sign, buckets.scale)));
    assert.ok(run.length <= model.maxSize);
    if (run.length > 0) assert.ok(run.at(0) > 0 && run.at(run.length - 1) > 0, "the ends hold something");
    assert.equal(run.at(-1), 0);
    assert.equal(run.at(run.length), 0);
  }
}

/** What is added at some scale: near 1, where everything may fit at that scale, or anywhere. */
const added: fc.Arbitrary<Added> = fc.integer({ min: MIN_SCALE, max: MAX_SCALE }).chain((scale) => {
  const min = minIndex(scale), max = maxIndex(scale);
  const near = fc.integer({ min: Math.max(min, -40), max: Math.min(max, 40) });
  return fc.record({
    sign: fc.constantFrom<1 | -1>(1, -1),
    index: fc.oneof({ weight: 9, arbitrary: near }, { weight: 1, arbitrary: fc.integer({ min, max }) }),
    scale: fc.constant(scale),
    count: fc.integer({ min: 1, max: 1e9 }),
  });
});
/** The same at one scale, as instruments of one schema record. */
const addedAtOneScale: fc.Arbitrary<Added> = fc.record({
  sign: fc.constantFrom<1 | -1>(1, -1),
  index: fc.integer({ min: -300, max: 300 }),
  scale: fc.constant(4),
  count: fc.integer({ min: 1, max: 1e9 }),
});
const shape = fc.record({
  maxSize: fc.oneof(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 7, max: 200 })),
  maxScale: fc.integer({ min: MIN_SCALE, max: MAX_SCALE }),
});
type Command =
  | { readonly kind: "add"; readonly target: number; readonly added: Added }
  | { readonly kind: "zeros"; readonly target: number; readonly count: number }
  | { readonly kind: "merge"; readonly target: number; readonly source: number }
  | { readonly kind: "reset"; readonly target: number };
const place = fc.nat({ max: 2 });
function commands(additions: fc.Arbitrary<Added>): fc.Arbitrary<Command[]> {
  return fc.array(
    fc.oneof(
      { weight: 20, arbitrary: fc.record({ kind: fc.constant("add"), target: place, added: additions }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("zeros"), target: place, count: fc.nat(1e6) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("merge"), target: place, source: place }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("reset"), target: place }) },
    ),
    { maxLength: 40, size: "max" },
  );
}

/** Three buckets of different shapes, and the models of them; each command is checked. */
function run(shapes: readonly { maxSize: number; maxScale: number }[], commands: readonly Command[]): void {
  const cells = shapes.map(({ maxSize, maxScale }) => ({
    buckets: new ExponentialBuckets(maxSize, maxScale),
    model: new Model(maxSize, maxScale),
  }));
  for (const command of commands) {
    const target = cells[command.target];
    assert.ok(target !== undefined);
    const { buckets, model } = target;
    switch (command.kind) {
      case "add": {
        const { sign, index, scale, count } = command.added;
        buckets.add(sign, index, scale, count);
        model.added.push(command.added);
        break;
      }
      case "zeros":
        buckets.addZeros(command.count);
        model.zeros += command.count;
        break;
      case "merge": {
        const source = cells[command.source];
        assert.ok(source !== undefined);
        // What a source has merged into its scale is known at that scale only.
        const scale = source.buckets.scale, before = source.model.zeros;
        const known = ([1, -1] as const).flatMap((sign) =>
          sorted(source.model.counts(sign, scale)).map(([index, count]) => ({ sign, index, scale, count }))
        );
        buckets.merge(source.buckets);
        model.added.push(...known);
        model.zeros += before;
        if (source !== target) assertIsModel(source.buckets, source.model);
        break;
      }
      case "reset":
        buckets.reset();
        model.added.length = 0;
        model.zeros = 0;
        break;
    }
    assertIsModel(buckets, model);
  }
}

const shapes = fc.tuple(shape, shape, shape);

test("buckets hold what was added at any scale, merged and reset in any order", () => {
  fc.assert(fc.property(shapes, commands(added), run), { numRuns: 1_000 });
});

test("buckets hold what was added at one scale, merged and reset in any order", () => {
  fc.assert(fc.property(shapes, commands(addedAtOneScale), run), { numRuns: 1_000 });
});

test("buckets go down to the scale at which the recorded values fit, and no further", () => {
  const buckets = new ExponentialBuckets(160, 20), model = new Model(160, 20);
  for (let n = 0; n < 2_000; n++) {
    const value = 2 ** (Math.random() * n / 100 - n / 400);
    const entry = { sign: 1, index: exactIndex(value, 20), scale: 20, count: 1 } as const;
    buckets.add(entry.sign, entry.index, entry.scale, entry.count);
    model.added.push(entry);
  }
  assertIsModel(buckets, model);
  assert.equal(buckets.scale, 3, "20 octaves in 160 buckets");
});

test("one value, and zeros alone, keep the finest scale", () => {
  const buckets = new ExponentialBuckets(160, 12);
  buckets.addZeros(3);
  buckets.add(-1, exactIndex(0.1, 20), 20, 5);
  assert.equal(buckets.scale, 12);
  assert.equal(buckets.negative.offset, exactIndex(0.1, 12));
  assert.equal(buckets.negative.at(0), 5);
  assert.equal(buckets.positive.length, 0);
  assert.equal(buckets.positive.offset, 0);
});

test("a count that isn't above zero changes nothing", () => {
  const buckets = new ExponentialBuckets(160, 20);
  for (const count of [0, -1, NaN]) buckets.add(1, 7, 3, count);
  assert.equal(buckets.scale, 20);
  assert.equal(buckets.positive.length, 0);
});

test("two or three buckets hold every double, the smallest size at scale -11", () => {
  for (const [maxSize, scale] of [[2, -11], [3, -10]] as const) {
    const buckets = new ExponentialBuckets(maxSize, 20);
    for (const value of [Number.MAX_VALUE, 1, Number.MIN_VALUE]) {
      for (const sign of [1, -1] as const) buckets.add(sign, exactIndex(value, 20), 20, 1);
    }
    assert.equal(buckets.scale, scale);
    for (const run of [buckets.positive, buckets.negative]) {
      assert.equal([...countsOf(run).values()].reduce((sum, count) => sum + count), 3);
    }
  }
});

test("normal numbers fit into two buckets at scale -10", () => {
  const buckets = new ExponentialBuckets(2, 20);
  for (const value of [2 ** -1022, Number.MAX_VALUE]) buckets.add(1, exactIndex(value, 20), 20, 1);
  assert.equal(buckets.scale, -10);
});

test("counts are exact to 2^53 and never fall beyond", () => {
  const buckets = new ExponentialBuckets(160, 4);
  buckets.add(1, 0, 4, Number.MAX_SAFE_INTEGER);
  buckets.add(1, 0, 4, 1);
  assert.equal(buckets.positive.at(0), 2 ** 53);
  buckets.add(1, 0, 4, 1);
  assert.equal(buckets.positive.at(0), 2 ** 53);
  buckets.add(1, 1, 3, 2 ** 53);
  assert.deepEqual([...countsOf(buckets.positive)], [[0, 2 ** 53], [1, 2 ** 53]]);
  buckets.add(1, 0, 2, 2 ** 53);
  assert.deepEqual([...countsOf(buckets.positive)], [[0, 3 * 2 ** 53]]);
});

test("a size below 2 and a scale out of range are refused", () => {
  for (const maxSize of [1, 0, -5, 2.5, NaN]) {
    assert.throws(() => new ExponentialBuckets(maxSize, 20), { name: "RangeError", message: /maximum size/ });
  }
  for (const maxScale of [21, -11, 0.5, NaN]) {
    assert.throws(() => new ExponentialBuckets(160, maxScale), { name: "RangeError", message: /scale/ });
  }
});
