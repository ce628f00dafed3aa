import { AggregationTemporality, DataPointType } from "@opentelemetry/sdk-metrics";
import fc from "fast-check";
import type {
  HrTime,
  Numeric,
  SerializableAttributes,
  SerializableMetric,
  SerializableMetrics,
  SerializablePoint,
} from "@percore/telemetry/otel";

const text = fc.string({ unit: "binary", maxLength: 12 });
const whole = fc.maxSafeInteger();
const count = fc.oneof(fc.nat(100), fc.nat(Number.MAX_SAFE_INTEGER));

/** From 1970 to 2262, where nanoseconds exceed an int64. */
export const time: fc.Arbitrary<HrTime> = fc.tuple(fc.nat(9_223_372_035), fc.nat(999_999_999));

/** All that an `AnyValue` may be, and what is none. */
const { anyValue } = fc.letrec<{ anyValue: unknown; array: unknown[]; map: SerializableAttributes }>((
  tie,
) => ({
  anyValue: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.boolean(),
    whole,
    fc.double(),
    fc.uint8Array({ maxLength: 8 }),
    fc.constantFrom(null, undefined, -0, 2 ** 63, -(2 ** 63), 2 ** 60, () => {}),
    tie("array"),
    tie("map"),
  ),
  array: fc.array(tie("anyValue"), { maxLength: 4 }),
  map: fc.dictionary(text, tie("anyValue"), { maxKeys: 4 }),
}));

const attributes: fc.Arbitrary<SerializableAttributes> = fc.dictionary(text, anyValue, {
  maxKeys: 5,
  noNullPrototype: false,
});

function points<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<SerializablePoint<Value>[]> {
  return fc.array(fc.record({ startTime: time, endTime: time, attributes, value }), { maxLength: 4 });
}

/** Optional as the SDK's are: some histograms have no sum, some no minimum. */
const statistics = fc.record({ sum: fc.double(), min: fc.double(), max: fc.double() }, { requiredKeys: [] });

const histogram = fc.record({
  statistics,
  count,
  boundaries: fc.array(fc.double(), { maxLength: 5 }),
  counts: fc.array(count, { maxLength: 6 }),
}).map(({ statistics, count, ...buckets }) => ({ ...statistics, count, buckets }));

const run = fc.record({
  offset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  bucketCounts: fc.array(count, { maxLength: 6 }),
});

const exponential = fc.record({
  statistics,
  count,
  zeroCount: count,
  scale: fc.integer({ min: -11, max: 20 }),
  positive: run,
  negative: run,
}).map(({ statistics, ...rest }) => ({ ...rest, ...statistics }));

function metrics(int: fc.Arbitrary<Numeric>): fc.Arbitrary<SerializableMetric> {
  return fc.record({
    descriptor: fc.record({
      name: text,
      description: text,
      unit: fc.constantFrom("", "1", "By"),
      valueType: fc.constantFrom<0 | 1>(0, 1),
    }),
    aggregationTemporality: fc.constantFrom(AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE),
  }).chain((part): fc.Arbitrary<SerializableMetric> => {
    const numbers = points(part.descriptor.valueType === 0 ? int : fc.double());
    return fc.oneof(
      fc.record({ dataPoints: numbers, isMonotonic: fc.boolean() })
        .map((rest) => ({ ...part, ...rest, dataPointType: DataPointType.SUM as const })),
      numbers.map((dataPoints) => ({ ...part, dataPoints, dataPointType: DataPointType.GAUGE as const })),
      points(histogram)
        .map((dataPoints) => ({ ...part, dataPoints, dataPointType: DataPointType.HISTOGRAM as const })),
      points(exponential).map((dataPoints) => ({
        ...part,
        dataPoints,
        dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM as const,
      })),
    );
  });
}

/** What OpenTelemetry JS may have collected; whole numbers are what `int` gives. */
export function metricsData(int: fc.Arbitrary<Numeric> = whole): fc.Arbitrary<SerializableMetrics> {
  const scope = fc.record(
    { name: text, version: text, schemaUrl: text, attributes, droppedAttributesCount: fc.nat(2 ** 32 - 1) },
    { requiredKeys: ["name"] },
  );
  return fc.record({
    resource: fc.record({ attributes, schemaUrl: text }, { requiredKeys: ["attributes"] }),
    scopeMetrics: fc.array(fc.record({ scope, metrics: fc.array(metrics(int), { maxLength: 4 }) }), {
      maxLength: 3,
    }),
  });
}
