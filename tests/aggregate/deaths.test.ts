/** Workers that end between any two stores of what they do, one after the other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import type { Collection } from "../../src/aggregate/collection.ts";
import { arena } from "../../src/set/arena.ts";
import { type Instrument, refusalCount } from "../../src/set/instrument.ts";
import { blockOffsets, readBlock } from "../../src/worker/block.ts";
import { Observed } from "../set/more_sets.ts";
import { Fuse, importBurning } from "./fuse.ts";
import { ModelWorker } from "./model_worker.ts";
import { MortalWorker } from "./mortal_worker.ts";
import { Sums, sumsOf } from "./sums.ts";
import { Plain } from "../set/sample_sets.ts";
import { valueOf } from "./values.ts";

/** What a worker does before it dies, and what it does when it dies. */
type Life = (worker: ModelWorker) => (() => void) | undefined;

/**
 * Lives the same life again and again, ended after 0, 1, 2 … stores of its last act, until the act is whole: how
 * often it wasn't.
 */
function dieEverywhere(live: Life, stride = 1): number {
  for (let deaths = 0;; deaths++) {
    const aggregator = new Aggregator({ attributes: {} }), model = new Sums();
    const cumulative = aggregator.reader({}), deltas = aggregator.reader({ temporality: "delta" });
    const worker = new ModelWorker(aggregator, 1, 65536, model);
    try {
      const isCutShort = worker.die(deaths * stride, live(worker));
      const { gaps, repeats, corrupt } = aggregator.drain(() => {});
      assert.deepEqual({ gaps, repeats, corrupt }, { gaps: 0, repeats: 0, corrupt: 0 });
      const whole = sumsOf(cumulative.collect().sets).bySeries,
        parts = sumsOf(deltas.collect().sets).bySeries;
      assert.deepEqual(whole, model.bySeries, `after ${deaths * stride} stores`);
      assert.deepEqual(parts, model.bySeries, `deltas, after ${deaths * stride} stores`);
      if (!isCutShort) return deaths;
    } finally {
      worker.bury();
    }
  }
}

test("a worker may end between any two stores of a flush", { timeout: 60_000 }, () => {
  const deaths = dieEverywhere((worker) => {
    worker.record(1001, 1);
    // The first frames are out, and the reader has seen some of them.
    worker.flush();
    worker.record(2 ** 32, 2);
    worker.record(1003, 4);
    return undefined;
  });
  assert.ok(deaths > 100, `${deaths} deaths`);
});

test("a worker may end between any two stores of closing sets", { timeout: 60_000 }, () => {
  const deaths = dieEverywhere((worker) => {
    worker.record(1001, 1);
    return () => worker.closeSome();
  });
  assert.ok(deaths > 40, `${deaths} deaths`);
});

test("a worker may end while it flushes more buckets than a frame has cells", { timeout: 60_000 }, () => {
  const deaths = dieEverywhere((worker) => {
    worker.spread(3);
    return undefined;
    // A prime number: now here and now there in each page.
  }, 47);
  assert.ok(deaths > 60, `${deaths} deaths`);
});

test("a worker may end between any two stores of a registration", () => {
  for (let stores = 0;; stores++) {
    const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
    const worker = new MortalWorker();
    worker.join(aggregator, 1);
    worker.registry.register(Plain, undefined).count.add(1);
    const isCutShort = worker.die(stores, () => worker.registry.register(Plain, undefined).count.add(2));
    const { corrupt } = aggregator.drain(() => {});
    assert.equal(corrupt, 0);
    const sums = sumsOf(reader.collect().sets).bySeries["sample.plain count 0 [] sum"];
    worker.bury();
    assert.equal(sums, isCutShort ? 1 : 3, `after ${stores} stores`);
    if (!isCutShort) break;
  }
});

const fuse = new Fuse();
const { ObservedTotal }: typeof import("../../src/set/observed.ts") = await importBurning(
  fuse,
  "../../src/set/observed.ts",
);
const { IntCounter }: typeof import("../../src/set/counter.ts") = await importBurning(
  fuse,
  "../../src/set/counter.ts",
);
const { IntUpDownCounter }: typeof import("../../src/set/up_down_counter.ts") = await importBurning(
  fuse,
  "../../src/set/up_down_counter.ts",
);

/** Binds an instrument, whose stores burn the fuse, to a field of the set that a worker has registered last. */
function bound<Kind extends Instrument>(instrument: Kind, { registry }: MortalWorker, name: string): Kind {
  const [offset = 0] = blockOffsets(arena, registry.root);
  const { layout: { fields }, chunks: [chunk] } = readBlock(arena, offset, 0);
  const field = fields.find(({ metric }) => metric.field === name);
  if (field === undefined || chunk === undefined) throw new Error(`the set has a row, and a field ${name}`);
  const { ints, doubles, exemplars, marks } = chunk;
  instrument.bind(field, { block: offset, ints, tables: ints, doubles, exemplars, mark: marks });
  return instrument;
}

/** The total that has arrived; none when no worker has observed any. */
function totalOf({ sets }: Collection): bigint {
  const points = sets.find(({ layout: { fields } }) => fields.some(({ metric }) => metric.field === "total"));
  return points === undefined ? 0n : BigInt(valueOf(points, "total"));
}

/** By how much what was observed grows with a total: all of it where it has begun anew. */
function grown(latest: bigint, total: number): bigint {
  return BigInt(total) - (total < latest ? 0n : latest);
}

/** What a worker observes: a total, or `null` for a flush. */
type Steps = readonly (number | null)[];

/** Takes the steps and dies after so many stores of observing the last total: false when it had no more. */
function observeAndDie(steps: Steps, last: number, stores: number): boolean {
  const aggregator = new Aggregator({ attributes: {} });
  const cumulative = aggregator.reader({}), deltas = aggregator.reader({ temporality: "delta" });
  const worker = new MortalWorker(65536, fuse);
  try {
    const { level } = worker.registry.register(Observed, undefined),
      observed = bound(new ObservedTotal(), worker, "total");
    worker.join(aggregator, 1);
    let sum = 0n, latest = 0n, exported = 0n;
    const observe = (total: number) => {
      const refused = refusalCount();
      observed.observe(total);
      if (refusalCount() > refused) return;
      sum += grown(latest, total);
      latest = BigInt(total);
    };
    const arrived = () => {
      aggregator.drain(() => {});
      exported += totalOf(deltas.collect());
      return totalOf(cumulative.collect());
    };
    for (const step of steps) {
      // Without the level, a row of which nothing else was recorded would not be read.
      level.observe(1);
      if (step !== null) observe(step);
      else if (worker.flush()) assert.equal(arrived(), sum);
    }
    level.observe(2);
    const isCutShort = worker.die(stores, () => observe(last)), found = arrived();
    assert.equal(exported, found, "deltas");
    if (!isCutShort) assert.equal(found, sum);
    else if (found !== sum) assert.equal(found, sum + grown(latest, last), `after ${stores} stores`);
    return isCutShort;
  } finally {
    worker.bury();
  }
}

test("a worker may end between any two stores of an observation", { timeout: 60_000 }, () => {
  const total = fc.oneof(fc.nat(9), fc.maxSafeNat(), fc.constant(Number.MAX_SAFE_INTEGER));
  const steps = fc.array(fc.option(total), { maxLength: 6 });
  let deaths = 0;
  fc.assert(
    fc.property(steps, total, (steps, last) => {
      for (let stores = 0; observeAndDie(steps, last, stores); stores++) deaths++;
    }),
    { examples: [[[7], 3], [[7, null], 3], [[7, 3, null, 5, 2], 1]] },
  );
  assert.ok(deaths > 100, `${deaths} deaths`);
});

/** Adds all but the last value, and dies after so many stores of adding that: false when it had no more. */
function addAndDie(
  field: "count" | "active",
  values: readonly number[],
  last: number,
  stores: number,
): boolean {
  const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
  const worker = new MortalWorker(65536, fuse);
  try {
    const { amount } = worker.registry.register(Plain, undefined);
    const counter = bound(field === "count" ? new IntCounter() : new IntUpDownCounter(), worker, field);
    worker.join(aggregator, 1);
    // Without the amount, a row of which nothing else was recorded would not be read.
    amount.add(1);
    let sum = 0;
    const add = (value: number) => {
      const refused = refusalCount();
      counter.add(value);
      if (refusalCount() === refused) sum += value;
    };
    for (const value of values) add(value);
    const isCutShort = worker.die(stores, () => add(last));
    aggregator.drain(() => {});
    const points = reader.collect().sets.find(({ descriptor }) => descriptor.name === "sample.plain");
    const found = points === undefined ? NaN : Number(valueOf(points, field));
    if (!isCutShort || found !== sum + last) assert.equal(found, sum, `after ${stores} stores`);
    return isCutShort;
  } finally {
    worker.bury();
  }
}

for (const field of ["count", "active"] as const) {
  test(`a worker may end between any two stores of adding to an int lane that spills: ${field}`, () => {
    const value = fc.oneof(fc.nat(9), fc.nat(2 ** 31), fc.nat(2 ** 40)),
      values = fc.array(value, { maxLength: 4 });
    let deaths = 0;
    fc.assert(
      fc.property(values, value, (values, last) => {
        for (let stores = 0; addAndDie(field, values, last, stores); stores++) deaths++;
      }),
      { examples: [[[1000], 2 ** 31], [[2 ** 31, 7], 2 ** 31 - 1]] },
    );
    assert.ok(deaths > 50, `${deaths} deaths`);
  });
}
