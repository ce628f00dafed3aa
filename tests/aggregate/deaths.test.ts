/** Workers that end between any two stores of what they do, one after the other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import type { Collection } from "../../src/aggregate/collection.ts";
import { arena } from "../../src/set/arena.ts";
import { refusalCount } from "../../src/set/instrument.ts";
import type { ObservedTotal } from "../../src/set/observed.ts";
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
const burning: typeof import("../../src/set/observed.ts") = await importBurning(
  fuse,
  "../../src/set/observed.ts",
);

/** An instrument for the first field of the set that a worker has registered last, whose stores burn the fuse. */
function burningTotal({ registry }: MortalWorker): ObservedTotal {
  const [offset = 0] = blockOffsets(arena, registry.root);
  const { layout: { fields: [field] }, chunks: [chunk] } = readBlock(arena, offset, 0);
  if (field === undefined || chunk === undefined) throw new Error("the set has a field and a row");
  const { ints, doubles, exemplars, marks } = chunk, total = new burning.ObservedTotal();
  total.bind(field, { block: offset, ints, tables: ints, doubles, exemplars, mark: marks });
  return total;
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
    const { level } = worker.registry.register(Observed, undefined), observed = burningTotal(worker);
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
