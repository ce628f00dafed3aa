import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  type IExportMetricsServiceResponse,
  type ISerializer,
  ProtobufMetricsSerializer,
} from "@opentelemetry/otlp-transformer";
import { AggregationTemporality, DataPointType, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import { metricsSerializer, type SerializableMetric, type SerializablePoint } from "@percore/telemetry/otel";
import fc from "fast-check";
import {
  type ExportMetricsServiceRequest,
  ExportMetricsServiceResponseSchema,
} from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import type { AnyValue } from "../../proto/gen/es/opentelemetry/proto/common/v1/common_pb.ts";
import { decode, exponentialsOf, histogramsOf, numbersOf } from "../otlp/decode.ts";
import { levelBuckets } from "../otlp/level.ts";
import { metricsData, time } from "./metrics_data.ts";

/** That it compiles is the test. */
const serializer: ISerializer<ResourceMetrics, IExportMetricsServiceResponse> = metricsSerializer;

/** What the peer writes of the same data. It is declared for the SDK's own objects, and reads no more of them. */
function peer(data: unknown): Uint8Array | undefined {
  return ProtobufMetricsSerializer.serializeRequest(data as ResourceMetrics);
}

/** The peer writes buckets of a sign that has none: they mean the same as none. */
function withoutEmptyBuckets(request: ExportMetricsServiceRequest): ExportMetricsServiceRequest {
  const scopes = request.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
  for (const { data } of scopes.flatMap(({ metrics }) => metrics)) {
    if (data.case === "exponentialHistogram") data.value.dataPoints.forEach(levelBuckets);
  }
  return request;
}

function metricOf(metric: Partial<SerializableMetric> & Pick<SerializableMetric, "dataPointType">) {
  const descriptor = { name: "m", description: "", unit: "", valueType: 0 };
  const whole = {
    descriptor,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    isMonotonic: true,
    ...metric,
  } as SerializableMetric;
  const request = decode(metricsSerializer.serializeRequest({
    resource: { attributes: {} },
    scopeMetrics: [{ scope: { name: "s" }, metrics: [whole] }],
  }));
  return request.resourceMetrics[0]?.scopeMetrics[0]?.metrics[0];
}

function point<Value>(value: Value, more: Partial<SerializablePoint<Value>> = {}): SerializablePoint<Value> {
  return { startTime: [1, 2], endTime: [3, 4], attributes: {}, value, ...more };
}

/** A map is a list of its entries. */
function plain(value: AnyValue | undefined): unknown {
  const { value: it } = value ?? {};
  if (it?.case === "arrayValue") return it.value.values.map(plain);
  if (it?.case === "kvlistValue") return it.value.values.map(({ key, value }) => [key, plain(value)]);
  return it?.value;
}

test("OpenTelemetry's own serializer says the same of whatever its SDK may have collected", () => {
  fc.assert(
    fc.property(metricsData(), (data) => {
      const expected = withoutEmptyBuckets(decode(peer(data)));
      // With the third request, attributes are kept, and with the fourth one copied.
      for (let i = 0; i < 4; i++) {
        assert.deepEqual(decode(metricsSerializer.serializeRequest(data)), expected);
      }
    }),
    { numRuns: 300 },
  );
});

test("what changed in attributes since the last request is written, also in the same objects", () => {
  const list = ["a"], map = { key: 1 };
  const attributes: Record<string, unknown> = { text: "a", number: 1, list, map };
  const flat: Record<string, unknown> = { text: "a", number: 1 };
  const dataPoints = [point(1, { attributes }), point(2, { attributes: flat })];
  const written = () =>
    numbersOf(metricOf({ dataPointType: DataPointType.SUM, dataPoints })).map(({ attributes }) =>
      attributes.map(({ key, value }) => [key, plain(value)])
    );
  const first = written();
  for (let i = 0; i < 3; i++) assert.deepEqual(written(), first);
  list.push("b");
  map.key = 2;
  flat.text = "b";
  flat.more = true;
  assert.deepEqual(written(), [
    [["text", "a"], ["number", 1n], ["list", ["a", "b"]], ["map", [["key", 2n]]]],
    [["text", "b"], ["number", 1n], ["more", true]],
  ]);
  delete flat.text;
  dataPoints.reverse();
  assert.deepEqual(written()[0], [["number", 1n], ["more", true]]);
});

test("times are exact to the nanosecond", () => {
  fc.assert(fc.property(time, ([seconds, nanoseconds]) => {
    const [found] = numbersOf(metricOf({
      dataPointType: DataPointType.GAUGE,
      dataPoints: [point(1, { startTime: [seconds, nanoseconds] })],
    }));
    assert.equal(found?.startTimeUnixNano, BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
  }));
});

test("bigints are exact as values, counts and attributes, and saturate as values", () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(fc.property(int64, int64, fc.bigInt(), (value, attribute, any) => {
    const [found] = numbersOf(metricOf({
      dataPointType: DataPointType.SUM,
      dataPoints: [point(value, { attributes: { attribute, any } })],
    }));
    assert.deepEqual(found?.value, { case: "asInt", value });
    assert.deepEqual(found?.attributes.map(({ value }) => value?.value), [
      { case: "intValue", value: attribute },
      BigInt.asIntN(64, any) === any
        ? { case: "intValue", value: any }
        : { case: "stringValue", value: String(any) },
    ]);
  }));
  const [large, small, number] = numbersOf(metricOf({
    dataPointType: DataPointType.GAUGE,
    dataPoints: [point(2n ** 80n), point(-(2n ** 80n)), point(2 ** 63)],
  }));
  assert.deepEqual([large, small, number].map((each) => each?.value.value), [
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 63n - 1n,
  ]);
  const [histogram] = histogramsOf(metricOf({
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [point({ count: 2n ** 60n + 1n, buckets: { boundaries: [], counts: [2n ** 60n + 1n] } })],
  }));
  assert.deepEqual([histogram?.count, histogram?.bucketCounts], [2n ** 60n + 1n, [2n ** 60n + 1n]]);
});

test("a value that an int metric should not have is a double, and not another int", () => {
  const values = [NaN, Infinity, -Infinity, 1.5, -0.5];
  const points = numbersOf(metricOf({
    dataPointType: DataPointType.SUM,
    dataPoints: values.map((value) => point(value)),
  }));
  assert.deepEqual(points.map(({ value }) => value), values.map((value) => ({ case: "asDouble", value })));
});

test("exemplars have their value, time, ids and attributes", () => {
  const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "B7AD6B7169203331" };
  const exemplars = [
    { value: 5, timestamp: [1_756_000_000, 999_999_999], filteredAttributes: { user: ["a"] }, ...ids },
    { value: 2n ** 60n + 1n, timestamp: [1, 0], traceId: "no id" },
    { value: 0.5, timestamp: [2, 0] },
  ] as const;
  const histogram = { count: 1, buckets: { boundaries: [], counts: [] } };
  const none = { offset: 0, bucketCounts: [] };
  const exponential = { count: 1, scale: 0, zeroCount: 1, positive: none, negative: none };
  const [sum] = numbersOf(
    metricOf({ dataPointType: DataPointType.SUM, dataPoints: [point(1, { exemplars })] }),
  );
  const [explicit] = histogramsOf(metricOf({
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [point(histogram, { exemplars })],
  }));
  const [spread] = exponentialsOf(metricOf({
    dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
    dataPoints: [point(exponential, { exemplars })],
  }));
  const [first, second, third] = sum?.exemplars ?? [];
  assert.deepEqual(first?.value, { case: "asInt", value: 5n });
  assert.equal(first?.timeUnixNano, 1_756_000_000_999_999_999n);
  const hex = (id: Uint8Array | undefined) => Buffer.from(id ?? []).toString("hex");
  assert.deepEqual([hex(first?.traceId), hex(first?.spanId)], [ids.traceId, ids.spanId.toLowerCase()]);
  assert.deepEqual(first?.filteredAttributes.map(({ key }) => key), ["user"]);
  assert.deepEqual([second?.value.value, second?.traceId.length], [2n ** 60n + 1n, 0]);
  assert.deepEqual(third?.value, { case: "asDouble", value: 0.5 });
  for (const other of [explicit, spread]) {
    assert.deepEqual(other?.exemplars.map(({ value }) => Number(value.value)), [5, 2 ** 60, 0.5]);
  }
});

test("attributes of every type arrive, one within another", () => {
  const attributes = {
    text: "€",
    yes: true,
    whole: -7,
    double: NaN,
    bytes: new Uint8Array([0, 255]),
    mixed: ["a", 1, null, [false]],
    map: { inner: { deep: [2.5] }, none: undefined },
  };
  const [found] = numbersOf(
    metricOf({ dataPointType: DataPointType.GAUGE, dataPoints: [point(1, { attributes })] }),
  );
  assert.deepEqual(found?.attributes.map(({ key, value }) => [key, plain(value)]), [
    ["text", "€"],
    ["yes", true],
    ["whole", -7n],
    ["double", NaN],
    ["bytes", new Uint8Array([0, 255])],
    ["mixed", ["a", 1n, undefined, [false]]],
    ["map", [["inner", [["deep", [2.5]]]], ["none", undefined]]],
  ]);
});

test("counts that are none are written as some, whatever their size", { timeout: 10_000 }, () => {
  for (
    const [count, written] of [[Infinity, 2n ** 64n - 2048n], [2 ** 70, 2n ** 64n - 2048n], [
      NaN,
      0n,
    ]] as const
  ) {
    const value = {
      count: 1,
      sum: 1,
      scale: 0,
      zeroCount: 0,
      positive: { offset: 0, bucketCounts: [count, 1] },
      negative: { offset: 0, bucketCounts: [] },
    };
    const metric = metricOf({
      dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
      dataPoints: [point(value)],
    });
    assert.deepEqual(exponentialsOf(metric)[0]?.positive?.bucketCounts, [written, 1n]);
  }
  const scope = { name: "s", droppedAttributesCount: Infinity };
  const bytes = metricsSerializer.serializeRequest({
    resource: { attributes: {} },
    scopeMetrics: [{ scope, metrics: [] }],
  });
  assert.equal(decode(bytes).resourceMetrics[0]?.scopeMetrics[0]?.scope?.name, "s");
});

test("a request that can't be written throws, and the next one is written as if it had not been", () => {
  const data = { resource: { attributes: { a: 1 } }, scopeMetrics: [] };
  const expected = metricsSerializer.serializeRequest(data);
  const broken = {
    get bad(): never {
      throw new Error("broken");
    },
  };
  assert.throws(
    () => metricsSerializer.serializeRequest({ ...data, resource: { attributes: broken } }),
    /broken/,
  );
  assert.deepEqual(metricsSerializer.serializeRequest(data), expected);
});

test("a request stays as it is when the next one is written", () => {
  const [one, two] = ["one", "two"].map((name) =>
    metricsSerializer.serializeRequest({ resource: { attributes: { name } }, scopeMetrics: [] })
  );
  assert.notDeepEqual(one, two);
});

test("an answer is read as OpenTelemetry's own serializer reads it; an empty partial success is none", () => {
  fc.assert(fc.property(fc.nat(), fc.string(), (rejected, errorMessage) => {
    const rejectedDataPoints = BigInt(rejected);
    const response = create(ExportMetricsServiceResponseSchema, {
      partialSuccess: { rejectedDataPoints, errorMessage },
    });
    const found = serializer.deserializeResponse(toBinary(ExportMetricsServiceResponseSchema, response));
    if (rejected === 0 && errorMessage === "") return assert.deepEqual(found, {});
    assert.deepEqual(found, { partialSuccess: { rejectedDataPoints: rejected, errorMessage } });
  }));
  assert.deepEqual(serializer.deserializeResponse(new Uint8Array()), {});
  assert.throws(() => serializer.deserializeResponse(new Uint8Array([10, 5, 1])));
});
