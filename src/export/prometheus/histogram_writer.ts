import { CARRY_UNIT } from "../../aggregate/collection.ts";
import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { BoundsFinder } from "./bounds_finder.ts";
import { ExponentialLines } from "./exponential_lines.ts";
import { IntTotal } from "./int_total.ts";
import { MAX_SCHEMA, MIN_SCHEMA, NativeBuckets } from "./native_buckets.ts";
import type { Naming } from "./naming.ts";
import { writeExemplar } from "./protobuf_exemplar.ts";
import type { ProtobufSeries } from "./protobuf_series.ts";
import { addLane, bucketsOf, laneSum, type Row } from "./row.ts";
import { exemplarsOf, RowExemplars } from "./row_exemplars.ts";
import { Bucket as BucketTags, Histogram } from "./wire_tags.gen.ts";

/** A bucket of a classic histogram. */
interface Bucket {
  readonly bound: number;
  readonly value: number;
  readonly carry: number;
  readonly exemplar: Exemplar | undefined;
}

/** Writes the bodies of `Histogram` messages. */
export class HistogramWriter {
  readonly #writer: BackwardWriter;
  readonly #naming: Naming;
  readonly #total = new IntTotal();
  readonly #zeros = new IntTotal();
  readonly #positive = new NativeBuckets();
  readonly #negative = new NativeBuckets();

  constructor(writer: BackwardWriter, naming: Naming) {
    this.#writer = writer;
    this.#naming = naming;
  }

  /** A histogram with boundaries. */
  writeClassic(row: Row<ProtobufSeries>): void {
    const { field } = row.series, { boundaries = [] } = field.metric, total = this.#total;
    const exemplars = field.exemplars > 0 ? new RowExemplars(row) : undefined, buckets: Bucket[] = [];
    total.set(0, 0);
    for (let i = 0; i < field.counts; i++) {
      addLane(total, row, i);
      const bound = boundaries[i] ?? Infinity;
      buckets.push({ bound, value: total.value, carry: total.carry, exemplar: exemplars?.upTo(bound) });
    }
    this.#writeBuckets(row, buckets);
  }

  /**
   * An exponential histogram: a native one, which has none but the values zero in its zero bucket; a classic one when its
   * buckets are coarser than native ones can be.
   */
  writeExponential(row: Row<ProtobufSeries>): void {
    const buckets = bucketsOf(row);
    if (buckets !== undefined && buckets.scale < MIN_SCHEMA) this.#writeCoarse(row, buckets);
    else this.#writeNative(row, buckets);
  }

  #writeNative(row: Row<ProtobufSeries>, buckets: ExponentialBuckets | undefined): void {
    const writer = this.#writer, { field, start } = row.series, { maxScale = 0 } = field.metric;
    const zeros = this.#zeros, total = this.#total, positive = this.#positive, negative = this.#negative;
    const scale = buckets?.scale ?? maxScale;
    zeros.set(0, 0);
    addLane(zeros, row, 0);
    total.set(zeros.value, zeros.carry);
    if (buckets === undefined) {
      positive.clear();
      negative.clear();
    } else {
      positive.take(buckets.positive, scale, total);
      negative.take(buckets.negative, scale, total);
    }
    if (field.exemplars > 0) {
      for (const exemplar of exemplarsOf(row).toReversed()) {
        writeExemplar(writer, Histogram.exemplars, exemplar, this.#naming);
      }
    }
    this.#writeStart(start);
    positive.write(writer, Histogram.positiveSpan, Histogram.positiveDelta);
    // Without a span it would be a classic one.
    if (positive.isEmpty && negative.isEmpty) writer.close(Histogram.positiveSpan, writer.length);
    negative.write(writer, Histogram.negativeSpan, Histogram.negativeDelta);
    writeWhole(writer, Histogram.zeroCount, zeros);
    writer.sint32(Math.max(MIN_SCHEMA, Math.min(scale, MAX_SCHEMA)));
    writer.varint(Histogram.schema);
    this.#writeTotals(row, total);
  }

  #writeCoarse(row: Row<ProtobufSeries>, histogram: ExponentialBuckets): void {
    const finder = new BoundsFinder(), lines = new ExponentialLines(() => "");
    const total = this.#total, zeros = laneSum(row, 0), buckets: Bucket[] = [];
    const exemplars = row.series.field.exemplars > 0 ? new RowExemplars(row) : undefined;
    finder.take(zeros, histogram);
    lines.update(finder.found(), zeros, histogram);
    total.set(0, 0);
    const add = (bound: number) => {
      buckets.push({ bound, value: total.value, carry: total.carry, exemplar: exemplars?.upTo(bound) });
    };
    lines.each(total, add);
    add(Infinity);
    this.#writeBuckets(row, buckets);
  }

  /** Writes a classic histogram, of whose values there are `#total`. */
  #writeBuckets(row: Row<ProtobufSeries>, buckets: readonly Bucket[]): void {
    const writer = this.#writer;
    this.#writeStart(row.series.start);
    for (let i = buckets.length - 1; i >= 0; i--) {
      const bucket = buckets[i], end = writer.length;
      if (bucket === undefined) continue;
      writeExemplar(writer, BucketTags.exemplar, bucket.exemplar, this.#naming);
      writer.double(bucket.bound);
      writer.varint(BucketTags.upperBound);
      writeWhole(writer, BucketTags.cumulativeCount, bucket);
      writer.close(Histogram.bucket, end);
    }
    this.#writeTotals(row, this.#total);
  }

  #writeStart(start: Uint8Array): void {
    const writer = this.#writer, end = writer.length;
    writer.raw(start);
    writer.close(Histogram.startTimestamp, end);
  }

  #writeTotals(row: Row<ProtobufSeries>, total: IntTotal): void {
    const writer = this.#writer;
    writer.double(laneSum(row, row.series.field.counts));
    writer.varint(Histogram.sampleSum);
    writeWhole(writer, Histogram.sampleCount, total);
  }
}

/** Writes a field of a whole number in its two parts. */
export function writeWhole(
  writer: BackwardWriter,
  tag: number,
  { value, carry }: { readonly value: number; readonly carry: number },
): void {
  if (carry === 0) writer.varint(value);
  else writer.int64(BigInt(value) + BigInt(carry) * BigInt(CARRY_UNIT));
  writer.varint(tag);
}
