import type { UnixNanos } from "../host/clock.ts";
import { EMPTY, LaneKind, type Layout } from "../set/layout.ts";
import { FrameKind } from "../transport/frame.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import { seriesId } from "./accumulator.ts";
import { CARRY_UNIT } from "./collection.ts";
import { GaugeOrder } from "./gauge_order.ts";
import { Lanes } from "./lanes.ts";
import type { Row } from "./observations.ts";
import type { PartialWriter, RowDefinition } from "./partial_writer.ts";

/** Cells of one frame at most, unless a single row has more. */
const FRAME_CELLS = 32768;

/** A set of a worker, in whose memory attributes can be read. */
export interface Origin {
  readonly worker: number;
  readonly block: number;
}

/** What the root doesn't know yet, of one worker's set. */
interface News {
  readonly origin: Origin;
  readonly rows: RowDefinition[];
}

/**
 * For each lane, 1 if its values pass through as they are: of what was observed, and of gauges that are merged otherwise
 * than by time, the root must know whose they are.
 */
function passesOf({ kinds, fields }: Layout): Uint8Array {
  const passes = kinds.map((kind) =>
    kind === LaneKind.total || kind === LaneKind.past || kind === LaneKind.level ? 1 : 0
  );
  for (const { lane, metric: { merge = "last" } } of fields) if (merge !== "last") passes[lane] = 1;
  return passes;
}

/**
 * What the workers of one aggregating worker have recorded in sets that are one to all readers, since it was handed on
 * last.
 */
export class PartialSet {
  /** Registered sets whose frames come here. */
  users = 0;
  /** What finds it. */
  readonly key: string;
  /** For each lane, 1 if its values pass through as they are. */
  readonly passes: Uint8Array;
  readonly #number: number;
  readonly #layout: Layout;
  readonly #isSplit: boolean;
  readonly #lanes: Lanes;
  readonly #numbers = new Map<string, number>();
  /** The rows that were recorded since the last partial; and for each row whether it is one of them. */
  readonly #touched: number[] = [];
  #isTouched = new Uint8Array();
  /** For each row, the counts of buckets of exponential histograms, by lane. */
  readonly #buckets: (Map<number, number> | undefined)[] = [];
  readonly #order = new GaugeOrder();
  readonly #news: News[] = [];
  #isAnnounced = false;
  #start: UnixNanos = Infinity;
  #end: UnixNanos = 0;

  constructor(key: string, number: number, layout: Layout, isSplit: boolean) {
    this.key = key;
    this.passes = passesOf(layout);
    this.#number = number;
    this.#layout = layout;
    this.#isSplit = isSplit;
    this.#lanes = new Lanes(layout);
  }

  /** How many rows there are; they stay as long as the set does. */
  get size(): number {
    return this.#numbers.size;
  }

  /** The number of the row with these attributes. If it is new, a row of a worker's set tells the root of them. */
  rowOf(measured: Row, origin: Origin, from: number): number {
    const id = seriesId(measured), found = this.#numbers.get(id);
    if (found !== undefined) return found;
    const row = this.#numbers.size;
    this.#numbers.set(id, row);
    this.#lanes.reserve(row + 1);
    if (row >= this.#isTouched.length) {
      const longer = new Uint8Array(2 * row + 1);
      longer.set(this.#isTouched);
      this.#isTouched = longer;
    }
    this.#learn(origin).rows.push({ row, from });
    return row;
  }

  /** Sees to it that the root knows of the set. */
  announce(origin: Origin): void {
    if (!this.#isAnnounced) this.#learn(origin);
  }

  /** Adds the frame at which the reader stands. `numbers` are those of its rows here, `rows` who they are. */
  merge(frame: RingReader, numbers: readonly number[], rows: readonly Row[]): void {
    const passes = this.passes,
      { stride, kinds } = this.#layout,
      { cells, start, end } = frame,
      lanes = this.#lanes,
      isTouched = this.#isTouched;
    if (start < this.#start) this.#start = start;
    if (end > this.#end) this.#end = end;
    let number = -1, row: number | undefined, first = 0;
    for (let cell = 0; cell < cells; cell++) {
      const lane = frame.laneAt(cell), value = frame.valueAt(cell), rowOfCell = frame.rowAt(cell);
      if (rowOfCell !== number) {
        number = rowOfCell;
        row = numbers[number];
        if (row === undefined) continue;
        first = row * stride;
        if (isTouched[row] === 0) {
          isTouched[row] = 1;
          this.#touched.push(row);
        }
      }
      if (row === undefined || passes[lane] === 1) continue;
      if (lane >= stride) this.#addToBucket(row, lane, value);
      else if (!lanes.merge(kinds[lane] ?? 0, first + lane, value)) {
        const writer = rows[number];
        if (writer !== undefined && this.#order.takes(first + lane, writer, frame)) {
          lanes.set(first + lane, value);
        }
      }
    }
  }

  /** Writes what there is to tell, and forgets it. */
  writeTo(writer: PartialWriter): void {
    for (const { origin: { worker, block }, rows } of this.#news.splice(0)) {
      writer.define(this.#number, worker, block, this.#isSplit, rows);
    }
    const atOnce = Math.max(1, Math.floor(FRAME_CELLS / (2 * this.#layout.stride)));
    for (let first = 0; first < this.#touched.length; first += atOnce) {
      const rows = this.#touched.slice(first, first + atOnce);
      this.#writeSums(writer, rows);
      this.#writeGauges(writer, rows);
    }
    for (const row of this.#touched) this.#isTouched[row] = 0;
    this.#touched.length = 0;
    if (this.users === 0) {
      writer.begin(0);
      this.#publish(writer, this.#end, FrameKind.last);
    }
    this.#start = Infinity;
  }

  #learn(origin: Origin): News {
    this.#isAnnounced = true;
    const last = this.#news.at(-1);
    if (last?.origin === origin) return last;
    const news = { origin, rows: [] };
    this.#news.push(news);
    return news;
  }

  #addToBucket(row: number, lane: number, count: number): void {
    const buckets = this.#buckets[row] ??= new Map();
    buckets.set(lane, (buckets.get(lane) ?? 0) + count);
  }

  #writeSums(writer: PartialWriter, rows: readonly number[]): void {
    const { stride, kinds } = this.#layout, { values, carries } = this.#lanes, passes = this.passes;
    let cells = 0;
    // A sum may need two cells.
    for (const row of rows) cells += 2 * stride + (this.#buckets[row]?.size ?? 0);
    writer.begin(cells);
    for (const row of rows) {
      for (let lane = 0; lane < stride; lane++) {
        const kind = kinds[lane] ?? 0;
        if (kind === LaneKind.last) continue;
        const at = row * stride + lane, value = values[at] ?? 0, carry = carries[at] ?? 0;
        if (carry !== 0) writer.add(row, lane, carry * CARRY_UNIT);
        if (value !== EMPTY[kind] && passes[lane] === 0) writer.add(row, lane, value);
        this.#lanes.clear(at);
      }
      const buckets = this.#buckets[row];
      if (buckets === undefined) continue;
      for (const [lane, count] of buckets) writer.add(row, lane, count);
      this.#buckets[row] = undefined;
    }
    this.#publish(writer, this.#end);
  }

  /** A frame has one time: the gauges that were written at the same one share it. */
  #writeGauges(writer: PartialWriter, rows: readonly number[]): void {
    const { stride, fields, kinds } = this.#layout, { values } = this.#lanes;
    const byTime = new Map<UnixNanos, { readonly row: number; readonly lane: number }[]>();
    for (const { lane } of fields) {
      if (kinds[lane] !== LaneKind.last) continue;
      for (const row of rows) {
        const at = row * stride + lane, time = this.#order.writtenAt(at);
        if (Number.isNaN(values[at] ?? NaN)) continue;
        const cells = byTime.get(time) ?? [];
        cells.push({ row, lane });
        byTime.set(time, cells);
      }
    }
    for (const [time, cells] of byTime) {
      writer.begin(cells.length);
      for (const { row, lane } of cells) {
        writer.add(row, lane, values[row * stride + lane] ?? NaN);
        this.#lanes.clear(row * stride + lane);
      }
      this.#publish(writer, time);
    }
  }

  #publish(writer: PartialWriter, end: UnixNanos, kind: FrameKind = FrameKind.cells): void {
    const start = Math.min(this.#start, end);
    writer.publish({ kind, block: this.#number, generation: 0, sequence: 0, start, end });
  }
}
