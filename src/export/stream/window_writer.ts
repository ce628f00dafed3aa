import type { SetPoints } from "../../aggregate/collection.ts";
import type { BucketCounts, ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import type { UnixNanos } from "../../host/clock.ts";
import { type FieldLayout, HISTOGRAM_DOUBLES } from "../../set/layout.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import type { FieldChanges, SetChanges } from "./changes.ts";
import { differencesOf, writeNumber, writePacked } from "./packed.ts";
import { wholeOf, writeSigned, writeUnsigned } from "./whole.ts";
import * as tags from "./wire_tags.gen.ts";

/** The body of a `Window`. */
export function writeWindow(
  writer: BackwardWriter,
  changes: readonly SetChanges[],
  supersedes: boolean,
): void {
  const time = changes.reduce((latest, { points }) => Math.max(latest, points.time), 0);
  for (const change of changes.toReversed()) {
    writer.message(tags.Window.sets, () => writeSet(writer, change, time));
  }
  writeNumber(writer, tags.Window.supersedes, Number(supersedes));
  writer.fixed64(0, time);
  writer.varint(tags.Window.timeUnixNano);
}

function writeSet(writer: BackwardWriter, changes: SetChanges, end: UnixNanos): void {
  const { set, points, series, fields, exemplars } = changes, { temporality, start, time } = points;
  const positions = new Map(series.map((number, position) => [number, position]));
  const positionOf = (number: number) => positions.get(number) ?? 0;
  for (const [number, field] of exemplars.toReversed()) {
    writeExemplars(writer, points, number, field, positionOf(number), end);
  }
  for (const change of fields.toReversed()) {
    writer.message(tags.SetWindow.fields, () => {
      const every = change.series.length === series.length;
      writeField(writer, change, points, every ? [] : change.series.map(positionOf));
    });
  }
  const numbers = temporality === "delta"
    ? series.map((number) => set.numberOf(points.series[number] ?? []))
    : series;
  writePacked(writer, tags.SetWindow.series, differencesOf(numbers), (step) => writer.sint32(step));
  writeNanos(writer, tags.SetWindow.length, start, time);
  writeNanos(writer, tags.SetWindow.before, time, end);
  writeNumber(writer, tags.SetWindow.set, set.number);
}

/** The time between two, exactly. */
function writeNanos(writer: BackwardWriter, tag: number, from: UnixNanos, to: UnixNanos): void {
  if (from === to) return;
  writeSigned(writer, BigInt(to) - BigInt(from));
  writer.varint(tag);
}

function writeField(
  writer: BackwardWriter,
  { field, series, gone }: FieldChanges,
  points: SetPoints,
  positions: readonly number[],
): void {
  const { metric } = field;
  if (!gone) {
    const firsts = series.map((number) => number * points.layout.stride + field.lane);
    if (metric.instrument === "histogram") writeHistograms(writer, field, series, firsts, points);
    else writeNumbers(writer, metric.valueType === "int", firsts, points);
  }
  writeNumber(writer, tags.FieldWindow.gone, Number(gone));
  writePacked(writer, tags.FieldWindow.points, differencesOf(positions), (step) => writer.varint(step));
  writeNumber(writer, tags.FieldWindow.field, points.descriptor.metrics.indexOf(metric));
}

function writeNumbers(
  writer: BackwardWriter,
  int: boolean,
  lanes: readonly number[],
  { values, carries }: SetPoints,
): void {
  const wholeAt = (lane: number) => wholeOf(values[lane] ?? 0, carries[lane] ?? 0);
  if (int) writePacked(writer, tags.FieldWindow.ints, lanes, (lane) => writeSigned(writer, wholeAt(lane)));
  else {
    writePacked(writer, tags.FieldWindow.doubles, lanes, (lane) => {
      // Adding no carry would cost -0 its sign.
      writer.double(carries[lane] === 0 ? values[lane] ?? 0 : Number(wholeAt(lane)));
    });
  }
}

function writeHistograms(
  writer: BackwardWriter,
  field: FieldLayout,
  series: readonly number[],
  firsts: readonly number[],
  points: SetPoints,
): void {
  const { values, carries } = points;
  if (field.exponential >= 0) {
    writeExponentials(
      writer,
      series.map((number) => points.buckets(number, field)),
    );
  }
  const counts = firsts.flatMap((first) => Array.from({ length: field.counts }, (_, i) => first + i));
  const doubles = firsts.flatMap((first) =>
    Array.from({ length: HISTOGRAM_DOUBLES }, (_, i) => values[first + field.counts + i] ?? 0)
  );
  writePacked(writer, tags.FieldWindow.counts, counts, (lane) => {
    writeUnsigned(writer, wholeOf(values[lane] ?? 0, carries[lane] ?? 0));
  });
  writePacked(writer, tags.FieldWindow.doubles, doubles, (value) => writer.double(value));
}

const NO_BUCKETS: Pick<BucketCounts, "offset" | "length" | "at"> = { offset: 0, length: 0, at: () => 0 };

function writeExponentials(
  writer: BackwardWriter,
  histograms: readonly (ExponentialBuckets | undefined)[],
): void {
  const runs = histograms.flatMap((buckets) => [
    buckets?.positive ?? NO_BUCKETS,
    buckets?.negative ?? NO_BUCKETS,
  ]);
  const counts = runs.flatMap((run) => Array.from({ length: run.length }, (_, position) => run.at(position)));
  writePacked(writer, tags.FieldWindow.buckets, counts, (count) => writeUnsigned(writer, count));
  writePacked(writer, tags.FieldWindow.lengths, runs, ({ length }) => writer.varint(length));
  writePacked(writer, tags.FieldWindow.offsets, runs, ({ offset }) => writer.sint32(offset));
  writePacked(writer, tags.FieldWindow.scales, histograms, (buckets) => writer.sint32(buckets?.scale ?? 0));
}

function writeExemplars(
  writer: BackwardWriter,
  points: SetPoints,
  series: number,
  field: FieldLayout,
  position: number,
  end: UnixNanos,
): void {
  for (const { value, time, traceId, spanId } of points.exemplars(series, field).toReversed()) {
    writer.message(tags.SetWindow.exemplars, () => {
      writeId(writer, tags.Exemplar.spanId, spanId);
      writeId(writer, tags.Exemplar.traceId, traceId);
      writer.double(value);
      writer.varint(tags.Exemplar.value);
      writeNanos(writer, tags.Exemplar.before, time, end);
      writeNumber(writer, tags.Exemplar.point, position);
      writeNumber(writer, tags.Exemplar.field, points.descriptor.metrics.indexOf(field.metric));
    });
  }
}

function writeId(writer: BackwardWriter, tag: number, id: Uint8Array | undefined): void {
  if (id === undefined) return;
  writer.raw(id);
  writer.varint(id.length);
  writer.varint(tag);
}
