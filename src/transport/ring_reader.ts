import { announce } from "../host/wait.ts";
import { SlotWord, SPAN_ID_BYTES, TRACE_ID_BYTES } from "../set/exemplar_slot.ts";
import {
  CELL_UNITS,
  EXEMPLAR_UNITS,
  FrameDouble,
  FrameKind,
  FrameWord,
  HEADER_UNITS,
  RING_KINDS,
} from "./frame.ts";
import { CONTROL_BYTES, controlOf, ControlWord } from "./ring.ts";

const ID_BYTES = TRACE_ID_BYTES + SPAN_ID_BYTES;

/**
 * The reading end of a ring. It stands at one frame at a time, whose parts are read in place, without allocating.
 *
 *     while (reader.next()) { … reader.block, reader.rowAt(0) … }
 *     reader.release();
 */
export class RingReader {
  readonly #control: Int32Array;
  readonly #u8: Uint8Array;
  readonly #u32: Uint32Array;
  readonly #f64: Float64Array;
  readonly #capacity: number;
  readonly #epoch: number;
  readonly #kinds: ReadonlySet<number>;
  #head: number;
  #tail: number;
  #frame = 0;
  #cells = 0;
  #exemplars = 0;
  #corruptions = 0;

  /** A frame of another kind than these can't be one. */
  constructor(buffer: ArrayBufferLike, kinds: ReadonlySet<number> = RING_KINDS) {
    this.#control = controlOf(buffer);
    this.#u8 = new Uint8Array(buffer, CONTROL_BYTES);
    this.#u32 = new Uint32Array(buffer, CONTROL_BYTES);
    this.#f64 = new Float64Array(buffer, CONTROL_BYTES);
    this.#kinds = kinds;
    this.#capacity = this.#f64.length;
    this.#epoch = Atomics.load(this.#control, ControlWord.epoch) >>> 0;
    this.#head = Atomics.load(this.#control, ControlWord.head);
    this.#tail = this.#head;
  }

  /**
   * How often a frame was found that can't be one, since somebody else has written into the ring. Where the next one
   * begins isn't known then, so all that waited was passed over.
   */
  get corruptions(): number {
    return this.#corruptions;
  }

  /** The position up to which frames were read. */
  get position(): number {
    return this.#head;
  }

  /** Moves on to the next frame: false when there is none yet, and after a corruption, so that this has an end. */
  next(): boolean {
    for (;;) {
      // The writer's position is looked up again only when all frames before it were read.
      if (this.#head === this.#tail) this.#tail = Atomics.load(this.#control, ControlWord.tail);
      const available = (this.#tail - this.#head) >>> 0;
      if (available === 0) return false;
      this.#frame = this.#head & (this.#capacity - 1);
      const units = this.#word(FrameWord.units);
      this.#cells = this.#word(FrameWord.cells);
      this.#exemplars = (units - HEADER_UNITS - this.#cells * CELL_UNITS) / EXEMPLAR_UNITS;
      // More than the ring holds would be read again and again.
      if (available > this.#capacity || units > available || !this.#isWhole(units)) {
        this.#corruptions++;
        // If the writer's position is wrong, too, this is found and done once more when the writer has said it again.
        this.#head = this.#tail;
        return false;
      }
      this.#head = (this.#head + units) | 0;
      if (this.#word(FrameWord.kind) !== FrameKind.gap) return true;
    }
  }

  /** Gives the memory of all frames read so far back to the writer, and wakes it if it waits for room. */
  release(): void {
    if (Atomics.load(this.#control, ControlWord.head) === this.#head) return;
    announce(this.#control, ControlWord.head, this.#head);
  }

  /** Offset of the set's block in the worker's arena. */
  get block(): number {
    return this.#word(FrameWord.block);
  }

  /** Generation of the block. */
  get generation(): number {
    return this.#word(FrameWord.generation);
  }

  /** What the frame is: one of `FrameKind`. */
  get kind(): number {
    return this.#word(FrameWord.kind);
  }

  /** Number of cells. */
  get cells(): number {
    return this.#cells;
  }

  /** Whether it is the set's last frame. */
  get last(): boolean {
    return this.#word(FrameWord.kind) === FrameKind.last;
  }

  /** Epoch of the worker: the ring's own, or the frame would be corrupt. */
  get epoch(): number {
    return this.#word(FrameWord.epoch);
  }

  /** Sequence number. */
  get sequence(): number {
    return this.#f64[this.#frame + FrameDouble.sequence] ?? NaN;
  }

  /** Start of the window, Unix nanoseconds. */
  get start(): number {
    return this.#f64[this.#frame + FrameDouble.start] ?? NaN;
  }

  /** End of the window, Unix nanoseconds. */
  get end(): number {
    return this.#f64[this.#frame + FrameDouble.end] ?? NaN;
  }

  /** The row of a cell. */
  rowAt(cell: number): number {
    return this.#u32[(this.#frame + HEADER_UNITS + cell * CELL_UNITS) * 2] ?? 0;
  }

  /** The lane of a cell. */
  laneAt(cell: number): number {
    return this.#u32[(this.#frame + HEADER_UNITS + cell * CELL_UNITS) * 2 + 1] ?? 0;
  }

  /** The value of a cell. */
  valueAt(cell: number): number {
    return this.#f64[this.#frame + HEADER_UNITS + cell * CELL_UNITS + 1] ?? NaN;
  }

  /** Number of exemplars: what is left of the frame. */
  get exemplars(): number {
    return this.#exemplars;
  }

  /** The memory in which {@linkcode exemplarSlotAt} is an index. */
  get words(): Uint32Array {
    return this.#u32;
  }

  /** Where an exemplar's slot begins: from the value on, it has what a slot has. */
  exemplarSlotAt(exemplar: number): number {
    return this.#exemplar(exemplar);
  }

  /** The row of an exemplar. */
  exemplarRowAt(exemplar: number): number {
    return this.#u32[this.#exemplar(exemplar)] ?? 0;
  }

  /** The lane of an exemplar, see `FieldLayout.exemplarLane`. */
  exemplarLaneAt(exemplar: number): number {
    return this.#u32[this.#exemplar(exemplar) + 1] ?? 0;
  }

  /** The value of an exemplar. */
  exemplarValueAt(exemplar: number): number {
    return this.#f64[(this.#exemplar(exemplar) + SlotWord.value) / 2] ?? NaN;
  }

  /** The time of an exemplar, Unix nanoseconds. */
  exemplarTimeAt(exemplar: number): number {
    return this.#f64[(this.#exemplar(exemplar) + SlotWord.time) / 2] ?? NaN;
  }

  /** Copies the ids of an exemplar's trace and span, which lie one behind the other. */
  copyIds(exemplar: number, ids: Uint8Array): void {
    const first = (this.#exemplar(exemplar) + SlotWord.trace) * 4;
    for (let i = 0; i < ID_BYTES; i++) ids[i] = this.#u8[first + i] ?? 0;
  }

  /** Index of an exemplar's first word. From the value on it has the places of a slot. */
  #exemplar(exemplar: number): number {
    return (this.#frame + HEADER_UNITS + this.#cells * CELL_UNITS + exemplar * EXEMPLAR_UNITS) * 2;
  }

  /** Whether a frame or a gap can begin here and have so many units: at least one, none of them behind the ring's end. */
  #isWhole(units: number): boolean {
    const kind = this.#word(FrameWord.kind), toEnd = this.#capacity - this.#frame;
    if (kind === FrameKind.gap) return units === toEnd;
    return this.#kinds.has(kind) && this.epoch === this.#epoch &&
      units <= toEnd && this.#exemplars >= 0 && Number.isInteger(this.#exemplars);
  }

  #word(index: number): number {
    return this.#u32[this.#frame * 2 + index] ?? 0;
  }
}
