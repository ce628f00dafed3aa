/**
 * A partial: what an aggregating worker hands to the root at a time. It is a run of frames, applied as a whole or not at
 * all:
 *
 *     source   whose frames follow: the worker's with the number `block`; with 0, those of the partial sets
 *     cells    of a worker, as in its ring: of values that can't be added up without knowing whose they are (observed
 *     last     ones, gauges that aren't merged by time), of exemplars, and of rows that are new; of a partial set, what
 *              all its workers have recorded, whose `block` is the set's number
 *     define   who a partial set is (`block` its number, `start` the worker's, `generation` the block in its arena, `end`
 *              1 if workers are told apart), and its new rows (`row`, and in the place of the lane, the row of that
 *              block). Comes before the first frame that needs it
 *     drained  up to where a worker's ring was read for it: `block` the worker, `generation` the position, `sequence`
 *              that of the last frame; as cells, by lane, what was counted
 *
 * The memory of workers to which it refers is in use until the root has applied it, since it is the root that moves the
 * rings' heads.
 */
import { EXEMPLAR_CELLS, FrameKind } from "../transport/frame.ts";
import { CONTROL_BYTES, controlOf, ControlWord } from "../transport/ring.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import { type FrameHeader, RingWriter } from "../transport/ring_writer.ts";
import type { SourceCounts } from "./source.ts";

/** The number under which the partial sets come, which no worker has. */
export const PARTIAL_SETS = 0;

/** In the place of a lane: the cell does nothing but name its row. */
export const NO_LANE = 2 ** 32 - 1;

/** What is counted of a worker's frames, by lane. */
export const COUNTED: readonly (keyof SourceCounts)[] = ["frames", "gaps", "repeats", "corrupt"];

/** Words of a unit. */
const UNIT_WORDS = 2;

/** Bytes of memory at first. */
const FIRST_BYTES = 65536;

/** A row of a partial set, and a row of a worker's set that has the same attributes. */
export interface RowDefinition {
  readonly row: number;
  readonly from: number;
}

/** Writes partials, into memory that grows. */
export class PartialWriter {
  #memory = new ArrayBuffer(CONTROL_BYTES + FIRST_BYTES);
  #ring = new RingWriter(this.#memory);
  #source: number | undefined;

  /** Begins a new partial; the frames of the last one are gone. */
  clear(): void {
    Atomics.store(controlOf(this.#memory), ControlWord.tail, 0);
    this.#ring = new RingWriter(this.#memory);
    this.#source = undefined;
  }

  /** The frames of the partial, good until more is written. */
  get frames(): Uint32Array {
    return new Uint32Array(this.#memory, CONTROL_BYTES, this.#ring.tail * UNIT_WORDS);
  }

  /** Says whose frames follow. */
  source(number: number): void {
    if (this.#source === number) return;
    this.#source = number;
    this.begin(0);
    this.publish({ kind: FrameKind.source, block: number, generation: 0, sequence: 0, start: 0, end: 0 });
  }

  /** Says who a partial set is, and new rows of it. */
  define(
    set: number,
    worker: number,
    block: number,
    isSplit: boolean,
    rows: readonly RowDefinition[],
  ): void {
    this.begin(rows.length);
    for (const { row, from } of rows) this.add(row, from, 0);
    const end = isSplit ? 1 : 0;
    this.publish({ kind: FrameKind.define, block: set, generation: block, sequence: 0, start: worker, end });
  }

  /** Says up to where a worker's ring was read. */
  drained(worker: number, position: number, sequence: number, counts: SourceCounts): void {
    this.begin(COUNTED.length);
    COUNTED.forEach((key, lane) => this.add(0, lane, counts[key]));
    const generation = position >>> 0;
    this.publish({ kind: FrameKind.drained, block: worker, generation, sequence, start: 0, end: 0 });
  }

  /** Begins a frame of at most `cells` cells, among which an exemplar counts as `EXEMPLAR_CELLS`. */
  begin(cells: number): void {
    while (!this.#ring.begin(cells)) this.#grow();
  }

  /** Begins a frame that has the room of another one. */
  beginLike(frame: RingReader, more: number): void {
    this.begin(frame.cells + frame.exemplars * EXEMPLAR_CELLS + more);
  }

  /** Adds a cell to the frame that was begun. */
  add(row: number, lane: number, value: number): void {
    this.#ring.add(row, lane, value);
  }

  /** Adds an exemplar of another frame to the frame that was begun. */
  addExemplar(frame: RingReader, exemplar: number): void {
    const slot = frame.exemplarSlotAt(exemplar);
    this.#ring.addExemplar(frame.exemplarRowAt(exemplar), frame.exemplarLaneAt(exemplar), frame.words, slot);
  }

  /** Completes the frame that was begun. */
  publish(header: FrameHeader): void {
    this.#ring.publish(header);
  }

  #grow(): void {
    const bytes = this.#memory.byteLength - CONTROL_BYTES,
      memory = new ArrayBuffer(CONTROL_BYTES + 2 * bytes);
    new Uint8Array(memory).set(new Uint8Array(this.#memory));
    this.#memory = memory;
    this.#ring = new RingWriter(memory);
  }
}
