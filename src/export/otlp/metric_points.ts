import { attributeValue, indicesOf } from "../../set/attribute_value.ts";
import type { AttributeDescriptor, MetricDescriptor } from "../../set/descriptor.ts";
import type { FieldLayout } from "../../set/layout.ts";
import type { BackwardWriter } from "./backward_writer.ts";
import { type DataPoint, writeHistogram, writeNumber } from "./data_point.ts";
import { encodeKeyValue } from "./key_value.ts";
import type { PointSlots } from "./point_slots.ts";
import { AggregationTemporality, Gauge, Histogram, Metric, ScopeMetrics, Sum } from "./wire_tags.gen.ts";

/** The points of one metric, from all sets that have it. */
export interface MetricPoints {
  readonly metric: MetricDescriptor;
  readonly points: DataPoint[];
}

/** A set of which points are to be written, with its registration attributes, encoded. */
export interface Member {
  readonly slots: PointSlots;
  readonly registration: readonly Uint8Array[];
}

const metricKeys = new WeakMap<MetricDescriptor, string>();

/** The same for metrics of the same identity, even when each thread brought its own descriptor. */
function metricKey(metric: MetricDescriptor): string {
  let key = metricKeys.get(metric);
  if (key === undefined) {
    const { name, unit, brief, instrument, valueType } = metric;
    metricKeys.set(metric, key = JSON.stringify([name, unit, brief, instrument, valueType]));
  }
  return key;
}

const measurementPairs = new WeakMap<AttributeDescriptor, Uint8Array[]>();

function measurementPair(attribute: AttributeDescriptor, index: number): Uint8Array {
  let pairs = measurementPairs.get(attribute);
  if (!pairs) measurementPairs.set(attribute, pairs = []);
  return pairs[index] ??= encodeKeyValue(attribute.key, attributeValue(attribute, index), attribute.type);
}

/** The metrics that have points. A metric appears once, however many of the sets have it. */
export function metricsOf(members: readonly Member[]): MetricPoints[] {
  const metrics = new Map<string, MetricPoints>();
  for (const { slots, registration } of members) {
    const { descriptor, layout, touched } = slots.set;
    const buckets = touched.map((bucket) => ({
      base: bucket * layout.stride,
      attributes: registration.concat(
        indicesOf(layout.radix, bucket).flatMap((index, i) => {
          const attribute = descriptor.attributes.measurement[i];
          return attribute ? [measurementPair(attribute, index)] : [];
        }),
      ),
    }));
    for (const field of layout.fields) {
      const key = metricKey(field.metric);
      let metric = metrics.get(key);
      if (!metric) metrics.set(key, metric = { metric: field.metric, points: [] });
      for (const { base, attributes } of buckets) {
        if (hasPoint(slots, field, base)) metric.points.push({ slots, field, base, attributes });
      }
    }
  }
  return [...metrics.values()].filter(({ points }) => points.length > 0);
}

/** A gauge has no point before its first value. Notes what it found, so that a change is noticed. */
function hasPoint(slots: PointSlots, { metric, lane }: FieldLayout, base: number): boolean {
  if (metric.instrument !== "gauge") return true;
  const present = !Number.isNaN(slots.set.values[base + lane]);
  (present ? slots.present : slots.absent).push(base + lane);
  return present;
}

/** The field `ScopeMetrics.metrics`. */
export function writeMetric(writer: BackwardWriter, { metric, points }: MetricPoints): void {
  const writePoints = (tag: number, write: (writer: BackwardWriter, point: DataPoint) => void) => {
    for (const point of points.toReversed()) writer.message(tag, () => write(writer, point));
  };
  const writeTemporality = (tag: number) => {
    writer.varint(AggregationTemporality.cumulative);
    writer.varint(tag);
  };
  writer.message(ScopeMetrics.metrics, () => {
    switch (metric.instrument) {
      case "gauge":
        writer.message(Metric.gauge, () => writePoints(Gauge.dataPoints, writeNumber));
        break;
      case "histogram":
        writer.message(Metric.histogram, () => {
          writeTemporality(Histogram.aggregationTemporality);
          writePoints(Histogram.dataPoints, writeHistogram);
        });
        break;
      default:
        writer.message(Metric.sum, () => {
          writer.varint(Number(metric.instrument === "counter"));
          writer.varint(Sum.isMonotonic);
          writeTemporality(Sum.aggregationTemporality);
          writePoints(Sum.dataPoints, writeNumber);
        });
    }
    writer.optionalText(Metric.unit, metric.unit);
    writer.optionalText(Metric.description, metric.brief);
    writer.text(Metric.name, metric.name);
  });
}
