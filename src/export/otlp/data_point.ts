import type { FieldLayout } from "../../set/layout.ts";
import type { BackwardWriter } from "./backward_writer.ts";
import { writeExemplars } from "./exemplars.ts";
import { writeKeyValues } from "./key_value.ts";
import type { PointSlots } from "./point_slots.ts";
import { HistogramDataPoint, NumberDataPoint } from "./wire_tags.gen.ts";

/** One data point: a field's lanes in one series of one set. */
export interface DataPoint {
  readonly slots: PointSlots;
  readonly field: FieldLayout;
  readonly series: number;
  /** Encoded key-value pairs. */
  readonly attributes: readonly Uint8Array[];
}

/** The lane where a point's values begin. */
export function firstLane({ slots, field, series }: DataPoint): number {
  return series * slots.set.layout.stride + field.lane;
}

/** Leaves room for a point's times, which must stand side by side, as `TIME_DISTANCE` says. */
function writeTimes(writer: BackwardWriter, slots: PointSlots, start: number, time: number): void {
  writer.blank(time);
  slots.starts.push(writer.blank(start));
}

/** The body of a `NumberDataPoint`, its times and value blank. */
export function writeNumber(writer: BackwardWriter, point: DataPoint): void {
  const { slots, field, series, attributes } = point, lane = firstLane(point);
  const int = field.metric.valueType === "int";
  writeKeyValues(writer, NumberDataPoint.attributes, attributes);
  writeExemplars(writer, NumberDataPoint.exemplars, slots.set.exemplars(series, field), int);
  if (int) slots.integers.push(lane, writer.blank(NumberDataPoint.asInt));
  else slots.doubles.push(lane, writer.blank(NumberDataPoint.asDouble));
  writeTimes(writer, slots, NumberDataPoint.startTimeUnixNano, NumberDataPoint.timeUnixNano);
}

/** The body of a `HistogramDataPoint`, its times and values blank. A min-max-sum-count has no buckets. */
export function writeHistogram(writer: BackwardWriter, point: DataPoint): void {
  const { slots, field, series, attributes } = point, { boundaries = [], aggregation } = field.metric;
  const first = firstLane(point), end = first + field.counts;
  const filled = slots.set.values.subarray(first, end).some((count) => count !== 0) ||
    slots.set.carries.subarray(first, end).some((carry) => carry !== 0);
  if (filled) {
    slots.doubles.push(end + 2, writer.blank(HistogramDataPoint.max));
    slots.doubles.push(end + 1, writer.blank(HistogramDataPoint.min));
  }
  writeKeyValues(writer, HistogramDataPoint.attributes, attributes);
  writeExemplars(writer, HistogramDataPoint.exemplars, slots.set.exemplars(series, field), false);
  if (aggregation !== "min_max_sum_count") {
    writer.message(HistogramDataPoint.explicitBounds, () => {
      for (const bound of boundaries.toReversed()) writer.double(bound);
    });
    writer.message(HistogramDataPoint.bucketCounts, () => {
      for (let lane = end - 1; lane >= first; lane--) slots.integers.push(lane, writer.blankElement());
    });
  }
  slots.doubles.push(end, writer.blank(HistogramDataPoint.sum));
  slots.histograms.push({ first, end, position: writer.blank(HistogramDataPoint.count), filled });
  writeTimes(writer, slots, HistogramDataPoint.startTimeUnixNano, HistogramDataPoint.timeUnixNano);
}
