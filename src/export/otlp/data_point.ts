import type { FieldLayout } from "../../set/layout.ts";
import type { BackwardWriter } from "./backward_writer.ts";
import { writeKeyValues } from "./key_value.ts";
import type { PointSlots } from "./point_slots.ts";
import { HistogramDataPoint, NumberDataPoint } from "./wire_tags.gen.ts";

/** One data point: a field's lanes in one bucket of one set. */
export interface DataPoint {
  readonly slots: PointSlots;
  readonly field: FieldLayout;
  /** The bucket's first lane. */
  readonly base: number;
  /** Encoded key-value pairs. */
  readonly attributes: readonly Uint8Array[];
}

/** Leaves room for a point's times, which must stand side by side, as `TIME_DISTANCE` says. */
function writeTimes(writer: BackwardWriter, slots: PointSlots, start: number, time: number): void {
  writer.blank(time);
  slots.starts.push(writer.blank(start));
}

/** The body of a `NumberDataPoint`, its times and value blank. */
export function writeNumber(writer: BackwardWriter, { slots, field, base, attributes }: DataPoint): void {
  writeKeyValues(writer, NumberDataPoint.attributes, attributes);
  const lane = base + field.lane;
  if (field.metric.valueType === "int") slots.integers.push(lane, writer.blank(NumberDataPoint.asInt));
  else slots.doubles.push(lane, writer.blank(NumberDataPoint.asDouble));
  writeTimes(writer, slots, NumberDataPoint.startTimeUnixNano, NumberDataPoint.timeUnixNano);
}

/** The body of a `HistogramDataPoint`, its times and values blank. */
export function writeHistogram(writer: BackwardWriter, { slots, field, base, attributes }: DataPoint): void {
  const { boundaries = [] } = field.metric;
  const first = base + field.lane;
  const end = first + boundaries.length + 1;
  const filled = slots.set.values.subarray(first, end).some((count) => count !== 0) ||
    slots.set.carries.subarray(first, end).some((carry) => carry !== 0);
  if (filled) {
    slots.doubles.push(end + 2, writer.blank(HistogramDataPoint.max));
    slots.doubles.push(end + 1, writer.blank(HistogramDataPoint.min));
  }
  writeKeyValues(writer, HistogramDataPoint.attributes, attributes);
  writer.message(HistogramDataPoint.explicitBounds, () => {
    for (const bound of boundaries.toReversed()) writer.double(bound);
  });
  writer.message(HistogramDataPoint.bucketCounts, () => {
    for (let lane = end - 1; lane >= first; lane--) slots.integers.push(lane, writer.blankElement());
  });
  slots.doubles.push(end, writer.blank(HistogramDataPoint.sum));
  slots.histograms.push({ first, end, position: writer.blank(HistogramDataPoint.count), filled });
  writeTimes(writer, slots, HistogramDataPoint.startTimeUnixNano, HistogramDataPoint.timeUnixNano);
}
