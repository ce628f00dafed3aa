import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Observed } from "./more_sets.ts";

test("observed totals of several registrations add up, and one that begins anew doesn't take back what was", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const total = () => valueOf(pointsOf(reader.collect(), "sample.observed"), "total");
  const first = telemetry.register(Observed), second = telemetry.register(Observed);
  first.total.observe(10);
  second.total.observe(5);
  assert.equal(total(), 15);
  first.total.observe(12);
  first.total.observe(13);
  assert.equal(total(), 18);
  assert.equal(total(), 18, "a window without an observation changes nothing");
  second.total.observe(2);
  assert.equal(total(), 20, "2 after 5: a new beginning");
  first.close();
  assert.equal(total(), 20);
  second.total.observe(2 ** 53 - 1);
  assert.equal(total(), 2n ** 53n + 17n);
  await telemetry.shutdown();
});

test("observed levels add up while their sets are registered", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const level = () => valueOf(pointsOf(reader.collect(), "sample.observed"), "level");
  const first = telemetry.register(Observed), second = telemetry.register(Observed);
  first.level.observe(1.5);
  second.level.observe(4);
  assert.equal(level(), 5.5);
  first.level.observe(-2);
  assert.equal(level(), 2);
  first.close();
  assert.equal(level(), 4);
  second.level.observe(8);
  second.close();
  assert.equal(level(), 0);
  await telemetry.shutdown();
});

test("a total that begins anew within one window keeps what it had come to", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Observed);
  for (const total of [7, 12, 3, 1, 4]) set.total.observe(total);
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.observed"), "total"), 12 + 3 + 4);
  await telemetry.shutdown();
});

test("what can't be observed is refused", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Observed);
  for (const bad of [NaN, -1, 0.5, Infinity, 2 ** 53]) set.total.observe(bad);
  for (const bad of [NaN, Infinity, -Infinity]) set.level.observe(bad);
  const points = pointsOf(reader.collect(), "sample.observed");
  assert.deepEqual([valueOf(points, "total"), valueOf(points, "level")], [0, 0]);
  await telemetry.shutdown();
});

test("a level that falls from a very large value is exact again, and so are those beside it", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const level = () => valueOf(pointsOf(reader.collect(), "sample.observed"), "level");
  const first = telemetry.register(Observed), second = telemetry.register(Observed);
  first.level.observe(3);
  second.level.observe(1e20);
  assert.equal(level(), 1e20);
  second.level.observe(1.5);
  assert.equal(level(), 4.5);
  await telemetry.shutdown();
});
