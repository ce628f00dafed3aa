/** Workers that end between any two stores of what they do, one after the other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import { ModelWorker } from "./model_worker.ts";
import { MortalWorker } from "./mortal_worker.ts";
import { Sums, sumsOf } from "./sums.ts";
import { Plain } from "../set/sample_sets.ts";

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
