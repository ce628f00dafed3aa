import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, defineMetricSet } from "@percore/telemetry";
import { AggregationTemporality } from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { otlpExporter } from "../../src/export/otlp/mod.ts";
import { backend, bodyOf } from "./backend.ts";
import { decode } from "./decode.ts";

const stability = "development";
const common = { unit: "1", brief: "A metric.", stability } as const;

const Jobs = defineMetricSet({
  name: "test.delta.jobs",
  brief: "Jobs.",
  stability,
  version: "1.0.0",
  schemaUrl: "",
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...common, field: "done", name: "test.delta.done", instrument: "counter", valueType: "int" },
    {
      ...common,
      field: "waiting",
      name: "test.delta.waiting",
      instrument: "updowncounter",
      valueType: "int",
    },
    {
      ...common,
      field: "took",
      name: "test.delta.took",
      instrument: "histogram",
      valueType: "double",
      boundaries: [1, 2],
    },
  ],
});

test(
  "of delta points, each arrives once, however often the backend is away",
  { timeout: 30_000 },
  async () => {
    const received = { done: 0n, took: 0n, waiting: 0n };
    let answers = 0, lastEnd = 0n;
    await using server = await backend(async (request, response) => {
      const { resourceMetrics } = decode(await bodyOf(request));
      if (++answers % 3 !== 0) {
        // Too long to be waited for: the export ends here.
        response.writeHead(503, { "retry-after": "3600" }).end();
        return;
      }
      const scopes = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
      for (const { data, name } of scopes.flatMap(({ metrics }) => metrics)) {
        if (name === "test.delta.done") {
          assert(data.case === "sum" && data.value.aggregationTemporality === AggregationTemporality.DELTA);
          for (const { value, startTimeUnixNano, timeUnixNano } of data.value.dataPoints) {
            assert(value.case === "asInt");
            received.done += value.value;
            assert(startTimeUnixNano >= lastEnd && timeUnixNano >= startTimeUnixNano, "windows overlap");
            lastEnd = timeUnixNano;
          }
        } else if (name === "test.delta.took") {
          assert(data.case === "histogram");
          assert.equal(data.value.aggregationTemporality, AggregationTemporality.DELTA);
          for (const { count } of data.value.dataPoints) received.took += count;
        } else if (name === "test.delta.waiting") {
          assert(data.case === "sum");
          assert.equal(data.value.aggregationTemporality, AggregationTemporality.CUMULATIVE);
          const [point] = data.value.dataPoints;
          assert(point?.value.case === "asInt");
          received.waiting = point.value.value;
        }
      }
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
    const telemetry = createTelemetry({
      resource: {},
      cadence: 5,
      exporters: [otlpExporter({ url: server.url, temporality: "delta", interval: 10 })],
    });
    const jobs = telemetry.register(Jobs);
    let recorded = 0;
    const recording = setInterval(() => {
      jobs.done.add(3);
      jobs.waiting.add(recorded % 2 === 0 ? 2 : -1);
      jobs.took.record(recorded % 4);
      recorded++;
    }, 3);
    while (answers < 30) await new Promise((resolve) => setTimeout(resolve, 5));
    clearInterval(recording);
    const waiting = BigInt(2 * Math.ceil(recorded / 2) - Math.floor(recorded / 2));
    while (received.done !== BigInt(recorded * 3) || received.waiting !== waiting) {
      assert(received.done <= BigInt(recorded * 3), "a point arrived twice");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(received.took, BigInt(recorded));
    await telemetry.shutdown({ timeout: 100 });
    assert.equal(received.done, BigInt(recorded * 3));
  },
);
