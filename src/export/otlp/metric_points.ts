import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { BackwardWriter } from "./backward_writer.ts";
import { type DataPoint, firstLane, writeHistogram, writeNumber } from "./data_point.ts";
import { writeBool, writeInt32, writeMessages } from "./message_fields.ts";
import { writeMetric as writeMetricMessage } from "./messages.gen.ts";
import type { PointSlots } from "./point_slots.ts";
import type { SeriesAttributes } from "./series_attributes.ts";
import { AggregationTemporality, Gauge, Histogram, Metric, ScopeMetrics, Sum } from "./wire_tags.gen.ts";

/** The points of one metric, from all sets that have it. */
export interface MetricPoints {
  readonly metric: MetricDescriptor;
  readonly points: DataPoint[];
}

/** A set of which points are to be written. */
export interface Member {
  readonly slots: PointSlots;
  readonly attributes: SeriesAttributes;
}

const metricKeys = new WeakMap<MetricDescriptor, string>();

/** The same for metrics of the same identity, even when each thread brought its own descriptor. */
export function metricKey(metric: MetricDescriptor): string {
  let key = metricKeys.get(metric);
  if (key === undefined) {
    const { name, unit, brief, instrument, valueType, aggregation } = metric;
    metricKeys.set(metric, key = JSON.stringify([name, unit, brief, instrument, valueType, aggregation]));
  }
  return key;
}

/** The metrics that have points. A metric appears once, however many of the sets have it. */
export function metricsOf(members: readonly Member[]): MetricPoints[] {
  const metrics = new Map<string, MetricPoints>();
  for (const { slots, attributes } of members) {
    for (const field of slots.set.layout.fields) {
      const key = metricKey(field.metric);
      let metric = metrics.get(key);
      if (!metric) metrics.set(key, metric = { metric: field.metric, points: [] });
      for (let series = 0; series < slots.series; series++) {
        const point = { slots, field, series, attributes: attributes.of(series) };
        if (hasValue(point)) metric.points.push(point);
      }
    }
  }
  return [...metrics.values()].filter(({ points }) => points.length > 0);
}

/** A gauge has no point before its first value. Notes what it found, so that a change is noticed. */
function hasValue(point: DataPoint): boolean {
  const { slots, field } = point;
  if (field.metric.instrument !== "gauge") return true;
  const lane = firstLane(point), present = !Number.isNaN(slots.set.values[lane]);
  (present ? slots.present : slots.absent).push(lane);
  return present;
}

/** The fields of a `Metric` that say what it is. */
export function writeIdentity(writer: BackwardWriter, { unit, brief, name }: MetricDescriptor): void {
  writeMetricMessage(writer, { name, unit, description: brief });
}

/** The temporality of sums and histograms: all points of a metric share it. */
export function temporalityOf(points: readonly DataPoint[]): number {
  return AggregationTemporality[points[0]?.slots.set.temporality ?? "cumulative"];
}

/** The field `ScopeMetrics.metrics` of anything but an exponential histogram. */
export function writeMetric(writer: BackwardWriter, { metric, points }: MetricPoints): void {
  writer.message(ScopeMetrics.metrics, () => {
    switch (metric.instrument) {
      case "gauge":
        writer.message(Metric.gauge, () => writeMessages(writer, Gauge.dataPoints, points, writeNumber));
        break;
      case "histogram":
        writer.message(Metric.histogram, () => {
          writeInt32(writer, Histogram.aggregationTemporality, temporalityOf(points));
          writeMessages(writer, Histogram.dataPoints, points, writeHistogram);
        });
        break;
      default:
        writer.message(Metric.sum, () => {
          writeBool(writer, Sum.isMonotonic, metric.instrument === "counter");
          writeInt32(writer, Sum.aggregationTemporality, temporalityOf(points));
          writeMessages(writer, Sum.dataPoints, points, writeNumber);
        });
    }
    writeIdentity(writer, metric);
  });
}
