import { CARRY_UNIT, type SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import { BackwardWriter } from "../otlp/backward_writer.ts";
import { MAX_VARINT_SIZE } from "../otlp/varint.ts";
import { type FamilyType, familyType, SUFFIXES } from "./family_type.ts";
import { HistogramWriter, writeWhole } from "./histogram_writer.ts";
import { IntTotal } from "./int_total.ts";
import type { Naming } from "./naming.ts";
import { fixedPart, NOTHING, type Part } from "./part.ts";
import { writeExemplar } from "./protobuf_exemplar.ts";
import type { ProtobufSeries } from "./protobuf_series.ts";
import type { Room } from "./room.ts";
import { addable, addLane, kindOf, laneSum, NONE, type Row, RowKind } from "./row.ts";
import { RowExemplars } from "./row_exemplars.ts";
import type { Family } from "./syntax.ts";
import { Counter, Gauge, Metric, MetricFamily, Summary } from "./wire_tags.gen.ts";

/** Rows of a page: so few that one in which nothing has changed is common. */
const PAGE_ROWS = 32;

/** Some rows, and the fields `MetricFamily.metric` that they were when they were written last. */
class Page {
  readonly rows: Row<ProtobufSeries>[] = [];
  /** By set: its revision then. While none has changed, nothing else has. */
  readonly #revisions = new Map<SetPoints, number>();
  #bytes = new Uint8Array();
  #changed = true;

  /** Has it written anew: there are other rows, or other series in a row. */
  take({ points }: ProtobufSeries): void {
    this.#revisions.set(points, NaN);
    this.#changed = true;
  }

  /** The bytes with the values as they are now, which `write` writes. They stay as they are. */
  bytes(write: (row: Row<ProtobufSeries>) => void, writer: BackwardWriter): Uint8Array<ArrayBuffer> {
    let changed = this.#changed;
    for (const [points, revision] of this.#revisions) {
      const { revision: present } = points;
      if (present === revision) continue;
      this.#revisions.set(points, present);
      changed = true;
    }
    if (!changed) return this.#bytes;
    const rows = this.rows;
    writer.clear();
    for (let i = rows.length - 1; i >= 0; i--) {
      const row = rows[i];
      if (row !== undefined) write(row);
    }
    this.#changed = false;
    return this.#bytes = writer.finish();
  }
}

/** All series of one name as one `MetricFamily`. */
export class ProtobufFamily implements Family<ProtobufSeries> {
  readonly names: readonly string[];
  readonly type: FamilyType;
  readonly #naming: Naming;
  /** The fields before its metrics. */
  readonly #head: Uint8Array<ArrayBuffer>;
  readonly #pages: Page[] = [];
  readonly #byLabels = new Map<string, { row: Row<ProtobufSeries>; page: Page }>();
  readonly #writer = new BackwardWriter();
  readonly #histograms;
  readonly #total = new IntTotal();

  /** `head` is what says name, description, type and unit. */
  constructor(name: string, metric: MetricDescriptor, naming: Naming, head: Uint8Array<ArrayBuffer>) {
    this.type = familyType(metric);
    this.names = SUFFIXES[this.type].map((suffix) => name + suffix);
    this.#naming = naming;
    this.#head = head;
    this.#histograms = new HistogramWriter(this.#writer, naming);
  }

  add(series: ProtobufSeries): boolean {
    const there = this.#byLabels.get(series.labels);
    if (there !== undefined) {
      const { row, page } = there;
      if (!addable(row.series.metric, series.metric)) return false;
      row.same = [...row.same, series];
      page.take(series);
      return true;
    }
    let page = this.#pages.at(-1);
    if (page === undefined || page.rows.length === PAGE_ROWS) this.#pages.push(page = new Page());
    const row = { series, same: NONE };
    page.rows.push(row);
    page.take(series);
    this.#byLabels.set(series.labels, { row, page });
    return true;
  }

  /** The length of all comes first: so the metrics are written before the first part that isn't empty. */
  *parts(room: Room): Iterable<Part> {
    const pages: Uint8Array<ArrayBuffer>[] = [];
    let length = this.#head.length;
    for (const page of this.#pages) {
      if (room.isOver) {
        room.leaveOut(page.rows.length);
        continue;
      }
      const bytes = page.bytes(this.#write, this.#writer);
      const own = pages.length === 0 ? this.#head.length + MAX_VARINT_SIZE : 0;
      if (!room.takeSeries(bytes.length + own, page.rows.length)) continue;
      pages.push(bytes);
      length += bytes.length;
      yield NOTHING;
    }
    if (pages.length === 0) return;
    yield fixedPart(delimited(this.#writer, this.#head, length));
    for (const bytes of pages) yield fixedPart(bytes);
  }

  /** Writes the field `MetricFamily.metric`. */
  readonly #write = (row: Row<ProtobufSeries>): void => {
    const writer = this.#writer, end = writer.length, { pairs } = row.series;
    switch (this.type) {
      case "counter":
        this.#writeCounter(row);
        break;
      case "gauge":
        this.#writeNumber(Gauge.value, this.#valueOf(row));
        writer.close(Metric.gauge, end);
        break;
      case "summary":
        this.#writeSummary(row);
        break;
      case "histogram":
        if (kindOf(row.series.metric) === RowKind.exponential) this.#histograms.writeExponential(row);
        else this.#histograms.writeClassic(row);
        writer.close(Metric.histogram, end);
    }
    writer.raw(pairs);
    writer.close(MetricFamily.metric, end);
  };

  #writeCounter(row: Row<ProtobufSeries>): void {
    const writer = this.#writer, end = writer.length, { field, start } = row.series;
    writer.raw(start);
    writer.close(Counter.startTimestamp, end);
    if (field.exemplars > 0) {
      writeExemplar(writer, Counter.exemplar, new RowExemplars(row).upTo(Infinity), this.#naming);
    }
    this.#writeNumber(Counter.value, this.#valueOf(row));
    writer.close(Metric.counter, end);
  }

  #writeSummary(row: Row<ProtobufSeries>): void {
    const writer = this.#writer, end = writer.length, { field, start } = row.series, total = this.#total;
    total.set(0, 0);
    for (let i = 0; i < field.counts; i++) addLane(total, row, i);
    writer.raw(start);
    writer.close(Summary.startTimestamp, end);
    this.#writeNumber(Summary.sampleSum, laneSum(row, field.counts));
    writeWhole(writer, Summary.sampleCount, total);
    writer.close(Metric.summary, end);
  }

  /** The value as a double: of a sum of whole numbers, it is rounded once. */
  #valueOf(row: Row<ProtobufSeries>): number {
    if (row.same === NONE || kindOf(row.series.metric) !== RowKind.int) return laneSum(row, 0);
    const total = this.#total;
    total.set(0, 0);
    addLane(total, row, 0);
    return total.value + total.carry * CARRY_UNIT;
  }

  #writeNumber(tag: number, value: number): void {
    this.#writer.double(value);
    this.#writer.varint(tag);
  }
}

/** What stands before a message's other bytes: how long it is, and its first fields. */
export function delimited(
  writer: BackwardWriter,
  head: Uint8Array,
  length: number = head.length,
): Uint8Array<ArrayBuffer> {
  writer.clear();
  writer.raw(head);
  writer.varint(length);
  return writer.finish();
}
