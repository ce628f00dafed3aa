import { writeBytes, writeDouble, writeDoubles, writeSint32 } from "../otlp/message_fields.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import {
  Exemplar,
  ExponentialHistogramDataPoint,
  ExponentialHistogramDataPoint_Buckets as Buckets,
  HistogramDataPoint,
  NumberDataPoint,
} from "../otlp/wire_tags.gen.ts";
import { writeAttributes } from "./any_value.ts";
import { writeFixed64, writeFixed64Element, writeOptionalDouble, writeTime } from "./fields.ts";
import type {
  Numeric,
  SerializableBuckets,
  SerializableExemplar,
  SerializableExponentialHistogram,
  SerializableHistogram,
  SerializablePoint,
} from "./metric_data.ts";
import type { PointAttributes } from "./point_attributes.ts";

/** The body of a `NumberDataPoint`. */
export function writeNumberPoint(
  writer: BackwardWriter,
  attributes: PointAttributes,
  point: SerializablePoint<Numeric>,
  isInt: boolean,
): void {
  attributes.write(writer, NumberDataPoint.attributes, point.attributes);
  writeExemplars(writer, NumberDataPoint.exemplars, point.exemplars, isInt);
  writeNumber(writer, NumberDataPoint, point.value, isInt);
  writeTime(writer, NumberDataPoint.timeUnixNano, point.endTime);
  writeTime(writer, NumberDataPoint.startTimeUnixNano, point.startTime);
}

/** The body of a `HistogramDataPoint`. */
export function writeHistogramPoint(
  writer: BackwardWriter,
  attributes: PointAttributes,
  point: SerializablePoint<SerializableHistogram>,
): void {
  const { count, sum, min, max, buckets: { boundaries, counts } } = point.value;
  writeOptionalDouble(writer, HistogramDataPoint.max, max);
  writeOptionalDouble(writer, HistogramDataPoint.min, min);
  attributes.write(writer, HistogramDataPoint.attributes, point.attributes);
  writeExemplars(writer, HistogramDataPoint.exemplars, point.exemplars, false);
  writeDoubles(writer, HistogramDataPoint.explicitBounds, boundaries);
  if (counts.length > 0) {
    const end = writer.length;
    for (let i = counts.length - 1; i >= 0; i--) writeFixed64Element(writer, counts[i] ?? 0);
    writer.close(HistogramDataPoint.bucketCounts, end);
  }
  writeOptionalDouble(writer, HistogramDataPoint.sum, sum);
  writeFixed64(writer, HistogramDataPoint.count, count);
  writeTime(writer, HistogramDataPoint.timeUnixNano, point.endTime);
  writeTime(writer, HistogramDataPoint.startTimeUnixNano, point.startTime);
}

/** The body of an `ExponentialHistogramDataPoint`. */
export function writeExponentialPoint(
  writer: BackwardWriter,
  attributes: PointAttributes,
  point: SerializablePoint<SerializableExponentialHistogram>,
): void {
  const { count, sum, min, max, scale, zeroCount, positive, negative } = point.value;
  writeOptionalDouble(writer, ExponentialHistogramDataPoint.max, max);
  writeOptionalDouble(writer, ExponentialHistogramDataPoint.min, min);
  writeExemplars(writer, ExponentialHistogramDataPoint.exemplars, point.exemplars, false);
  writeBuckets(writer, ExponentialHistogramDataPoint.negative, negative);
  writeBuckets(writer, ExponentialHistogramDataPoint.positive, positive);
  writeFixed64(writer, ExponentialHistogramDataPoint.zeroCount, zeroCount);
  writeSint32(writer, ExponentialHistogramDataPoint.scale, scale);
  writeOptionalDouble(writer, ExponentialHistogramDataPoint.sum, sum);
  writeFixed64(writer, ExponentialHistogramDataPoint.count, count);
  writeTime(writer, ExponentialHistogramDataPoint.timeUnixNano, point.endTime);
  writeTime(writer, ExponentialHistogramDataPoint.startTimeUnixNano, point.startTime);
  attributes.write(writer, ExponentialHistogramDataPoint.attributes, point.attributes);
}

/** A field of `Buckets`, which is left out when there are none. */
function writeBuckets(
  writer: BackwardWriter,
  tag: number,
  { offset, bucketCounts }: SerializableBuckets,
): void {
  if (bucketCounts.length === 0) return;
  const end = writer.length;
  for (let i = bucketCounts.length - 1; i >= 0; i--) {
    const count = bucketCounts[i] ?? 0;
    if (typeof count === "number") writer.varint(count);
    else writer.int64(count);
  }
  writer.close(Buckets.bucketCounts, end);
  writeSint32(writer, Buckets.offset, offset);
  writer.close(tag, end);
}

function writeExemplars(
  writer: BackwardWriter,
  tag: number,
  exemplars: readonly SerializableExemplar[] | undefined,
  isInt: boolean,
): void {
  if (exemplars === undefined) return;
  for (const { value, timestamp, filteredAttributes, traceId, spanId } of exemplars.toReversed()) {
    const end = writer.length;
    if (filteredAttributes) writeAttributes(writer, Exemplar.filteredAttributes, filteredAttributes);
    writeId(writer, Exemplar.traceId, traceId);
    writeId(writer, Exemplar.spanId, spanId);
    writeNumber(writer, Exemplar, value, isInt);
    writeTime(writer, Exemplar.timeUnixNano, timestamp);
    writer.close(tag, end);
  }
}

/** An id as bytes. One that isn't hexadecimal is left out. */
function writeId(writer: BackwardWriter, tag: number, id: string | undefined): void {
  if (id === undefined || !/^(?:[0-9a-f]{2})+$/i.test(id)) return;
  const bytes = Uint8Array.from(
    { length: id.length / 2 },
    (_, i) => parseInt(id.slice(2 * i, 2 * i + 2), 16),
  );
  writeBytes(writer, tag, bytes);
}

/** A value of a metric of whole numbers is an int unless it isn't whole: nothing is rounded, NaN stays NaN. */
function writeNumber(
  writer: BackwardWriter,
  { asInt, asDouble }: { readonly asInt: number; readonly asDouble: number },
  value: Numeric,
  isInt: boolean,
): void {
  if (typeof value === "bigint" || (isInt && Number.isInteger(value))) writeFixed64(writer, asInt, value);
  else writeDouble(writer, asDouble, value);
}
