import type { SetPoints } from "../../aggregate/collection.ts";
import type { BucketCounts } from "../../aggregate/exponential_buckets.ts";
import { DEFAULT_SCALE, type FieldLayout } from "../../set/layout.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { firstLane } from "./data_point.ts";
import { writeExemplars } from "./exemplars.ts";
import { CARRY, HIGH_UNIT, setFixed64 } from "./fixed64.ts";
import { writeKeyValues } from "./key_value.ts";
import { type MetricPoints, temporalityOf, writeIdentity } from "./metric_points.ts";
import { MAX_VARINT_SIZE, setVarint, zigZag } from "./varint.ts";
import {
  ExponentialHistogram,
  ExponentialHistogramDataPoint,
  ExponentialHistogramDataPoint_Buckets as Buckets,
  Metric,
  ScopeMetrics,
} from "./wire_tags.gen.ts";

/** A point, with what its encoding needs close together: most of its time is spent waiting for memory. */
interface Point {
  readonly set: SetPoints;
  readonly field: FieldLayout;
  readonly series: number;
  /** Where its count of zeros lies. */
  readonly lane: number;
  /** Where its sum lies; behind it, minimum and maximum. */
  readonly sum: number;
  readonly hasExemplars: boolean;
  /** The scale that it has without buckets. */
  readonly scale: number;
  /** Its encoded attributes; `undefined` where it has none. */
  readonly attributes: Uint8Array | undefined;
  readonly attributesLength: number;
}

/** Room for all of a point but its buckets' counts, exemplars and attributes. */
const FIXED_ROOM = 160;

/**
 * An exponential histogram. The size of its points changes with their values, so that they have no place in a
 * template: they are encoded each time, and only what comes before the values is kept.
 */
export class ExponentialMetric {
  /** Last to first. */
  readonly #points: readonly Point[];
  /** What all points share. */
  readonly #temporality: number;
  /** The fields of `Metric` that say what it is. */
  readonly #identity: Uint8Array;
  /** Where the last call has put them. */
  readonly #identityLength: number;
  #end = -1;

  constructor({ metric, points }: MetricPoints) {
    const writer = new BackwardWriter();
    writeIdentity(writer, metric);
    this.#identity = writer.finish();
    this.#identityLength = this.#identity.length;
    this.#temporality = temporalityOf(points);
    this.#points = points.toReversed().map((point) => {
      const { slots: { set }, field, series } = point, { maxScale = DEFAULT_SCALE } = field.metric;
      writeKeyValues(writer, ExponentialHistogramDataPoint.attributes, point.attributes);
      const attributes = writer.finish(), lane = firstLane(point);
      return {
        set,
        field,
        series,
        lane,
        sum: lane + field.counts,
        hasExemplars: field.exemplars > 0,
        scale: Math.min(maxScale, field.scale),
        attributes: attributes.length === 0 ? undefined : attributes,
        attributesLength: attributes.length,
      };
    });
  }

  /**
   * The field `ScopeMetrics.metrics` with the present values. What the writer's memory has before those written is what the
   * last call has left, if it is `intact`. Allocates for exemplars alone.
   */
  write(writer: BackwardWriter, intact: Uint8Array | undefined): void {
    const points = this.#points, identity = this.#identityLength, end = writer.length;
    writer.varint(this.#temporality);
    writer.varint(ExponentialHistogram.aggregationTemporality);
    for (let i = 0; i < points.length; i++) {
      const point = points[i];
      if (point !== undefined) writePoint(writer, point);
    }
    writer.makeRoom(identity + FIXED_ROOM);
    const { bytes } = writer, last = bytes.length - end;
    let at = setVarint(bytes, writer.first, last - writer.first);
    bytes[--at] = Metric.exponentialHistogram;
    if (bytes !== intact || at !== this.#end) {
      this.#end = at;
      bytes.set(this.#identity, at - identity);
    }
    at -= identity;
    at = setVarint(bytes, at, last - at);
    bytes[--at] = ScopeMetrics.metrics;
    writer.first = at;
  }
}

/** The field `ExponentialHistogram.data_points`, written straight into the writer's memory: there are many of them. */
function writePoint(writer: BackwardWriter, point: Point): void {
  const { set, lane, sum, attributes } = point, { values } = set, end = writer.length;
  const zeros = values[lane] ?? 0, zeroCarry = set.carries[lane] ?? 0;
  const buckets = set.buckets(point.series, point.field);
  const hasZeros = zeros !== 0 || zeroCarry !== 0;
  if (point.hasExemplars) {
    const exemplars = set.exemplars(point.series, point.field);
    writeExemplars(writer, ExponentialHistogramDataPoint.exemplars, exemplars, false);
  }
  const room = buckets === undefined
    ? 0
    : (buckets.positive.length + buckets.negative.length) * MAX_VARINT_SIZE;
  writer.makeRoom(room + FIXED_ROOM + point.attributesLength);
  const { bytes, view } = writer;
  let at = writer.first;
  if (hasZeros || room > 0) {
    view.setFloat64(at -= 8, values[sum + 2] ?? 0, true);
    bytes[--at] = ExponentialHistogramDataPoint.max;
    view.setFloat64(at -= 8, values[sum + 1] ?? 0, true);
    bytes[--at] = ExponentialHistogramDataPoint.min;
  }
  count.high = zeroCarry * CARRY;
  count.low = 0;
  count.add(zeros);
  if (buckets !== undefined) {
    at = setBuckets(bytes, view, at, ExponentialHistogramDataPoint.negative, buckets.negative);
    at = setBuckets(bytes, view, at, ExponentialHistogramDataPoint.positive, buckets.positive);
  }
  if (hasZeros) {
    setFixed64(view, at -= 8, zeroCarry * CARRY, zeros);
    bytes[--at] = ExponentialHistogramDataPoint.zeroCount;
  }
  at = setVarint(bytes, at, zigZag(buckets === undefined ? point.scale : buckets.scale));
  bytes[--at] = ExponentialHistogramDataPoint.scale;
  view.setFloat64(at -= 8, values[sum] ?? 0, true);
  bytes[--at] = ExponentialHistogramDataPoint.sum;
  setFixed64(view, at -= 8, count.high, count.low);
  bytes[--at] = ExponentialHistogramDataPoint.count;
  setFixed64(view, at -= 8, 0, set.time);
  bytes[--at] = ExponentialHistogramDataPoint.timeUnixNano;
  setFixed64(view, at -= 8, 0, set.start);
  bytes[--at] = ExponentialHistogramDataPoint.startTimeUnixNano;
  if (attributes !== undefined) bytes.set(attributes, at -= point.attributesLength);
  at = setVarint(bytes, at, bytes.length - end - at);
  bytes[--at] = ExponentialHistogram.dataPoints;
  writer.first = at;
}

/** Writes a field of buckets before `end`, adds their counts to {@linkcode count}, and returns where the field begins. */
function setBuckets(
  bytes: Uint8Array,
  view: DataView,
  end: number,
  tag: number,
  { offset, length, array, start }: BucketCounts,
): number {
  if (length === 0) return end;
  let at = end, i = start + length - 1, low = 0;
  // Four at a time, without a branch for each: most counts are small, and where the others are can't be foreseen.
  for (; i >= start + 3; i -= 4) {
    const a = array[i - 3] ?? 0, b = array[i - 2] ?? 0, c = array[i - 1] ?? 0, d = array[i] ?? 0;
    const four = a + b + c + d;
    if (four < 0x80) {
      view.setInt32(at -= 4, (a + b * 0x100 + c * 0x1_0000 + d * 0x100_0000) | 0, true);
      low += four;
      continue;
    }
    at = setVarint(bytes, setVarint(bytes, setVarint(bytes, setVarint(bytes, at, d), c), b), a);
    if (four < HIGH_UNIT) low += four;
    else for (const value of [a, b, c, d]) count.add(value);
  }
  for (; i >= start; i--) {
    const value = array[i] ?? 0;
    at = setVarint(bytes, at, value);
    count.add(value);
  }
  count.low += low;
  at = setVarint(bytes, at, end - at);
  bytes[--at] = Buckets.bucketCounts;
  at = setVarint(bytes, at, zigZag(offset));
  bytes[--at] = Buckets.offset;
  at = setVarint(bytes, at, end - at);
  bytes[--at] = tag;
  return at;
}

/** A sum of whole numbers as `high * 2^32 + low`: exact, although it may exceed a double's exact integers. */
class WholeSum {
  high = 0;
  low = 0;

  add(value: number): void {
    if (value < HIGH_UNIT) {
      this.low += value;
      return;
    }
    const carry = Math.floor(value / HIGH_UNIT);
    this.high += carry;
    this.low += value - carry * HIGH_UNIT;
  }
}

/** The count of the point that is being written. */
const count = new WholeSum();
