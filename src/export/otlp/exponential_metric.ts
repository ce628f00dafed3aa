import type { BucketCounts } from "../../aggregate/exponential_buckets.ts";
import { DEFAULT_SCALE } from "../../set/layout.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { type DataPoint, firstLane } from "./data_point.ts";
import { writeExemplars } from "./exemplars.ts";
import { CARRY, HIGH_UNIT } from "./fixed64.ts";
import { writeKeyValues } from "./key_value.ts";
import { type MetricPoints, writeIdentity, writeTemporality } from "./metric_points.ts";
import {
  ExponentialHistogram,
  ExponentialHistogramDataPoint,
  ExponentialHistogramDataPoint_Buckets as Buckets,
  Metric,
  ScopeMetrics,
} from "./wire_tags.gen.ts";

/** A point, and its encoded attributes. */
interface Point {
  readonly point: DataPoint;
  readonly attributes: Uint8Array;
}

const NO_BUCKETS: BucketCounts = { offset: 0, length: 0, at: () => 0 };

/** The counts of the buckets that are being written. It costs less to copy them than to read them twice. */
let counts = new Float64Array(160);

/**
 * An exponential histogram. The size of its points changes with their values, so that they have no place in a
 * template: they are encoded each time, and only what comes before the values is kept.
 */
export class ExponentialMetric {
  /** Last to first. */
  readonly #points: readonly Point[];
  /** The fields of `Metric` that say what it is. */
  readonly #identity: Uint8Array;

  constructor({ metric, points }: MetricPoints) {
    const writer = new BackwardWriter();
    writeIdentity(writer, metric);
    this.#identity = writer.finish();
    this.#points = points.toReversed().map((point) => {
      writeKeyValues(writer, ExponentialHistogramDataPoint.attributes, point.attributes);
      return { point, attributes: writer.finish() };
    });
  }

  /** The field `ScopeMetrics.metrics` with the present values. */
  write(writer: BackwardWriter): void {
    writer.message(ScopeMetrics.metrics, () => {
      writer.message(Metric.exponentialHistogram, () => {
        writeTemporality(
          writer,
          ExponentialHistogram.aggregationTemporality,
          this.#points.map(({ point }) => point),
        );
        for (const point of this.#points) {
          writer.message(ExponentialHistogram.dataPoints, () => writePoint(writer, point));
        }
      });
      writer.raw(this.#identity);
    });
  }
}

/** The body of an `ExponentialHistogramDataPoint`. */
function writePoint(writer: BackwardWriter, { point, attributes }: Point): void {
  const { slots: { set }, field, series } = point, { values, carries } = set, { maxScale } = field.metric;
  const lane = firstLane(point), zeros = values[lane] ?? 0, zerosHigh = (carries[lane] ?? 0) * CARRY;
  const sum = lane + field.counts, min = sum + 1, max = sum + 2;
  const buckets = set.buckets(series, field);
  const { positive, negative } = buckets ?? { positive: NO_BUCKETS, negative: NO_BUCKETS };
  if (zeros !== 0 || zerosHigh !== 0 || positive.length > 0 || negative.length > 0) {
    writeDouble(writer, ExponentialHistogramDataPoint.max, values[max] ?? 0);
    writeDouble(writer, ExponentialHistogramDataPoint.min, values[min] ?? 0);
  }
  writeExemplars(writer, ExponentialHistogramDataPoint.exemplars, set.exemplars(series, field), false);
  const count = new WholeSum(zerosHigh, zeros);
  writeBuckets(writer, ExponentialHistogramDataPoint.negative, negative, count);
  writeBuckets(writer, ExponentialHistogramDataPoint.positive, positive, count);
  if (zeros !== 0 || zerosHigh !== 0) {
    writeFixed64(writer, ExponentialHistogramDataPoint.zeroCount, zerosHigh, zeros);
  }
  writer.sint32(buckets?.scale ?? Math.min(maxScale ?? DEFAULT_SCALE, field.scale));
  writer.varint(ExponentialHistogramDataPoint.scale);
  writeDouble(writer, ExponentialHistogramDataPoint.sum, values[sum] ?? 0);
  writeFixed64(writer, ExponentialHistogramDataPoint.count, count.high, count.low);
  writeFixed64(writer, ExponentialHistogramDataPoint.timeUnixNano, 0, set.time);
  writeFixed64(writer, ExponentialHistogramDataPoint.startTimeUnixNano, 0, set.start);
  writer.raw(attributes);
}

function writeDouble(writer: BackwardWriter, tag: number, value: number): void {
  writer.double(value);
  writer.varint(tag);
}

function writeFixed64(writer: BackwardWriter, tag: number, high: number, low: number): void {
  writer.fixed64(high, low);
  writer.varint(tag);
}

/** Writes a field of buckets, and adds their counts to `sum`. */
function writeBuckets(writer: BackwardWriter, tag: number, buckets: BucketCounts, sum: WholeSum): void {
  const { offset, length } = buckets;
  if (length === 0) return;
  if (length > counts.length) counts = new Float64Array(length);
  for (let position = 0; position < length; position++) counts[position] = buckets.at(position);
  sum.add(counts, length);
  writer.message(tag, () => {
    writer.message(Buckets.bucketCounts, () => writer.varints(counts, length));
    writer.sint32(offset);
    writer.varint(Buckets.offset);
  });
}

/** A sum of whole numbers as `high * 2^32 + low`: exact, although it may exceed a double's exact integers. */
class WholeSum {
  high: number;
  low: number;

  constructor(high: number, low: number) {
    const carry = Math.floor(low / HIGH_UNIT);
    this.high = high + carry;
    this.low = low - carry * HIGH_UNIT;
  }

  add(values: Float64Array, length: number): void {
    let { high, low } = this;
    for (let i = 0; i < length; i++) {
      let value = values[i] ?? 0;
      if (value >= HIGH_UNIT) {
        const carry = Math.floor(value / HIGH_UNIT);
        high += carry;
        value -= carry * HIGH_UNIT;
      }
      low += value;
    }
    this.high = high;
    this.low = low;
  }
}
