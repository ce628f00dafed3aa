import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, defineBounded, defineMetricSet } from "@percore/telemetry";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { attributesOf, exponentialsOf, histogramsOf, metricsOf, numbersOf } from "./decode.ts";

const stability = "development";
const common = { unit: "1", brief: "A metric.", stability } as const;

const Tenant = defineBounded({ key: "test.tenant", type: "string", bound: 2 });
const Shard = defineBounded({ key: "test.shard", type: "int", bound: 8 });

const Requests = defineMetricSet({
  name: "test.requests",
  brief: "Requests.",
  stability,
  version: "1.0.0",
  schemaUrl: "",
  attributes: {
    registration: [{ key: "test.ratio", type: "double", brief: "A double.", stability }],
    measurement: [
      { key: "test.tenant", type: "string", bound: 2, brief: "A text.", stability },
      { key: "test.shard", type: "int", bound: 8, optional: true, brief: "A number.", stability },
    ],
  },
  metrics: [
    { ...common, field: "count", name: "test.count", instrument: "counter", valueType: "int" },
    {
      ...common,
      field: "latency",
      name: "test.latency",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
    },
    {
      ...common,
      field: "size",
      name: "test.size",
      instrument: "histogram",
      valueType: "int",
      aggregation: "min_max_sum_count",
    },
    {
      ...common,
      field: "total",
      name: "test.total",
      instrument: "counter",
      valueType: "int",
      recording: "observe",
    },
    {
      ...common,
      field: "level",
      name: "test.level",
      instrument: "updowncounter",
      valueType: "double",
      recording: "observe",
    },
  ],
});

test("what was recorded arrives, in series that come one after another", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader(), encoder = new MetricsEncoder();
  const requests = telemetry.register(Requests, { attributes: { "test.ratio": 2 } });
  const collect = () => {
    telemetry.drain();
    const collection = reader.collect();
    const sets = collection.sets.filter(({ descriptor }) => descriptor.name === "test.requests");
    return metricsOf({ ...collection, sets }, encoder);
  };

  const first = requests.with(Tenant.from("a"), Shard.from(7));
  first.count.add(3);
  for (const value of [0, 0, 1.5, 1.5, -1.5]) first.latency.record(value);
  first.size.record(10);
  first.size.record(4);
  first.total.observe(100);
  first.level.observe(-2.5);
  const [, latency, size, total, level] = [...collect()].sort(byOrder);
  const [point] = exponentialsOf(latency);
  assert(point);
  assert.deepEqual(attributesOf(point), [
    ["test.ratio", "doubleValue", 2],
    ["test.tenant", "stringValue", "a"],
    ["test.shard", "intValue", 7n],
  ]);
  assert.deepEqual([point.count, point.zeroCount, point.sum, point.min, point.max], [5n, 2n, 1.5, -1.5, 1.5]);
  // log2(1.5) * 2^4 is 9.36.
  assert.deepEqual([point.scale, point.positive?.offset, point.positive?.bucketCounts], [4, 9, [2n]]);
  assert.deepEqual([point.negative?.offset, point.negative?.bucketCounts], [9, [1n]]);
  assert.deepEqual(histogramsOf(size).map(({ count, sum, min, max }) => [count, sum, min, max]), [[
    2n,
    14,
    4,
    10,
  ]]);
  assert.deepEqual([numbersOf(total)[0]?.value, numbersOf(level)[0]?.value], [
    { case: "asInt", value: 100n },
    { case: "asDouble", value: -2.5 },
  ]);

  for (const tenant of ["b", "c", "d"]) requests.with(Tenant.from(tenant), undefined).count.increment();
  const [count, ...others] = [...collect()].sort(byOrder);
  assert.deepEqual(numbersOf(count).map((each) => [attributesOf(each).slice(1), each.value.value]), [
    [[["test.tenant", "stringValue", "a"], ["test.shard", "intValue", 7n]], 3n],
    [[["test.tenant", "stringValue", "b"]], 1n],
    [[["otel.metric.overflow", "boolValue", true]], 2n],
  ]);
  assert.equal(exponentialsOf(others[0]).length, 3);
  await telemetry.shutdown();
});

const ORDER = ["test.count", "test.latency", "test.size", "test.total", "test.level"];

/** The metrics of a scope come in any order. */
function byOrder(a: { name: string }, b: { name: string }): number {
  return ORDER.indexOf(a.name) - ORDER.indexOf(b.name);
}
