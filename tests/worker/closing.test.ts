import assert from "node:assert/strict";
import { test } from "node:test";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import { MortalWorker } from "../aggregate/mortal_worker.ts";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Plain } from "../set/sample_sets.ts";

/** A worker whose ring is full when its gauge, set to 1, is closed and registered again. */
function withFullRing() {
  const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
  const worker = new MortalWorker();
  worker.join(aggregator, 1);
  const first = worker.registry.register(Plain, undefined);
  do first.count.add(1); while (worker.flush());
  first.level.set(1);
  first.close();
  const second = worker.registry.register(Plain, undefined);
  const drain = () => aggregator.drain(() => {});
  const level = () => valueOf(pointsOf(reader.collect(), "sample.plain"), "level");
  return { worker, second, drain, level };
}

test("a closed set that waited for room doesn't set a gauge back, once there is room", () => {
  const { worker, second, drain, level } = withFullRing();
  second.level.set(2);
  drain();
  assert.ok(worker.flush());
  drain();
  assert.equal(level(), 2);
  worker.die(0);
  drain();
  worker.bury();
});

test("a closed set that waited for room doesn't set a gauge back when its successor is closed, too", () => {
  const { worker, second, drain, level } = withFullRing();
  second.level.set(2);
  drain();
  second.close();
  assert.ok(worker.flush());
  drain();
  assert.equal(level(), 2);
  worker.die(0);
  drain();
  worker.bury();
});

test("a closed set that waited for room doesn't set a gauge back when its worker dies", () => {
  const { worker, second, drain, level } = withFullRing();
  second.level.set(2);
  worker.die(0);
  drain();
  assert.equal(level(), 2);
  worker.bury();
});
