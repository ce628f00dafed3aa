import { SLOT_WORDS, SlotWord } from "../set/exemplar_slot.ts";
import { CELL_UNITS, EXEMPLAR_UNITS, FrameDouble, FrameKind, FrameWord, HEADER_UNITS } from "./frame.ts";
import { CONTROL_BYTES, controlOf, ControlWord } from "./ring.ts";

/** What a frame says besides its cells. */
export interface FrameHeader {
  readonly block: number;
  readonly generation: number;
  readonly kind: FrameKind;
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The writing end of a ring. A frame is begun, filled and then published whole; one that is begun and never
 * published doesn't exist. Allocates nothing.
 */
export class RingWriter {
  readonly #control: Int32Array;
  readonly #u32: Uint32Array;
  readonly #f64: Float64Array;
  readonly #capacity: number;
  readonly #epoch: number;
  #tail: number;
  /** Unit at which the frame in the making begins, and the position that it would have. */
  #frame = 0;
  #position = 0;
  #cells = 0;
  #exemplars = 0;

  constructor(buffer: ArrayBufferLike) {
    this.#control = controlOf(buffer);
    this.#u32 = new Uint32Array(buffer, CONTROL_BYTES);
    this.#f64 = new Float64Array(buffer, CONTROL_BYTES);
    this.#capacity = this.#f64.length;
    this.#epoch = Atomics.load(this.#control, ControlWord.epoch) >>> 0;
    this.#tail = Atomics.load(this.#control, ControlWord.tail) >>> 0;
  }

  /** How many cells the largest frame can have: a frame takes half the ring at most, so that it always fits once. */
  get maxCells(): number {
    return Math.floor((this.#capacity / 2 - HEADER_UNITS) / CELL_UNITS);
  }

  /** The position up to which all is published. */
  get tail(): number {
    return this.#tail;
  }

  /** Whether the reader has passed a position, so that nothing before it is looked at any more. */
  isRead(position: number): boolean {
    const head = Atomics.load(this.#control, ControlWord.head);
    return ((head - position) | 0) >= 0;
  }

  /**
   * Begins a frame of at most `cells` cells, among which an exemplar counts as `EXEMPLAR_CELLS`: false when the ring
   * has no room for it now.
   */
  begin(cells: number): boolean {
    const units = HEADER_UNITS + cells * CELL_UNITS;
    const head = Atomics.load(this.#control, ControlWord.head) >>> 0;
    const free = this.#capacity - ((this.#tail - head) >>> 0);
    const place = this.#tail % this.#capacity;
    const toEnd = this.#capacity - place;
    // A frame lies in one piece: where it would reach over the end, a gap fills the rest.
    const gap = units > toEnd ? toEnd : 0;
    if (gap + units > free) {
      // Said again in case somebody else has overwritten it: the reader would give no room any more.
      Atomics.store(this.#control, ControlWord.tail, this.#tail | 0);
      return false;
    }
    if (gap > 0) {
      this.#u32[place * 2 + FrameWord.units] = gap;
      this.#u32[place * 2 + FrameWord.kind] = FrameKind.gap;
    }
    this.#position = (this.#tail + gap) >>> 0;
    this.#frame = this.#position % this.#capacity;
    this.#cells = 0;
    this.#exemplars = 0;
    return true;
  }

  /** Adds a cell to the frame that was begun, before its first exemplar. */
  add(row: number, lane: number, value: number): void {
    const unit = this.#frame + HEADER_UNITS + this.#cells * CELL_UNITS;
    this.#u32[unit * 2] = row;
    this.#u32[unit * 2 + 1] = lane;
    this.#f64[unit + 1] = value;
    this.#cells++;
  }

  /** Adds an exemplar to the frame that was begun: what the slot holds that begins at the index `slot` of `words`. */
  addExemplar(row: number, lane: number, words: Uint32Array, slot: number): void {
    const word = (this.#frame + this.#units()) * 2;
    this.#u32[word] = row;
    this.#u32[word + 1] = lane;
    for (let i = SlotWord.value; i < SLOT_WORDS; i++) this.#u32[word + i] = words[slot + i] ?? 0;
    this.#exemplars++;
  }

  /** Cells of the frame that was begun. */
  get cells(): number {
    return this.#cells;
  }

  /** The row of a cell of that frame. */
  rowAt(cell: number): number {
    return this.#u32[(this.#frame + HEADER_UNITS + cell * CELL_UNITS) * 2] ?? 0;
  }

  /** The lane of a cell of that frame. */
  laneAt(cell: number): number {
    return this.#u32[(this.#frame + HEADER_UNITS + cell * CELL_UNITS) * 2 + 1] ?? 0;
  }

  /** Exemplars of the frame that was begun. */
  get exemplars(): number {
    return this.#exemplars;
  }

  /** Completes the frame and makes it visible to the reader: the only atomic store of a flush. */
  publish(header: FrameHeader): void {
    const units = this.#units();
    const word = this.#frame * 2;
    this.#u32[word + FrameWord.units] = units;
    this.#u32[word + FrameWord.kind] = header.kind;
    this.#u32[word + FrameWord.block] = header.block;
    this.#u32[word + FrameWord.generation] = header.generation;
    this.#u32[word + FrameWord.cells] = this.#cells;
    this.#u32[word + FrameWord.epoch] = this.#epoch;
    this.#f64[this.#frame + FrameDouble.sequence] = header.sequence;
    this.#f64[this.#frame + FrameDouble.start] = header.start;
    this.#f64[this.#frame + FrameDouble.end] = header.end;
    this.#tail = (this.#position + units) >>> 0;
    Atomics.store(this.#control, ControlWord.tail, this.#tail | 0);
  }

  /** Units of the frame that was begun, as far as it is filled. */
  #units(): number {
    return HEADER_UNITS + this.#cells * CELL_UNITS + this.#exemplars * EXEMPLAR_UNITS;
  }
}
