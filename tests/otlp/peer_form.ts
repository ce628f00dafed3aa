import { AggregationTemporality, DataPointType } from "@opentelemetry/sdk-metrics";
import type { Collection, SetPoints } from "../../src/aggregate/collection.ts";
import type { BucketCounts } from "../../src/aggregate/exponential_buckets.ts";
import type { MetricDescriptor } from "../../src/set/descriptor.ts";
import { DEFAULT_SCALE, type FieldLayout } from "../../src/set/layout.ts";

function hrTime(nanos: number): [number, number] {
  return [Number(BigInt(nanos) / 1_000_000_000n), Number(BigInt(nanos) % 1_000_000_000n)];
}

function typeOf({ instrument, aggregation }: MetricDescriptor): DataPointType {
  if (instrument === "gauge") return DataPointType.GAUGE;
  if (instrument !== "histogram") return DataPointType.SUM;
  return aggregation === "exponential" ? DataPointType.EXPONENTIAL_HISTOGRAM : DataPointType.HISTOGRAM;
}

function bucketsOf(counts: BucketCounts | undefined) {
  const { offset = 0, length = 0 } = counts ?? {};
  return { offset, bucketCounts: Array.from({ length }, (_, position) => counts?.at(position) ?? 0) };
}

function valueOf(points: SetPoints, field: FieldLayout, series: number) {
  const { layout, values } = points, { metric, counts } = field;
  const first = series * layout.stride + field.lane, end = first + counts;
  if (metric.instrument !== "histogram") return values[first];
  const { boundaries = [], aggregation } = metric;
  const bucketCounts = Array.from(values.subarray(first, end)),
    [sum, min, max] = values.subarray(end, end + 3);
  const total = bucketCounts.reduce((a, b) => a + b);
  if (aggregation === "exponential") {
    const buckets = points.buckets(series, field);
    const positive = bucketsOf(buckets?.positive), negative = bucketsOf(buckets?.negative);
    const count = [...positive.bucketCounts, ...negative.bucketCounts].reduce((a, b) => a + b, total);
    const scale = buckets?.scale ?? Math.min(metric.maxScale ?? DEFAULT_SCALE, field.scale);
    return { scale, zeroCount: total, count, sum, positive, negative, ...(count > 0 && { min, max }) };
  }
  const buckets = aggregation === "min_max_sum_count"
    ? { boundaries: [], counts: [] }
    : { boundaries, counts: bucketCounts };
  return { buckets, count: total, sum, ...(total > 0 && { min, max }) };
}

/**
 * A collection in the form that `@opentelemetry/otlp-transformer` serializes. In each set, exponential histograms
 * come last.
 */
export function peerForm({ resource, sets }: Collection) {
  const scopeMetrics = sets.map((points) => {
    const { descriptor, layout, attributes, entity } = points;
    const { name, version, schemaUrl } = descriptor;
    const fields = layout.fields.toSorted((a, b) =>
      Math.sign(a.exponential + 1) - Math.sign(b.exponential + 1)
    );
    const metrics = fields.map((field) => {
      const { metric } = field;
      const dataPoints = points.series.flatMap((measured, series) => {
        const value = valueOf(points, field, series);
        if (metric.instrument === "gauge" && Number.isNaN(value)) return [];
        const pairs = measured.map(({ attribute, value }) => [attribute.key, value] as const);
        return [{
          attributes: { ...attributes, ...Object.fromEntries(pairs) },
          startTime: hrTime(points.start),
          endTime: hrTime(points.time),
          value,
        }];
      });
      return {
        descriptor: {
          name: metric.name,
          description: metric.brief,
          unit: metric.unit,
          valueType: metric.valueType === "int" ? 0 : 1,
        },
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: typeOf(metric),
        isMonotonic: metric.instrument === "counter",
        dataPoints,
      };
    }).filter(({ dataPoints }) => dataPoints.length > 0);
    return { scope: { name, version, schemaUrl, attributes: entity }, metrics };
  }).filter(({ metrics }) => metrics.length > 0);
  return { resource, scopeMetrics };
}
