import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { createTelemetry } from "@percore/telemetry";
import {
  type ExportMetricsServiceRequest,
  ExportMetricsServiceRequestSchema,
} from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import { MalformedMessageError } from "../../src/export/otlp/message_reader.ts";
import { jsonOf } from "../../src/export/otlp/message_json.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { Always, span } from "../set/exemplar_sets.ts";
import { COLLECTION_RUNS, collections } from "./collections.ts";
import { decode } from "./decode.ts";
import { collection, descriptor, metric, record, setPoints } from "./set_points.ts";

/** A request as it is sent. */
function textOf(bytes: Uint8Array): string {
  return JSON.stringify(jsonOf("ExportMetricsServiceRequest", bytes));
}

/** What `@bufbuild/protobuf` reads from the text. It knows protocol buffers' JSON, whose ids are in base64. */
function readBack(text: string): ExportMetricsServiceRequest {
  const json: JsonValue = JSON.parse(text, (key, value) => {
    return /^(trace|span)Id$/.test(key) ? Buffer.from(value, "hex").toString("base64") : value;
  });
  return fromJson(ExportMetricsServiceRequestSchema, json);
}

/** JSON has no -0. */
function withoutNegativeZeros(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZeros);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withoutNegativeZeros(member)]),
  );
}

function assertSame(bytes: Uint8Array): void {
  assert.deepEqual(
    withoutNegativeZeros(readBack(textOf(bytes))),
    withoutNegativeZeros(decode(bytes)),
  );
}

test("another reader of JSON understands what a decoder of the bytes does", () => {
  let compared = 0;
  fc.assert(
    fc.property(collections, (collection) => {
      const bytes = new MetricsEncoder().encode(collection);
      if (bytes === undefined) return;
      assertSame(bytes);
      compared++;
    }),
    { ...COLLECTION_RUNS, numRuns: 200 },
  );
  assert(compared > 30, `only ${compared} collections had points`);
});

test("exemplars keep their values, and their ids are in hexadecimal digits", async () => {
  const telemetry = createTelemetry({ resource: { "service.name": "shop" }, cadence: 1e6 });
  const reader = telemetry.reader(), always = telemetry.register(Always);
  always.count.add(2 ** 40, span(1));
  always.duration.record(0.05, span(2));
  always.spread.record(-1000, span(3));
  const bytes = new MetricsEncoder().encode(reader.collect());
  assert(bytes);
  assertSame(bytes);
  for (const number of [1, 2, 3]) {
    const { traceId, spanId } = span(number);
    assert(textOf(bytes).includes(`"spanId":"${spanId}","traceId":"${traceId}"`));
  }
  await telemetry.shutdown();
});

test("names, 64-bit numbers, NaN and enums are written as OTLP wants them", () => {
  const points = setPoints(
    descriptor({
      metrics: [
        metric({ name: "test.total", instrument: "counter" }),
        metric({ name: "test.debt", instrument: "updowncounter" }),
        metric({ name: "test.rate", instrument: "counter", valueType: "double" }),
        metric({ name: "test.low", instrument: "updowncounter", valueType: "double" }),
      ],
    }),
    { attributes: { "test.shard": -7 } },
  );
  record(points, 0, [2n ** 60n + 1n, -5, NaN, -Infinity]);
  const bytes = new MetricsEncoder().encode(collection([points]));
  assert(bytes);
  assertSame(bytes);
  const text = textOf(bytes);
  for (
    const part of [
      '"schemaUrl":"https://example.com/schema/1.2.3"',
      '"startTimeUnixNano":"1756000000000000000"',
      '"aggregationTemporality":2',
      '"isMonotonic":true',
      '"isMonotonic":false',
      '"asInt":"1152921504606846977"',
      '"asInt":"-5"',
      '"asDouble":"NaN"',
      '"asDouble":"-Infinity"',
    ]
  ) assert(text.includes(part), part);
});

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test("numbers of any size are exact", () => {
  fc.assert(
    fc.property(
      int64,
      fc.array(uint64),
      fc.maxSafeInteger(),
      fc.uint8Array(),
      (int, counts, offset, bytes) => {
        const message = create(ExportMetricsServiceRequestSchema, {
          resourceMetrics: [{
            resource: {
              attributes: [
                { key: "int", value: { value: { case: "intValue", value: int } } },
                { key: "bytes", value: { value: { case: "bytesValue", value: bytes } } },
              ],
            },
            scopeMetrics: [{
              metrics: [{
                data: {
                  case: "exponentialHistogram",
                  value: {
                    dataPoints: [{
                      scale: offset | 0,
                      positive: { offset: -(offset | 0) | 0, bucketCounts: counts },
                      zeroCount: counts[0] ?? 0n,
                    }],
                  },
                },
              }],
            }],
          }],
        });
        assertSame(toBinary(ExportMetricsServiceRequestSchema, message));
      },
    ),
  );
});

test("bytes that are no message are refused", () => {
  assert.throws(
    () => jsonOf("ExportMetricsServiceRequest", Uint8Array.of(0x0a, 0x7f)),
    MalformedMessageError,
  );
});
