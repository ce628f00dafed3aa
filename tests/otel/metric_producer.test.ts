import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { metricProducer, type MetricProducerOptions, metricsSerializer } from "@percore/telemetry/otel";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { decode } from "../otlp/decode.ts";
import { Always, span } from "../set/exemplar_sets.ts";
import { Colour, Labelled, Plain } from "../set/sample_sets.ts";
import { posted } from "../worker/posted.ts";

/** A provider whose reader exports what percore has recorded, too, whenever it is told to. */
function provided(telemetry: Telemetry, options?: MetricProducerOptions) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 1e9,
    exportTimeoutMillis: 10_000,
    metricProducers: [metricProducer(telemetry, options)],
  });
  const resource = resourceFromAttributes({ "service.name": "theirs" });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const exported = async (): Promise<ResourceMetrics> => {
    await provider.forceFlush();
    const metrics = exporter.getMetrics().at(-1);
    exporter.reset();
    assert(metrics, "nothing was exported");
    return metrics;
  };
  return { provider, exported };
}

/** A scope's metrics by name. */
function metricsOf({ scopeMetrics }: ResourceMetrics, scope: string): Map<string, MetricData> {
  const found = scopeMetrics.filter((each) => each.scope.name === scope);
  assert(found.length < 2, `the scope ${scope} is there ${found.length} times`);
  return new Map((found[0]?.metrics ?? []).map((metric) => [metric.descriptor.name, metric]));
}

/** A metric's points: attributes and value. */
function pointsOf(metric: MetricData | undefined): unknown[] {
  const points: readonly MetricData["dataPoints"][number][] = metric?.dataPoints ?? [];
  return points.map(({ attributes, value }) => [attributes, value]);
}

test("a metric reader of OpenTelemetry JS exports what percore has recorded, beside what it has itself", async () => {
  const telemetry = createTelemetry({ resource: { "service.name": "ours" }, cadence: 1e6 });
  const { provider, exported } = provided(telemetry);
  const plain = telemetry.register(Plain);
  const labelled = telemetry.register(Labelled, {
    entity: { "service.instance.id": "test", "thread.id": 1 },
    attributes: { "sample.region": "eu" },
  });
  provider.getMeter("theirs").createCounter("their.count").add(3, { a: 1 });
  plain.count.add(5);
  plain.amount.add(0.25);
  plain.active.add(-2);
  plain.balance.add(-0.5);
  plain.depth.set(-7);
  for (const value of [0.05, 5, 5]) plain.duration.record(value);
  labelled.with(Colour.green, 1).count.add(1);
  labelled.with(Colour.red, 0).size.record(1000);

  const metrics = await exported();
  assert.deepEqual(metrics.resource.attributes, { "service.name": "theirs" });
  assert.deepEqual(pointsOf(metricsOf(metrics, "theirs").get("their.count")), [[{ a: 1 }, 3]]);
  const ours = metricsOf(metrics, "sample.plain");
  assert.deepEqual(
    Array.from(ours.values(), (metric) => [metric.descriptor.name, metric.dataPointType, pointsOf(metric)]),
    [
      ["sample.count", DataPointType.SUM, [[{}, 5]]],
      ["sample.amount", DataPointType.SUM, [[{}, 0.25]]],
      ["sample.active", DataPointType.SUM, [[{}, -2]]],
      ["sample.balance", DataPointType.SUM, [[{}, -0.5]]],
      // sample.level was never set.
      ["sample.depth", DataPointType.GAUGE, [[{}, -7]]],
      ["sample.duration", DataPointType.HISTOGRAM, [[{}, {
        buckets: { boundaries: [0.1, 1, 10], counts: [1, 0, 2, 0] },
        count: 3,
        sum: 10.05,
        min: 0.05,
        max: 5,
      }]]],
    ],
  );
  const [count, active] = [ours.get("sample.count"), ours.get("sample.active")];
  assert.deepEqual(count?.descriptor, {
    name: "sample.count",
    description: "A.",
    unit: "{thing}",
    valueType: 0,
  });
  assert.equal(ours.get("sample.amount")?.descriptor.valueType, 1);
  assert(count?.dataPointType === DataPointType.SUM && active?.dataPointType === DataPointType.SUM);
  assert.deepEqual([count.isMonotonic, active.isMonotonic], [true, false]);
  assert.deepEqual(pointsOf(metricsOf(metrics, "sample.labelled").get("sample.labelled.count")), [
    [{ "sample.region": "eu", "sample.colour": "green", "sample.retried": true }, 1],
    [{ "sample.region": "eu", "sample.colour": "red", "sample.retried": false }, 0],
  ]);

  // What was exported is a copy.
  plain.count.add(1);
  assert.deepEqual(pointsOf(metricsOf(await exported(), "sample.plain").get("sample.count")), [[{}, 6]]);
  assert.deepEqual(pointsOf(count), [[{}, 5]]);
  await provider.shutdown();
  await telemetry.shutdown();
});

test("what a worker has just recorded is in the next export", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const { provider, exported } = provided(telemetry, { flushTimeout: 10_000 });
  const worker = new Worker(new URL("../worker/counting_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const working = posted(worker, "working");
  const tally = new SharedArrayBuffer(16), counts = new BigInt64Array(tally);
  worker.postMessage({ tally });
  await working;
  const before = Atomics.load(counts, 0);
  const [point] = metricsOf(await exported(), "sample.labelled").get("sample.labelled.count")?.dataPoints ??
    [];
  const value = point?.value;
  assert(typeof value === "number" && value > 0 && value >= before, `${value} is less than ${before}`);
  worker.terminate();
  await handle.ended();
  await provider.shutdown();
  await telemetry.shutdown();
});

test("with deltas, each export has what was recorded since the one before", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const { provider, exported } = provided(telemetry, { temporality: "delta" });
  const plain = telemetry.register(Plain);
  const values: unknown[] = [];
  let end: unknown;
  for (const add of [1, 2]) {
    plain.count.add(add);
    plain.active.add(add);
    const metrics = metricsOf(await exported(), "sample.plain");
    const [count, active] = [metrics.get("sample.count"), metrics.get("sample.active")];
    assert.equal(count?.aggregationTemporality, AggregationTemporality.DELTA);
    assert.equal(active?.aggregationTemporality, AggregationTemporality.CUMULATIVE);
    values.push([count.dataPoints[0]?.value, active.dataPoints[0]?.value]);
    if (end !== undefined) assert.deepEqual(count.dataPoints[0]?.startTime, end);
    end = count.dataPoints[0]?.endTime;
  }
  assert.deepEqual(values, [[1, 1], [2, 3]]);
  await provider.shutdown();
  await telemetry.shutdown();
});

test("exemplars and exponential histograms pass, and percore's serializer writes them as percore does", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const own = telemetry.reader();
  const { provider, exported } = provided(telemetry);
  const always = telemetry.register(Always);
  always.count.add(2 ** 40, span(1));
  always.level.set(-Infinity, span(6));
  always.duration.record(0.05, span(7));
  always.duration.record(5);
  for (const value of [0, 0, 1.5, -3, 1000]) always.spread.record(value, span(9));
  always.summary.record(2, span(10));
  const metrics = await exported(), { resource, sets } = own.collect();
  const points = sets.filter(({ descriptor }) => descriptor.name === "exemplars.always");
  const scopeMetrics = metrics.scopeMetrics.filter(({ scope }) => scope.name === "exemplars.always");
  const theirs = decode(metricsSerializer.serializeRequest({ ...metrics, scopeMetrics }));
  const ours = decode(new MetricsEncoder().encode({ resource, sets: points }));
  const [their, our] = [theirs, ours].map(({ resourceMetrics }) =>
    (resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []).toSorted((a, b) => a.name < b.name ? -1 : 1)
  );
  assert.equal(our?.length, 8);
  for (const { data } of [...their ?? [], ...our ?? []]) {
    assert(data.case && data.case !== "summary");
    for (const point of data.value.dataPoints) {
      // The readers were not made at the same time.
      point.startTimeUnixNano = 0n;
      // Without boundaries OpenTelemetry JS has one bucket, and percore none.
      if ("explicitBounds" in point && point.explicitBounds.length === 0) point.bucketCounts = [];
    }
  }
  assert.deepEqual(their, our);
  await provider.shutdown();
  await telemetry.shutdown();
});

test("OpenTelemetry's Prometheus exporter serves percore's metrics, with the entity on each point", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    metricProducers: [metricProducer(telemetry, { entity: "points" })],
  });
  const provider = new MeterProvider({ readers: [exporter] });
  const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(address !== null && typeof address === "object");

  provider.getMeter("theirs").createCounter("their.count").add(3);
  for (const instance of ["a", "b"]) {
    const entity = { "service.instance.id": instance, "thread.id": 1 };
    const labelled = telemetry.register(Labelled, { entity, attributes: { "sample.region": "eu" } });
    labelled.with(Colour.green, 1).count.add(instance === "a" ? 1 : 2);
    labelled.with(Colour.green, 1).size.record(50);
  }
  const text = await (await fetch(`http://127.0.0.1:${address.port}/metrics`)).text();
  assert.match(text, /^their_count_total\{[^}]*\} 3$/m);
  for (const [instance, value] of [["a", 1], ["b", 2]]) {
    const labels =
      `service_instance_id="${instance}",sample_region="eu",sample_colour="green",sample_retried="true"`;
    assert.match(text, new RegExp(`^sample_labelled_count_total\\{${labels},[^}]*\\} ${value}$`, "m"));
    assert.match(text, new RegExp(`^sample_labelled_size_bucket\\{${labels},[^}]*le="100"\\} 1$`, "m"));
  }
  await new Promise((resolve) => server.close(resolve));
  await provider.shutdown();
  await telemetry.shutdown();
});

test("collecting never rejects: what went wrong is among the errors, and the rest arrives", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader(), failure = new Error("broken");
  const late = metricProducer({ reader: () => reader, flush: ({ timeout }) => Promise.resolve(timeout) }, {
    flushTimeout: 100,
  });
  const { errors, resourceMetrics } = await late.collect({ timeoutMillis: 7 });
  assert.match(String(errors[0]), /7 of the workers had not answered after 7 ms/);
  assert(resourceMetrics.scopeMetrics.length > 0);
  const broken = metricProducer({
    reader: () => ({
      collect() {
        throw failure;
      },
    }),
    flush: () => Promise.reject(failure),
  });
  const result = await broken.collect();
  assert.deepEqual([result.errors, result.resourceMetrics.scopeMetrics], [[failure, failure], []]);
  await telemetry.shutdown();
  assert.deepEqual((await metricProducer(telemetry).collect()).errors, []);
});

test("options that can't be meant are refused", () => {
  const source = { reader: () => ({ collect: () => assert.fail() }), flush: () => Promise.resolve(0) };
  assert.throws(
    () => metricProducer(source, { entity: "resource" as "scope" }),
    /entity is resource: scope or points/,
  );
  assert.throws(() => metricProducer(source, { flushTimeout: NaN }), /flushTimeout is NaN/);
});
