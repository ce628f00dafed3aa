import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { metricsSerializer } from "@percore/telemetry/otel";
import fc from "fast-check";
import type { ExportMetricsServiceRequest } from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import type { SetPoints } from "../../src/aggregate/collection.ts";
import { resourceMetricsOf } from "../../src/export/otel/resource_metrics.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { layoutOf } from "../../src/set/layout.ts";
import { COLLECTION_RUNS, collections } from "../otlp/collections.ts";
import { decode } from "../otlp/decode.ts";
import { level } from "../otlp/level.ts";
import { collection, descriptor, metric, record, seriesOf, setPoints } from "../otlp/set_points.ts";

/** Levels what differs by the two forms: the order of metrics, and the one bucket that OpenTelemetry JS can't do without. */
function leveled(bytes: Uint8Array | undefined): ExportMetricsServiceRequest {
  const request = level(decode(bytes));
  for (const { metrics } of request.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics)) {
    metrics.sort((a, b) => a.name < b.name ? -1 : 1);
    for (const { data } of metrics) {
      if (data.case !== "histogram") continue;
      for (const point of data.value.dataPoints) {
        if (point.explicitBounds.length === 0) point.bucketCounts = [];
      }
    }
  }
  return request;
}

test("a collection says the same in the form of OpenTelemetry JS as percore exports it, by either serializer", () => {
  let compared = 0;
  fc.assert(
    fc.property(collections, (collection) => {
      const expected = new MetricsEncoder().encode(collection), data = resourceMetricsOf(collection, "scope");
      if (expected === undefined) return assert.deepEqual(data.scopeMetrics, []);
      assert.deepEqual(leveled(ProtobufMetricsSerializer.serializeRequest(data)), leveled(expected));
      assert.deepEqual(leveled(metricsSerializer.serializeRequest(data)), leveled(expected));
      compared++;
    }),
    { ...COLLECTION_RUNS, numRuns: 200 },
  );
  assert(compared > 30, `only ${compared} collections had points`);
});

test("whole numbers beyond 2^53 are rounded to the nearest, and stay within an int64", () => {
  const set = descriptor({
    metrics: [
      metric({ name: "test.count", instrument: "counter" }),
      metric({ name: "test.size", instrument: "histogram", boundaries: [1] }),
    ],
  });
  const points = setPoints(set);
  record(points, seriesOf(points, []), [2n ** 63n - 1n, 2n ** 60n + 3n, 1, 5, 1, 2]);
  const [metrics] = resourceMetricsOf(collection([points]), "scope").scopeMetrics.map(({ metrics }) =>
    metrics
  );
  assert.equal(metrics?.[0]?.dataPoints[0]?.value, 2 ** 63 - 1024);
  assert.deepEqual(metrics?.[1]?.dataPoints[0]?.value, {
    buckets: { boundaries: [1], counts: [2 ** 60, 1] },
    count: 2 ** 60,
    sum: 5,
    min: 1,
    max: 2,
  });
});

test("a scope and a metric of it appear once, whatever the entities if these are put on the points", () => {
  const set = descriptor({ metrics: [metric({ name: "test.count", instrument: "counter" })] });
  const sets = ["a", "b"].map((shard, index) => {
    const points = setPoints(set, { entity: { worker: index }, attributes: { shard } });
    record(points, seriesOf(points, []), [index]);
    return points;
  });
  const apart = resourceMetricsOf(collection(sets), "scope").scopeMetrics;
  assert.deepEqual(
    apart.map(({ scope, metrics }) => [scope, metrics[0]?.dataPoints.map(({ attributes }) => attributes)]),
    [
      [{ name: "test.set", version: "1.2.3", schemaUrl: set.schemaUrl, attributes: { worker: 0 } }, [{
        shard: "a",
      }]],
      [{ name: "test.set", version: "1.2.3", schemaUrl: set.schemaUrl, attributes: { worker: 1 } }, [{
        shard: "b",
      }]],
    ],
  );
  const [together, ...others] = resourceMetricsOf(collection(sets), "points").scopeMetrics;
  assert.equal(others.length, 0);
  assert.equal(together?.metrics.length, 1);
  assert.deepEqual(together?.metrics[0]?.dataPoints.map(({ attributes, value }) => [attributes, value]), [
    [{ worker: 0, shard: "a" }, 0],
    [{ worker: 1, shard: "b" }, 1],
  ]);
});

test("a metric may have more points than a function takes arguments", () => {
  const set = descriptor({ metrics: [metric({ name: "test.count", instrument: "counter" })] });
  const length = 150_000;
  const many: SetPoints = {
    descriptor: set,
    layout: layoutOf(set),
    temporality: "cumulative",
    entity: {},
    attributes: {},
    revision: 0,
    start: 1,
    time: 2,
    series: new Array<[]>(length).fill([]),
    values: new Float64Array(length),
    carries: new Float64Array(length),
    buckets: () => undefined,
    exemplars: () => [],
  };
  const { scopeMetrics } = resourceMetricsOf(collection([many, many]), "scope");
  assert.equal(scopeMetrics[0]?.metrics[0]?.dataPoints.length, 2 * length);
});

test("the resource can be merged with another one, which prevails", () => {
  const resource = { attributes: { a: 1, b: ["x"] }, schemaUrl: "https://example.com/1" };
  const ours = resourceMetricsOf({ resource, sets: [] }, "scope").resource;
  assert.deepEqual(ours.getRawAttributes(), [["a", 1], ["b", ["x"]]]);
  const same = ours.merge(null),
    other = ours.merge(
      resourceMetricsOf(
        { resource: { attributes: { a: 2 }, schemaUrl: "https://example.com/2" }, sets: [] },
        "scope",
      ).resource,
    );
  assert.deepEqual([same.attributes, same.schemaUrl], [resource.attributes, resource.schemaUrl]);
  assert.deepEqual([other.attributes, other.schemaUrl], [{ a: 2, b: ["x"] }, undefined]);
});
