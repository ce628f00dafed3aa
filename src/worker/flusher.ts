import { BlockDouble, BlockWord, INVALID_REASONS } from "../set/block.ts";
import { EMPTY, LaneKind } from "../set/layout.ts";
import type { RingWriter } from "../transport/ring_writer.ts";
import type { Block } from "./block.ts";

/** A mutable frame header, so that a flush allocates none. */
interface Header {
  block: number;
  generation: number;
  last: boolean;
  sequence: number;
  start: number;
  end: number;
}

/**
 * Moves what was recorded from an arena into a ring. Its owner does so for a living worker; for a dead one, whoever
 * salvages it does.
 *
 * A frame goes through these steps, in program order, so that the worker may end between any two of them:
 *
 *  1. the touched cells are copied into the ring, where nobody sees them yet;
 *  2. the block's header says which buckets the frame covers and, `written`, its sequence number;
 *  3. the ring's position is published: from here on the cells are the reader's;
 *  4. the cells are reset, then the header says so: `reset` is the sequence number.
 *
 * A worker that ended between 2 and 4 left `written` ahead of `reset`. Whether step 3 was reached is what the
 * reader knows: {@linkcode Flusher.recover} finishes step 4 if it was, and forgets the frame if it wasn't.
 */
export class Flusher {
  readonly #u8: Uint8Array;
  readonly #i32: Int32Array;
  readonly #u32: Uint32Array;
  readonly #f64: Float64Array;
  readonly #ring: RingWriter;
  readonly #header: Header = { block: 0, generation: 0, last: false, sequence: 0, start: 0, end: 0 };
  #sequence: number;
  #frames = 0;
  #cells = 0;

  /** `sequence` is the number of the last frame that the ring's reader has seen from this worker. */
  constructor(memory: ArrayBufferLike, ring: RingWriter, sequence = 0) {
    this.#u8 = new Uint8Array(memory);
    this.#i32 = new Int32Array(memory);
    this.#u32 = new Uint32Array(memory);
    this.#f64 = new Float64Array(memory);
    this.#ring = ring;
    this.#sequence = sequence;
  }

  /** Frames written so far. */
  get frames(): number {
    return this.#frames;
  }

  /** Cells written so far. */
  get cells(): number {
    return this.#cells;
  }

  /**
   * Publishes all that is recorded in a block, in as many frames as it takes, at the time `end`. False when the
   * ring is full: what was not published is still in its lanes.
   */
  flush(block: Block, end: number): boolean {
    let bucket = this.#marked(block, 0);
    if (bucket < 0 && !block.announced) bucket = 0;
    while (bucket >= 0) {
      const next = this.#publish(block, bucket, end, false);
      if (next < 0) return false;
      bucket = this.#marked(block, next);
    }
    block.windowStart = end;
    return true;
  }

  /** As {@linkcode flush}, followed by a frame that says that it is the set's last. */
  flushLast(block: Block, end: number): boolean {
    return this.flush(block, end) && this.#publish(block, block.layout.buckets, end, true) >= 0;
  }

  /** Takes the numbers of refused recordings from a block's header, by reason. */
  takeInvalid(block: Block, report: (reason: number, count: number) => void): void {
    const first = block.position.offset / 4 + BlockWord.invalid;
    for (let reason = 0; reason < INVALID_REASONS; reason++) {
      const count = this.#u32[first + reason] ?? 0;
      if (count === 0) continue;
      this.#u32[first + reason] = 0;
      report(reason, count);
    }
  }

  /** Puts a dead worker's block into a whole state; `drained` is the sequence number of its last frame that was read. */
  recover(block: Block, drained: number): void {
    const { offset, marks } = block.position;
    const words = offset / 4, doubles = offset / 8;
    const written = this.#f64[doubles + BlockDouble.written] ?? 0;
    if (written === this.#f64[doubles + BlockDouble.reset]) return;
    if (written <= drained) {
      const end = this.#u32[words + BlockWord.flightEnd] ?? 0;
      for (let bucket = this.#u32[words + BlockWord.flightStart] ?? 0; bucket < end; bucket++) {
        this.#u8[marks + bucket] = 0;
        for (let lane = 0; lane < block.layout.stride; lane++) this.#reset(block, bucket, lane);
      }
    }
    this.#f64[doubles + BlockDouble.reset] = written;
  }

  /** The first bucket at or after `bucket` that is marked; -1 if there is none. */
  #marked(block: Block, bucket: number): number {
    const { marks } = block.position, { buckets } = block.layout;
    for (let b = bucket; b < buckets; b++) {
      if (this.#u8[marks + b] === 1) return b;
      // Marks are aligned to 8 bytes: skip four at a time where none is set.
      while ((b & 3) === 3 && b + 4 < buckets && this.#i32[(marks + b + 1) >> 2] === 0) b += 4;
    }
    return -1;
  }

  /** Publishes one frame with the marked buckets from `first` on. The first bucket after it, or -1: no room. */
  #publish(block: Block, first: number, end: number, last: boolean): number {
    const { buckets, stride } = block.layout;
    const room = Math.max(1, Math.floor(this.#ring.maxCells / stride));
    let after = first, marked = 0;
    for (let b = first; b >= 0 && b < buckets && marked < room; b = this.#marked(block, b + 1)) {
      marked++;
      after = b + 1;
    }
    if (!this.#ring.begin(marked * stride)) return -1;
    for (let b = first; b >= 0 && b < after; b = this.#marked(block, b + 1)) this.#copy(block, b);
    if (this.#ring.cells > 0 || !block.announced || last) this.#send(block, first, after, end, last);
    for (let b = first; b < after; b++) this.#u8[block.position.marks + b] = 0;
    return after;
  }

  #copy(block: Block, bucket: number): void {
    const { position, layout } = block;
    const { kinds, slots, stride } = layout;
    const ints = position.ints + bucket * layout.ints;
    const doubles = position.doubles + bucket * layout.doubles;
    for (let lane = 0; lane < stride; lane++) {
      const kind = kinds[lane] ?? 0, slot = slots[lane] ?? 0;
      const double = this.#f64[doubles + slot] ?? 0;
      const value = kind === LaneKind.int ? double + (this.#i32[ints + slot] ?? 0) : double;
      // NaN, which stands for "not recorded" in a gauge, differs from itself.
      if (value === EMPTY[kind] || value !== value) continue;
      this.#ring.add(bucket * stride + lane, value);
    }
  }

  #send(block: Block, first: number, after: number, end: number, last: boolean): void {
    const { offset } = block.position;
    const words = offset / 4, doubles = offset / 8;
    const header = this.#header, sequence = ++this.#sequence;
    header.block = offset;
    header.generation = block.generation;
    header.last = last;
    header.sequence = sequence;
    header.start = block.windowStart;
    header.end = end;
    this.#u32[words + BlockWord.flightStart] = first;
    this.#u32[words + BlockWord.flightEnd] = after;
    this.#f64[doubles + BlockDouble.written] = sequence;
    this.#ring.publish(header);
    const { stride } = block.layout, cells = this.#ring.cells;
    for (let cell = 0; cell < cells; cell++) {
      const lane = this.#ring.laneOf(cell);
      const inBucket = lane % stride;
      this.#reset(block, (lane - inBucket) / stride, inBucket);
    }
    this.#f64[doubles + BlockDouble.reset] = sequence;
    block.announced = true;
    this.#frames++;
    this.#cells += cells;
  }

  #reset(block: Block, bucket: number, lane: number): void {
    const { position, layout } = block;
    const kind = layout.kinds[lane] ?? 0, slot = layout.slots[lane] ?? 0;
    if (kind === LaneKind.int) this.#i32[position.ints + bucket * layout.ints + slot] = 0;
    this.#f64[position.doubles + bucket * layout.doubles + slot] = EMPTY[kind] ?? 0;
  }
}
