import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry } from "@percore/telemetry";
import type { Exemplar } from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { Always, span, Traced } from "../set/exemplar_sets.ts";
import { exponentialsOf, histogramsOf, metricsOf, numbersOf } from "./decode.ts";

function recording() {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader(), encoder = new MetricsEncoder();
  const always = telemetry.register(Always), traced = telemetry.register(Traced);
  /** The metrics of both sets, by name. */
  const collect = () => {
    const collection = reader.collect();
    const sets = collection.sets.filter(({ descriptor }) => descriptor.name.startsWith("exemplars."));
    const metrics = metricsOf({ ...collection, sets }, encoder);
    const byName = new Map(metrics.map((metric) => [metric.name, metric]));
    assert.equal(byName.size, metrics.length);
    return byName;
  };
  return { always, traced, collect, end: () => telemetry.shutdown() };
}

function idsOf({ traceId, spanId }: Exemplar): [string, string] {
  return [Buffer.from(traceId).toString("hex"), Buffer.from(spanId).toString("hex")];
}

test("each kind of point has its exemplars, with value, time and ids", async () => {
  const { always, collect, end } = recording();
  always.count.add(2 ** 40, span(1));
  always.amount.add(0.5, span(2));
  always.active.add(-3, span(3));
  always.balance.add(-1.5, span(4));
  always.depth.set(-(2 ** 50), span(5));
  always.level.set(-Infinity, span(6));
  always.duration.record(0.05, span(7));
  always.duration.record(5, span(8));
  always.spread.record(1000, span(9));
  always.spread.record(-1000, span(9));
  always.summary.record(2, span(10));
  const metrics = collect();
  const exemplars = [
    ...["count", "amount", "active", "balance", "depth", "level"].flatMap((name) =>
      numbersOf(metrics.get(`exemplars.${name}`))
    ),
    ...["duration", "summary"].flatMap((name) => histogramsOf(metrics.get(`exemplars.${name}`))),
    ...exponentialsOf(metrics.get("exemplars.spread")),
  ].map((point) => {
    for (const { timeUnixNano } of point.exemplars) {
      assert.ok(point.startTimeUnixNano <= timeUnixNano && timeUnixNano <= point.timeUnixNano);
    }
    return point.exemplars.map((exemplar) => [exemplar.value, ...idsOf(exemplar)]);
  });
  const ids = (number: number) => [span(number).traceId, span(number).spanId];
  const int = (value: bigint, number: number) => [{ case: "asInt", value }, ...ids(number)];
  const double = (value: number, number: number) => [{ case: "asDouble", value }, ...ids(number)];
  const spread = exemplars.pop();
  assert.deepEqual(exemplars, [
    [int(2n ** 40n, 1)],
    [double(0.5, 2)],
    [int(-3n, 3)],
    [double(-1.5, 4)],
    [int(-(2n ** 50n), 5)],
    [double(-Infinity, 6)],
    [double(0.05, 7), double(5, 8)],
    [double(2, 10)],
  ]);
  // Both have the same index, and share an exemplar.
  assert.equal(spread?.length, 1);
  assert.deepEqual(spread?.[0]?.slice(1), ids(9));
  await end();
});

test("a point's own values are the same with exemplars, and follow what is recorded later", async () => {
  const { always, collect, end } = recording();
  for (let round = 1; round <= 3; round++) {
    always.count.add(2, span(round));
    always.depth.set(round);
    always.duration.record(5, span(round));
    always.summary.record(round);
    const metrics = collect();
    const [count] = numbersOf(metrics.get("exemplars.count"));
    const [depth] = numbersOf(metrics.get("exemplars.depth"));
    const [duration] = histogramsOf(metrics.get("exemplars.duration"));
    const [summary] = histogramsOf(metrics.get("exemplars.summary"));
    assert.deepEqual([count?.value.value, depth?.value.value], [BigInt(2 * round), BigInt(round)]);
    assert.deepEqual(duration?.bucketCounts, [0n, 0n, BigInt(round), 0n]);
    assert.deepEqual([duration?.count, duration?.sum, duration?.min], [BigInt(round), 5 * round, 5]);
    assert.deepEqual([summary?.count, summary?.min, summary?.max], [BigInt(round), 1, round]);
    assert.deepEqual(count?.exemplars.map(idsOf), [[span(round).traceId, span(round).spanId]]);
    assert.deepEqual(duration?.exemplars.length, 1);
  }
  assert.equal(collect().has("exemplars.level"), false, "a gauge has no point before its first value");
  always.level.set(1);
  assert.deepEqual(numbersOf(collect().get("exemplars.level"))[0]?.exemplars.length, 1);
  await end();
});

test("an exemplar from outside of a span has no ids, and a metric without exemplars has none", async () => {
  const { always, traced, collect, end } = recording();
  always.count.add(1);
  traced.count.add(1);
  traced.plain.add(1);
  const metrics = collect();
  const [exemplar] = numbersOf(metrics.get("exemplars.count"))[0]?.exemplars ?? [];
  assert(exemplar);
  assert.deepEqual([exemplar.traceId.length, exemplar.spanId.length], [0, 0]);
  for (const name of ["exemplars.traced.count", "exemplars.traced.plain"]) {
    assert.deepEqual(numbersOf(metrics.get(name)).map(({ exemplars }) => exemplars), [[]]);
  }
  await end();
});
