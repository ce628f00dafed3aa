import assert from "node:assert/strict";
import { test } from "node:test";
import { type Collection, createTelemetry, type Exporter, type ExportReport } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";
import { pointsOf, valueOf } from "./values.ts";

function exporter(send: (collection: Collection, signal: AbortSignal) => Promise<ExportReport>): Exporter {
  return { name: "test", temporality: "cumulative", interval: 1e6, timeout: 60_000, export: send };
}

test("shutdown() exports once more, with all that was recorded, and may be called twice", async () => {
  const values: unknown[] = [];
  const telemetry = createTelemetry({
    resource: {},
    exporters: [exporter((collection) => {
      values.push(valueOf(pointsOf(collection, "sample.plain"), "count"));
      return Promise.resolve({ result: "success", bytes: 1 });
    })],
  });
  telemetry.register(Plain).count.add(3);
  await Promise.all([telemetry.shutdown(), telemetry.shutdown()]);
  assert.deepEqual(values, [3]);
});

test("shutdown() keeps its deadline with an exporter that never ends and one that gives nonsense", async () => {
  const telemetry = createTelemetry({
    resource: {},
    exporters: [
      exporter(() => new Promise(() => {})),
      exporter(() => Promise.reject(new Error("broken on purpose"))),
      exporter(() => Promise.resolve(undefined as unknown as ExportReport)),
    ],
  });
  const begin = performance.now();
  await telemetry.shutdown({ timeout: 200 });
  // Far from a measurement: without the deadline it would be a minute.
  assert.ok(performance.now() - begin < 20_000);
});

test("flush({ export: true }) resolves when what was recorded before it has been exported", async () => {
  const values: unknown[] = [];
  let open = 0, most = 0;
  const telemetry = createTelemetry({
    resource: {},
    exporters: [exporter(async (collection) => {
      most = Math.max(most, ++open);
      const value = valueOf(pointsOf(collection, "sample.plain"), "count");
      await new Promise((resolve) => setTimeout(resolve, 20));
      values.push(value);
      open--;
      return { result: "success", bytes: 1 };
    })],
  });
  const { count } = telemetry.register(Plain);
  // As requests do that an edge worker answers at the same time.
  await Promise.all([1, 2, 3, 4].map(async (number) => {
    count.add(1);
    assert.equal(await telemetry.flush({ export: true }), 0);
    assert(Number(values.at(-1)) >= number, `${values} after ${number}`);
  }));
  assert.equal(most, 1);
  count.add(1);
  await telemetry.flush();
  assert.equal(values.at(-1), 4);
  await telemetry.shutdown();
  const { length } = values;
  assert.equal(await telemetry.flush({ export: true }), 0);
  assert.deepEqual([values.at(-1), values.length], [5, length]);
});

test("flush({ export: true }) keeps its timeout, also for one that waits for another's export", async () => {
  const telemetry = createTelemetry({ resource: {}, exporters: [exporter(() => new Promise(() => {}))] });
  const began = performance.now();
  const long = telemetry.flush({ export: true, timeout: 50_000 });
  await telemetry.flush({ export: true, timeout: 300 });
  assert(performance.now() - began < 20_000);
  await telemetry.shutdown({ timeout: 100 });
  await long;
});

test("a resource attribute that OTLP can't carry is left out", async () => {
  const resource = {
    good: "a",
    list: [1, 2],
    missing: undefined,
    none: null,
    big: 1n,
    holes: new Array(2),
    deep: {},
  };
  const telemetry = createTelemetry({ resource: resource as unknown as Record<string, string> });
  assert.deepEqual(telemetry.reader().collect().resource.attributes, { good: "a", list: [1, 2] });
  await telemetry.shutdown();
});

test("what was refused is counted by reason, also for a set that is closed", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Plain);
  for (let i = 0; i < 10; i++) set.count.add(NaN);
  set.close();
  reader.collect();
  const points = pointsOf(reader.collect(), "percore.recordings");
  assert.deepEqual(points.series.map(([measured]) => measured?.value), ["not_a_number"]);
  assert.equal(valueOf(points, "invalid"), 10);
  await telemetry.shutdown();
});

test("registering and closing sets again and again leaves memory as it is", { timeout: 60_000 }, async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  // The arena has 32 MiB: each round would take some hundred bytes of it for good.
  const rounds = 100_000;
  for (let i = 0; i < rounds; i++) {
    const set = telemetry.register(Plain);
    set.count.add(1);
    set.close();
    if (i % 100 === 0) telemetry.drain();
  }
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), rounds);
  await telemetry.shutdown();
});

test("wrong arguments are named", () => {
  const untyped = createTelemetry as unknown as (options?: unknown) => unknown;
  assert.throws(() => untyped(), /createTelemetry\(\) takes options/);
  const telemetry = createTelemetry({ resource: {} });
  assert.throws(() => telemetry.attach(undefined as never), /attach\(\) takes a Worker/);
  assert.throws(() => telemetry.register(undefined as never), /register\(\) takes a metric set/);
  return telemetry.shutdown();
});
