import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import {
  create,
  type DescMessage,
  fromBinary,
  fromJson,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import fc from "fast-check";
import { ExportLogsServiceRequestSchema } from "../../proto/gen/es/opentelemetry/proto/collector/logs/v1/logs_service_pb.ts";
import { ExportMetricsServiceRequestSchema } from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import { ExportTraceServiceRequestSchema } from "../../proto/gen/es/opentelemetry/proto/collector/trace/v1/trace_service_pb.ts";
import { HistogramDataPointSchema } from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { KeyValueSchema } from "../../proto/gen/es/opentelemetry/proto/common/v1/common_pb.ts";
import { SpanSchema } from "../../proto/gen/es/opentelemetry/proto/trace/v1/trace_pb.ts";
import { BackwardWriter } from "../../src/export/otlp/backward_writer.ts";
import type { WriteBody } from "../../src/export/otlp/message_fields.ts";
import {
  writeExportLogsServiceRequest,
  writeExportMetricsServiceRequest,
  writeExportTraceServiceRequest,
  writeHistogramDataPoint,
  writeKeyValue,
  writeSpan,
} from "../../src/export/otlp/messages.gen.ts";
import { messages } from "./message_arbitrary.ts";

function encode<Given>(write: WriteBody<Given>, message: Given): Uint8Array {
  const writer = new BackwardWriter();
  write(writer, message);
  return writer.finish();
}

/** Asserts that a decoder of somebody else's reads what was written, and would write as many bytes. */
function assertArrives<Desc extends DescMessage>(
  schema: Desc,
  write: WriteBody<MessageShape<Desc>>,
  message: MessageShape<Desc>,
): void {
  const bytes = encode(write, message), decoded = fromBinary(schema, bytes);
  // What is no field is kept among `$unknown`, so that it would show.
  assert.deepEqual(decoded, fromBinary(schema, toBinary(schema, message)));
  const again = toBinary(schema, decoded);
  assert.equal(bytes.length, again.length);
  assert.deepEqual(fromBinary(schema, again), decoded);
}

function assertAllArrive<Desc extends DescMessage>(schema: Desc, write: WriteBody<MessageShape<Desc>>): void {
  fc.assert(
    fc.property(messages(schema), (message) => assertArrives(schema, write, message)),
    { numRuns: 300 },
  );
}

test("metrics of any content arrive as they are", () => {
  assertAllArrive(ExportMetricsServiceRequestSchema, writeExportMetricsServiceRequest);
});

test("logs of any content arrive as they are", () => {
  assertAllArrive(ExportLogsServiceRequestSchema, writeExportLogsServiceRequest);
});

test("spans of any content arrive as they are", () => {
  assertAllArrive(ExportTraceServiceRequestSchema, writeExportTraceServiceRequest);
});

/** OTLP's own examples, which are no part of the project: where they aren't there, their tests are skipped. */
const EXAMPLES = new URL("../../../shared/data/otlp-examples/", import.meta.url);
const skip = existsSync(EXAMPLES) ? false : "OTLP's examples aren't there";

/** OTLP/JSON's ids are in hexadecimal digits, those of protocol buffers' JSON in base64. */
function example(name: string) {
  const text = readFileSync(new URL(name, EXAMPLES), "utf8");
  return JSON.parse(text, (key, value) => {
    return /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(value, "hex").toString("base64") : value;
  });
}

for (
  const [name, schema, write] of [
    ["metrics.json", ExportMetricsServiceRequestSchema, writeExportMetricsServiceRequest],
    ["logs.json", ExportLogsServiceRequestSchema, writeExportLogsServiceRequest],
    ["events.json", ExportLogsServiceRequestSchema, writeExportLogsServiceRequest],
    ["trace.json", ExportTraceServiceRequestSchema, writeExportTraceServiceRequest],
  ] as const
) {
  test(`OTLP's example ${name} arrives as it is`, { skip }, () => {
    const message = fromJson<DescMessage>(schema, example(name));
    assert.deepEqual(fromBinary<DescMessage>(schema, encode<object>(write, message)), message);
    assert(toBinary<DescMessage>(schema, message).length > 100, "the example is empty");
  });
}

test("64-bit numbers are exact, as numbers up to 2^53 and as bigints beyond", () => {
  for (const value of [2 ** 53 - 1, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), -1, -1n, 0x80000000]) {
    const message = { key: "k", value: { value: { case: "intValue" as const, value } } };
    const { value: decoded } = fromBinary(KeyValueSchema, encode(writeKeyValue, message));
    assert.deepEqual(decoded?.value, { case: "intValue", value: BigInt(value) });
  }
  for (const startTimeUnixNano of [2 ** 53 - 1, 2 ** 63, 2n ** 63n + 1n, 2n ** 64n - 1n]) {
    const decoded = fromBinary(SpanSchema, encode(writeSpan, { startTimeUnixNano }));
    assert.equal(decoded.startTimeUnixNano, BigInt(startTimeUnixNano));
  }
});

test("NaN, infinities and -0 are values; 0 is left out where it is the default alone", () => {
  for (const value of [NaN, Infinity, -Infinity, -0, 0, 5e-324]) {
    const decoded = fromBinary(HistogramDataPointSchema, encode(writeHistogramDataPoint, { sum: value }));
    assert(Object.is(decoded.sum, value));
  }
  assert.equal(fromBinary(HistogramDataPointSchema, encode(writeHistogramDataPoint, {})).sum, undefined);
});

test("numbers of lists are packed: one tag for all of them", () => {
  const bytes = encode(writeHistogramDataPoint, { bucketCounts: [1, 2n], explicitBounds: [0.5] });
  assert.deepEqual([bytes[0], bytes[1], bytes.length], [6 << 3 | 2, 16, 28]);
  assert.equal(encode(writeHistogramDataPoint, { bucketCounts: [], explicitBounds: [] }).length, 0);
});

test("an empty text is a value of an attribute, and lone surrogates are replaced", () => {
  const pair = (value: string) => {
    const bytes = encode(writeKeyValue, {
      key: "k",
      value: { value: { case: "stringValue" as const, value } },
    });
    return fromBinary(KeyValueSchema, bytes).value?.value;
  };
  assert.deepEqual(pair(""), { case: "stringValue", value: "" });
  assert.deepEqual(pair("a\ud800b"), { case: "stringValue", value: "a\ufffdb" });
  assert.deepEqual(pair("\udc00"), { case: "stringValue", value: "\ufffd" });
});

test("an attribute without a value has an empty one", () => {
  const decoded = fromBinary(KeyValueSchema, encode(writeKeyValue, { key: "k", value: {} }));
  assert.deepEqual(decoded, create(KeyValueSchema, { key: "k", value: {} }));
});
