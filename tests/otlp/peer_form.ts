import { AggregationTemporality, DataPointType } from "@opentelemetry/sdk-metrics";
import type { Collection } from "../../src/aggregate/collection.ts";
import { attributeValue, indicesOf } from "../../src/set/attribute_value.ts";

function hrTime(nanos: number): [number, number] {
  return [Number(BigInt(nanos) / 1_000_000_000n), Number(BigInt(nanos) % 1_000_000_000n)];
}

const TYPES = {
  counter: DataPointType.SUM,
  updowncounter: DataPointType.SUM,
  gauge: DataPointType.GAUGE,
  histogram: DataPointType.HISTOGRAM,
};

/** A collection in the form that `@opentelemetry/otlp-transformer` serializes. */
export function peerForm({ resource, sets }: Collection) {
  const scopeMetrics = sets.map((points) => {
    const { descriptor, layout, values, touched, attributes, entity } = points;
    const { name, version, schemaUrl } = descriptor;
    const metrics = layout.fields.map(({ metric, lane }) => {
      const { boundaries = [] } = metric;
      const dataPoints = touched.flatMap((bucket) => {
        const first = bucket * layout.stride + lane, end = first + boundaries.length + 1;
        const counts = Array.from(values.subarray(first, end));
        const count = counts.reduce((a, b) => a + b);
        const [sum, min, max] = values.subarray(end, end + 3);
        const histogram = { buckets: { boundaries, counts }, count, sum, ...(count > 0 && { min, max }) };
        if (metric.instrument === "gauge" && Number.isNaN(values[first])) return [];
        const indices = indicesOf(layout.radix, bucket);
        const measured = descriptor.attributes.measurement.map((attribute, i) =>
          [attribute.key, attributeValue(attribute, indices[i] ?? 0)] as const
        );
        return [{
          attributes: { ...attributes, ...Object.fromEntries(measured) },
          startTime: hrTime(points.start),
          endTime: hrTime(points.time),
          value: metric.instrument === "histogram" ? histogram : values[first],
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
        dataPointType: TYPES[metric.instrument],
        isMonotonic: metric.instrument === "counter",
        dataPoints,
      };
    }).filter(({ dataPoints }) => dataPoints.length > 0);
    return { scope: { name, version, schemaUrl, attributes: entity }, metrics };
  }).filter(({ metrics }) => metrics.length > 0);
  return { resource, scopeMetrics };
}
