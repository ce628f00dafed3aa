import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createTelemetry, defineBounded, defineMetricSet, type PointId } from "@percore/telemetry";
import type { Metric } from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import type { Collection } from "../../src/aggregate/collection.ts";
import type { EncodedRequest } from "../../src/export/otlp/request_packer.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { otlpExporter } from "../../src/export/otlp/mod.ts";
import { backend, bodyOf } from "./backend.ts";
import { COLLECTION_RUNS, collections } from "./collections.ts";
import { attributesOf, decode } from "./decode.ts";
import { attribute, collection, descriptor, metric, record, setPoints } from "./set_points.ts";

function text(value: unknown): string {
  return JSON.stringify(value, (_, member) => {
    if (typeof member === "bigint") return `${member}n`;
    if (typeof member === "number") return Object.is(member, -0) ? "-0" : `${member}`;
    return member;
  });
}

function pointsOf({ data }: Metric) {
  assert(data.case !== undefined && data.case !== "summary");
  return data.value.dataPoints;
}

/** Each point of a request, with everything that is said of it, as a text. */
function pointsIn(message: Uint8Array): string[] {
  return decode(message).resourceMetrics.flatMap(({ resource, schemaUrl, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, schemaUrl: scopeUrl, metrics }) =>
      metrics.flatMap((metric) => {
        const about = text({ resource, schemaUrl, scope, scopeUrl, metric: { ...metric, data: undefined } });
        const { case: kind, value } = metric.data, kept = text({ ...value, dataPoints: [] });
        return pointsOf(metric).map((point) => `${about} ${kind} ${kept} ${text(point)}`);
      })
    )
  );
}

function assertSplit(requests: readonly EncodedRequest[], collection: Collection, limit: number): void {
  const whole = new MetricsEncoder().encode(collection);
  const expected = whole === undefined ? [] : pointsIn(whole);
  const found = requests.map(({ message }) => pointsIn(message));
  assert.deepEqual(found.flat().sort(), expected.sort());
  requests.forEach(({ message, isOversized }, index) => {
    assert.equal(message.length > limit, isOversized);
    if (isOversized) assert.equal(found[index]?.length, 1);
    assert.notEqual(found[index]?.length, 0);
  });
}

test("of any collection and with any limit, each point arrives once, and requests keep to the limit", () => {
  let several = 0;
  fc.assert(
    fc.property(
      collections,
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 3000 }),
      (given, a, b) => {
        const encoder = new MetricsEncoder();
        for (const limit of [a, b, Infinity, a]) {
          const requests = encoder.encodeWithin(given, limit);
          assertSplit(requests, given, limit);
          if (requests.length > 1) several++;
        }
      },
    ),
    { ...COLLECTION_RUNS, numRuns: 300 },
  );
  assert(several > 100, `only ${several} collections were split`);
});

test("a collection that grows and shrinks is split anew, by an encoder that knows it", () => {
  const fields = Array.from({ length: 20 }, (_, i) => metric({ name: `test.m${i}`, instrument: "gauge" }));
  const spread = metric({
    name: "test.spread",
    instrument: "histogram",
    valueType: "double",
    aggregation: "exponential",
  });
  const points = setPoints(descriptor({ metrics: [...fields, spread] })), encoder = new MetricsEncoder();
  const histogram = points.layout.fields.at(-1);
  assert(histogram);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(NaN), fc.nat()), { minLength: 20, maxLength: 20 }),
      fc.integer({ min: -50, max: 50 }),
      (values, bucket) => {
        record(points, 0, values);
        points.bucketsOf(0, histogram).add(1, bucket, 4, 1000);
        const given = collection([points]);
        assertSplit(encoder.encodeWithin(given, 700), given, 700);
      },
    ),
  );
});

test("what fits into one request is one, with the bytes that it has without a limit", () => {
  const points = setPoints(descriptor({ metrics: [metric({ name: "test.count", instrument: "counter" })] }));
  const given = collection([points]), whole = new MetricsEncoder().encode(given)?.slice();
  assert(whole);
  const requests = new MetricsEncoder().encodeWithin(given, whole.length);
  assert.deepEqual(requests.map(({ message }) => message), [whole]);
  assert.equal(new MetricsEncoder().encodeWithin(given, whole.length - 1)[0]?.isOversized, true);
});

test("a request that its resource alone makes too large leaves nothing behind for the next one", () => {
  const spread = metric({
    name: "test.spread",
    instrument: "histogram",
    valueType: "double",
    aggregation: "exponential",
  });
  const sets = ["a", "b"].map((name) =>
    setPoints({
      ...descriptor({ metrics: [spread, metric({ name: "test.count", instrument: "counter" })] }),
      name,
    })
  );
  const given = collection(sets, { attributes: { "test.text": "x".repeat(50) } });
  const encoder = new MetricsEncoder(), whole = encoder.encode(given)?.slice();
  assert(whole);
  for (let less = 0; less < 70; less++) {
    assertSplit(encoder.encodeWithin(given, whole.length - less), given, whole.length - less);
    assert.deepEqual(encoder.encodeWithin(given, Infinity).map(({ message }) => message), [whole]);
  }
});

const stability = "development";
const common = { unit: "1", brief: "A metric.", stability } as const;
const Tenant = defineBounded({ key: "test.tenant", type: "int", bound: 40 });

const Work = defineMetricSet({
  name: "test.split.work",
  brief: "Work.",
  stability,
  version: "1.0.0",
  schemaUrl: "",
  attributes: {
    registration: [],
    measurement: [{ key: "test.tenant", type: "int", bound: 40, brief: "A number.", stability }],
  },
  metrics: [
    { ...common, field: "done", name: "test.done", instrument: "counter", valueType: "int" },
    {
      ...common,
      field: "took",
      name: "test.took",
      instrument: "histogram",
      valueType: "double",
      boundaries: [1, 2],
    },
    {
      ...common,
      field: "spread",
      name: "test.spread",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
    },
    {
      ...common,
      field: "total",
      name: "test.total",
      instrument: "counter",
      valueType: "int",
      recording: "observe",
    },
  ],
});

/** What a point adds to its metric. */
function amountOf(point: ReturnType<typeof pointsOf>[number]): number {
  return "count" in point ? Number(point.count) : Number(point.value.value ?? 0);
}

test(
  "of an export whose requests end differently, each delta point arrives once",
  { timeout: 60_000 },
  async () => {
    const received = new Map<string, number>(), ends = new Map<string, bigint>();
    let requests = 0, isAway = (request: number) => request % 5 === 3;
    await using server = await backend(async (request, response) => {
      const { resourceMetrics } = decode(await bodyOf(request));
      if (isAway(requests++)) {
        // Too long to be waited for: the export ends here.
        response.writeHead(503, { "retry-after": "3600" }).end();
        return;
      }
      for (
        const metric of resourceMetrics.flatMap((each) => each.scopeMetrics).flatMap(({ metrics }) => metrics)
      ) {
        for (const point of pointsOf(metric)) {
          const key = text([metric.name, attributesOf(point)]);
          received.set(key, (received.get(key) ?? 0) + amountOf(point));
          assert(point.startTimeUnixNano >= (ends.get(key) ?? 0n), "windows overlap");
          ends.set(key, point.timeUnixNano);
        }
      }
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
    const exporter = otlpExporter({ url: server.url, temporality: "delta", maxRequestBytes: 1500 });
    const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
    const reader = telemetry.reader({ temporality: "delta" }), work = telemetry.register(Work);
    const recorded = new Map<string, number>();
    const add = (name: string, tenant: number, amount: number) => {
      const key = text([name, [["test.tenant", "intValue", BigInt(tenant)]]]);
      recorded.set(key, (recorded.get(key) ?? 0) + amount);
    };
    const results = new Set<string>();
    const send = async () => {
      telemetry.drain();
      const { collection: { resource, sets }, commit, rollBack } = reader.begin(), settled: PointId[] = [];
      const own = sets.filter(({ descriptor }) => descriptor.name === "test.split.work");
      const { result } = await exporter.export(
        { resource, sets: own },
        new AbortController().signal,
        (points) => settled.push(...points),
      );
      results.add(`${result} ${settled.length > 0}`);
      if (result === "success") commit();
      else rollBack(settled);
    };
    for (let round = 0; round < 20; round++) {
      for (let tenant = 0; tenant < 30; tenant += 1 + round % 3) {
        const series = work.with(Tenant.from(tenant));
        series.done.add(round);
        add("test.done", tenant, round);
        series.took.record(tenant / 10);
        add("test.took", tenant, 1);
        series.spread.record(tenant - 10);
        add("test.spread", tenant, 1);
        series.total.observe(1000 * tenant + round);
        const key = text(["test.total", [["test.tenant", "intValue", BigInt(tenant)]]]);
        recorded.set(key, 1000 * tenant + round);
      }
      await send();
    }
    isAway = () => false;
    await send();
    assert.deepEqual(new Map([...received].sort()), new Map([...recorded].sort()));
    assert(results.has("unavailable true"), "no export was acknowledged in part");
    await telemetry.shutdown();
  },
);

test("a point that is larger than the limit is sent alone, and told", async () => {
  const sizes: number[] = [];
  await using server = await backend(async (request, response) => {
    sizes.push((await bodyOf(request)).length);
    response.writeHead(200).end();
  });
  const wide = descriptor({
    metrics: [metric({ name: "test.count", instrument: "counter" })],
    attributes: { registration: [attribute({ key: "test.text", type: "string" })], measurement: [] },
  });
  const sets = [10, 5000, 20].map((length) =>
    setPoints(wide, { attributes: { "test.text": "x".repeat(length) } })
  );
  const exporter = otlpExporter({ url: server.url, maxRequestBytes: 400 });
  const { result, oversized, message, bytes } = await exporter.export(
    collection(sets),
    new AbortController().signal,
  );
  assert.deepEqual([result, oversized, sizes.length], ["success", 1, 3]);
  assert.match(message ?? "", /^a data point makes a request of 5\d\d\d bytes, more than maxRequestBytes$/);
  assert.equal(bytes, sizes.reduce((a, b) => a + b));
  assert.deepEqual(sizes.map((size) => size > 400), [false, true, false]);
});

test("a request that is refused for good doesn't keep the others from being sent", async () => {
  let requests = 0;
  await using server = await backend(async (request, response) => {
    await bodyOf(request);
    response.writeHead(requests++ === 0 ? 400 : 200).end("no");
  });
  const counters = descriptor({
    metrics: Array.from({ length: 20 }, (_, i) => metric({ name: `test.c${i}`, instrument: "counter" })),
  });
  const exporter = otlpExporter({ url: server.url, maxRequestBytes: 600 });
  const report = await exporter.export(collection([setPoints(counters)]), new AbortController().signal);
  assert.deepEqual([report.result, report.message], ["rejected", "HTTP 400: no"]);
  assert(requests > 2);
});

test("of what a backend says to many requests, some is told", async () => {
  let requests = 0;
  await using server = await backend(async (request, response) => {
    await bodyOf(request);
    response.writeHead(400).end(`${requests++}: ${"no ".repeat(10_000)}`);
  });
  const counters = descriptor({
    metrics: Array.from({ length: 100 }, (_, i) => metric({ name: `test.c${i}`, instrument: "counter" })),
  });
  const exporter = otlpExporter({ url: server.url, maxRequestBytes: 1 });
  const report = await exporter.export(collection([setPoints(counters)]), new AbortController().signal);
  assert.deepEqual([report.result, report.refused, report.oversized, requests], ["rejected", 100, 100, 100]);
  assert.match(report.message ?? "", /^HTTP 400: 0: no no /);
  assert((report.message ?? "").length < 20_000, `${report.message?.length}`);
});
