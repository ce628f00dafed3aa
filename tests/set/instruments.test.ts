import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Colour, Labelled, Plain } from "./sample_sets.ts";

function plain() {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const set = telemetry.register(Plain);
  const value = (field: string, offset = 0) =>
    valueOf(pointsOf(reader.collect(), "sample.plain"), field, 0, offset);
  return { set, value, end: () => telemetry.shutdown() };
}

test("a counter of int adds up exactly, beyond 2^31 in one window and beyond 2^53 in several", async () => {
  const { set, value, end } = plain();
  set.count.increment();
  set.count.add(2 ** 31 - 1);
  set.count.add(2 ** 31 - 1);
  assert.equal(value("count"), 2 ** 32 - 1);
  const most = Number.MAX_SAFE_INTEGER - 2 ** 32;
  for (let window = 0; window < 3; window++) {
    set.count.add(most);
    value("count");
  }
  assert.equal(value("count"), 3n * BigInt(most) + 2n ** 32n - 1n);
  await end();
});

test("a counter refuses what isn't a whole number or would shrink it", async () => {
  const { set, value, end } = plain();
  for (const bad of [NaN, -1, 0.5, Infinity, -Infinity, -(2 ** 40), 2 ** 53]) set.count.add(bad);
  assert.equal(value("count"), 0);
  set.count.add(-0);
  set.count.add(3);
  assert.equal(value("count"), 3);
  for (const bad of [NaN, -1, -0.5, Infinity]) set.amount.add(bad);
  set.amount.add(0.25);
  assert.equal(value("amount"), 0.25);
  await end();
});

test("an up-down counter follows additions of both signs, through flushes and spills", async () => {
  const { set, value, end } = plain();
  set.active.increment();
  set.active.increment();
  set.active.decrement();
  assert.equal(value("active"), 1);
  set.active.add(-(2 ** 31));
  set.active.add(-(2 ** 31));
  set.active.add(5);
  assert.equal(value("active"), 6 - 2 ** 32);
  set.active.add(NaN);
  set.balance.add(-1.5);
  set.balance.add(Infinity);
  assert.equal(value("balance"), -1.5);
  await end();
});

test("a gauge keeps its last level, also over windows without a recording", async () => {
  const { set, value, end } = plain();
  assert.ok(Number.isNaN(value("level")), "no level before the first");
  set.level.set(1.5);
  set.level.set(-2.5);
  set.level.set(NaN);
  assert.equal(value("level"), -2.5);
  set.count.increment();
  assert.equal(value("level"), -2.5);
  set.depth.set(2 ** 40);
  set.depth.set(0.5);
  assert.equal(value("depth"), 2 ** 40);
  await end();
});

test("a histogram counts a value in the bucket whose upper bound it doesn't exceed", async () => {
  const { set, value, end } = plain();
  for (const seconds of [0.1, 0.10001, 1, 5, 10, 11, -1]) set.duration.record(seconds);
  for (const bad of [NaN, Infinity, -Infinity]) set.duration.record(bad);
  assert.deepEqual([0, 1, 2, 3].map((bucket) => value("duration", bucket)), [2, 2, 2, 1]);
  assert.equal(value("duration", 4), 0.1 + 0.10001 + 1 + 5 + 10 + 11 - 1);
  assert.equal(value("duration", 5), -1);
  assert.equal(value("duration", 6), 11);
  await end();
});

test("each tuple of attribute values has its own instruments, which may be kept", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader({ by: "worker" });
  const set = telemetry.register(Labelled, {
    entity: { "service.instance.id": "a", "thread.id": 7 },
    attributes: { "sample.region": "eu" },
  });
  const kept = set.with(Colour.green, 1);
  assert.equal(set.with(Colour.green, 1), kept);
  kept.count.add(2);
  set.with(Colour.red, 0).count.add(1);
  reader.collect();
  kept.count.add(3);
  const points = pointsOf(reader.collect(), "sample.labelled");
  assert.deepEqual(points.entity, { "service.instance.id": "a", "thread.id": 7 });
  assert.deepEqual(points.attributes, { "sample.region": "eu" });
  const values = points.series.map((measured, series) => [
    Object.fromEntries(measured.map(({ attribute, value }) => [attribute.key, value])),
    valueOf(points, "count", series),
  ]);
  assert.deepEqual(values, [
    [{ "sample.colour": "green", "sample.retried": true }, 5],
    [{ "sample.colour": "red", "sample.retried": false }, 1],
  ]);
  await telemetry.shutdown();
});

test("an index that isn't one of the attribute's values reaches no series", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const set = telemetry.register(Labelled, {
    entity: { "service.instance.id": "a", "thread.id": 7 },
    attributes: { "sample.region": "eu" },
  });
  for (const [colour, retried] of [[3, 0], [-1, 1], [0, 2], [NaN, 0], [0.5, 0], [1e9, 1e9]] as const) {
    set.with(colour, retried).count.add(1);
  }
  assert.deepEqual(pointsOf(reader.collect(), "sample.labelled").series, []);
  await telemetry.shutdown();
});

test("a closed set is flushed once, and what is recorded afterwards reaches nobody", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const set = telemetry.register(Plain);
  const { count } = set;
  count.add(5);
  set.close();
  set.close();
  count.add(100);
  // The same memory is given out again.
  for (let i = 0; i < 10; i++) {
    const next = telemetry.register(Plain);
    next.count.add(1);
    count.add(100);
    next.close();
    reader.collect();
  }
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 15);
  await telemetry.shutdown();
});
