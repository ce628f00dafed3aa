import { BlockDouble, BlockWord, type Chunk, INVALID_REASONS } from "../set/block.ts";
import { PAGE_COUNTS, pagesOf } from "../set/exponential_pages.ts";
import { EMPTY, isInt, LaneKind, type Layout } from "../set/layout.ts";
import { wholePast } from "../set/observed.ts";
import { EXEMPLAR_CELLS, FrameKind } from "../transport/frame.ts";
import type { RingWriter } from "../transport/ring_writer.ts";
import type { Block } from "./block.ts";
import { copyExemplars, resetExemplars } from "./exemplar_slots.ts";

/** A mutable frame header, so that a flush allocates none. */
interface Header {
  block: number;
  generation: number;
  kind: FrameKind;
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
 *  2. the block's header says which rows the frame covers and, `written`, its sequence number;
 *  3. the ring's position is published: from here on the cells are the reader's;
 *  4. the rows are reset, then the header says so: `reset` is the sequence number.
 *
 * A worker that ended between 2 and 4 left `written` ahead of `reset`. Whether step 3 was reached is what the
 * reader knows: {@linkcode Flusher.recover} finishes step 4 if it was, and forgets the frame if it wasn't.
 *
 * Step 4 may be done twice: it takes a row to the same state however much of it was done before.
 */
export class Flusher {
  readonly #u8: Uint8Array;
  readonly #i32: Int32Array;
  readonly #u32: Uint32Array;
  readonly #f64: Float64Array;
  readonly #ring: RingWriter;
  readonly #header: Header = {
    block: 0,
    generation: 0,
    kind: FrameKind.cells,
    sequence: 0,
    start: 0,
    end: 0,
  };
  /** The rows of the frame in the making. */
  readonly #rows: number[] = [];
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
   * Publishes all that is recorded in a block, in as many frames as it takes, at a time. False when the ring is
   * full: what was not published is still in its lanes.
   */
  flush(block: Block, time: number): boolean {
    // Windows never run backwards, also when the clock does.
    const end = Math.max(time, block.windowStart);
    let row = this.#marked(block, 0);
    // A set of which nothing is recorded yet is announced by a frame without rows.
    if (row < 0 && !block.announced) row = block.layout.rows;
    while (row >= 0) {
      const next = this.#publish(block, row, end, false);
      if (next < 0) return false;
      row = this.#marked(block, next);
    }
    block.windowStart = end;
    return true;
  }

  /** As {@linkcode flush}, followed by a frame that says that it is the set's last. */
  flushLast(block: Block, end: number): boolean {
    return this.flush(block, end) && this.#publish(block, block.layout.rows, block.windowStart, true) >= 0;
  }

  /** Takes the numbers of refused recordings from a block's header, by reason. */
  takeInvalid(block: Block, report: (reason: number, count: number) => void): void {
    const first = block.offset / 4 + BlockWord.invalid;
    for (let reason = 0; reason < INVALID_REASONS; reason++) {
      const count = this.#u32[first + reason] ?? 0;
      if (count === 0) continue;
      this.#u32[first + reason] = 0;
      report(reason, count);
    }
  }

  /** Puts a dead worker's block into a whole state; `drained` is the sequence number of its last frame that was read. */
  recover(block: Block, drained: number): void {
    const words = block.offset / 4, doubles = block.offset / 8;
    const written = this.#f64[doubles + BlockDouble.written] ?? 0;
    if (written !== this.#f64[doubles + BlockDouble.reset] && written <= drained) {
      const start = this.#u32[words + BlockWord.flightStart] ?? 0,
        end = this.#u32[words + BlockWord.flightEnd] ?? 0;
      if (end === 0) this.#u32.fill(0, start, start + PAGE_COUNTS);
      else this.#resetRows(block, start, end);
    }
    this.#f64[doubles + BlockDouble.reset] = written;
    this.#finishTotals(block);
  }

  /** Totals that were beginning anew when the worker ended have done so. */
  #finishTotals(block: Block): void {
    const { layout } = block,
      totals = layout.doubleLanes.filter((lane) => layout.kinds[lane] === LaneKind.total);
    if (totals.length === 0) return;
    for (let row = this.#marked(block, 0); row >= 0; row = this.#marked(block, row + 1)) {
      const doubles = this.#chunkOf(block, row).doubles + (row % layout.chunkRows) * layout.doubles;
      for (const lane of totals) {
        const total = doubles + (layout.slots[lane] ?? 0);
        this.#f64[doubles + (layout.slots[lane + 1] ?? 0)] = wholePast(this.#f64, total);
      }
    }
  }

  /** The first row at or after `from` that is marked; -1 if there is none. */
  #marked({ chunks, layout: { chunkRows } }: Block, from: number): number {
    const u8 = this.#u8, f64 = this.#f64;
    let c = Math.floor(from / chunkRows), row = from - c * chunkRows;
    for (; c < chunks.length; c++, row = 0) {
      const marks = chunks[c]?.marks ?? 0;
      while (row < chunkRows) {
        // Marks begin at a multiple of eight bytes, and so does what follows them: none of eight is set where a double is 0.
        if ((row & 7) === 0 && f64[(marks + row) / 8] === 0) row += 8;
        else if (u8[marks + row] === 1) return c * chunkRows + row;
        else row++;
      }
    }
    return -1;
  }

  /** Publishes one frame with the marked rows from `first` on. The first row after it, or -1: no room. */
  #publish(block: Block, first: number, end: number, last: boolean): number {
    const { rows } = block.layout, { maxCells } = this.#ring;
    let after = first, cells = 0, count = 0;
    for (let row = first; row >= 0 && row < rows; row = this.#marked(block, row + 1)) {
      let most = this.#mostCells(block, row);
      if (most > maxCells) {
        // A row with that many buckets is rare: its pages go ahead, in frames of their own.
        if (!this.#publishPages(block, row, end)) return -1;
        most = rowCells(block.layout);
      }
      if (cells + most > maxCells) break;
      cells += most;
      this.#rows[count++] = row;
      after = row + 1;
    }
    if (!this.#ring.begin(cells)) return -1;
    for (let i = 0; i < count; i++) this.#copy(block, this.#rows[i] ?? 0);
    if (block.layout.exemplars > 0) this.#copyExemplars(block, count);
    if (this.#ring.cells + this.#ring.exemplars > 0 || !block.announced || last) {
      this.#send(block, first, after, end, last);
    }
    this.#resetPublished(block, count);
    this.#land(block);
    return after;
  }

  /** How many cells a row can have at most, with what its exemplars take. */
  #mostCells(block: Block, row: number): number {
    let most = rowCells(block.layout);
    if (block.layout.exponentials.length === 0) return most;
    this.#eachPage(block, row, (page) => {
      for (let count = page; count < page + PAGE_COUNTS; count++) if (this.#u32[count] !== 0) most++;
    });
    return most;
  }

  #publishPages(block: Block, row: number, end: number): boolean {
    let whole = true;
    this.#eachPage(block, row, (page, lane) => {
      if (!whole || !this.#ring.begin(PAGE_COUNTS)) {
        whole = false;
        return;
      }
      this.#copyPage(row, page, lane);
      if (this.#ring.cells > 0) this.#send(block, page, 0, end, false);
      this.#u32.fill(0, page, page + PAGE_COUNTS);
      this.#land(block);
    });
    return whole;
  }

  #copy(block: Block, row: number): void {
    const { layout } = block, { intLanes, growing, spills, doubleLanes, kinds, slots } = layout;
    const chunk = this.#chunkOf(block, row), inChunk = row % layout.chunkRows;
    const ints = chunk.ints + inChunk * layout.ints, doubles = chunk.doubles + inChunk * layout.doubles;
    const i32 = this.#i32, u32 = this.#u32, f64 = this.#f64, ring = this.#ring;
    for (let slot = 0; slot < growing; slot++) {
      // Two lanes that are 0 are a double that is 0, too; a lane that only grows is never the sign of -0.
      if ((slot & 1) === 0 && slot + 1 < growing && f64[(ints + slot) / 2] === 0) {
        slot++;
        continue;
      }
      const small = i32[ints + slot] ?? 0;
      if (small !== 0) ring.add(row, intLanes[slot] ?? 0, (f64[doubles + slot] ?? 0) + small);
    }
    for (let slot = growing; slot < spills; slot++) {
      const small = i32[ints + slot] ?? 0, spilled = f64[doubles + slot] ?? 0;
      if (small !== 0 || spilled !== 0) ring.add(row, intLanes[slot] ?? 0, spilled + small);
    }
    for (let slot = spills; slot < intLanes.length; slot++) {
      const count = u32[ints + slot] ?? 0;
      if (count !== 0) ring.add(row, intLanes[slot] ?? 0, count);
    }
    for (let i = 0; i < doubleLanes.length; i++) {
      const lane = doubleLanes[i] ?? 0, value = f64[doubles + (slots[lane] ?? 0)] ?? NaN;
      // NaN, which stands for "not recorded" in some lanes, differs from itself.
      if (value !== EMPTY[kinds[lane] ?? 0] && value === value) ring.add(row, lane, value);
    }
    if (layout.exponentials.length > 0) {
      this.#eachPage(block, row, (page, lane) => this.#copyPage(row, page, lane));
    }
  }

  #copyExemplars(block: Block, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = this.#rows[i] ?? 0;
      copyExemplars(this.#u32, block.layout, this.#chunkOf(block, row), row, this.#ring);
    }
  }

  #copyPage(row: number, page: number, lane: number): void {
    for (let i = 0; i < PAGE_COUNTS; i++) {
      const count = this.#u32[page + i] ?? 0;
      if (count !== 0) this.#ring.add(row, lane + i, count);
    }
  }

  #send(block: Block, first: number, after: number, end: number, last: boolean): void {
    const words = block.offset / 4;
    const header = this.#header, sequence = ++this.#sequence;
    header.block = block.offset;
    header.generation = block.generation;
    header.kind = last ? FrameKind.last : FrameKind.cells;
    header.sequence = sequence;
    header.start = block.windowStart;
    header.end = end;
    this.#u32[words + BlockWord.flightStart] = first;
    this.#u32[words + BlockWord.flightEnd] = after;
    this.#f64[block.offset / 8 + BlockDouble.written] = sequence;
    this.#ring.publish(header);
    block.announced = true;
    this.#frames++;
    this.#cells += this.#ring.cells;
  }

  /** The frame in flight is published, and its cells are reset. */
  #land(block: Block): void {
    const doubles = block.offset / 8;
    this.#f64[doubles + BlockDouble.reset] = this.#f64[doubles + BlockDouble.written] ?? 0;
  }

  /** Resets the cells of the frame that was published, and the marks of its rows. */
  #resetPublished(block: Block, count: number): void {
    const { layout } = block, { stride, kinds, slots, spills, chunkRows } = layout;
    const u8 = this.#u8, i32 = this.#i32, f64 = this.#f64, ring = this.#ring;
    let cell = 0;
    for (let i = 0; i < count; i++) {
      const row = this.#rows[i] ?? 0, chunk = this.#chunkOf(block, row), inChunk = row % chunkRows;
      const ints = chunk.ints + inChunk * layout.ints, doubles = chunk.doubles + inChunk * layout.doubles;
      for (; cell < ring.cells && ring.rowAt(cell) === row; cell++) {
        const lane = ring.laneAt(cell);
        if (lane >= stride) continue;
        const kind = kinds[lane] ?? 0, slot = slots[lane] ?? 0;
        if (isInt(kind)) i32[ints + slot] = 0;
        if (!isInt(kind) || slot < spills) f64[doubles + slot] = EMPTY[kind] ?? 0;
      }
      if (layout.exponentials.length > 0) this.#resetPages(block, row);
      if (layout.exemplars > 0) resetExemplars(this.#u32, layout, chunk, row);
      u8[chunk.marks + inChunk] = 0;
    }
  }

  #resetRows(block: Block, first: number, after: number): void {
    for (let row = this.#marked(block, first); row >= 0 && row < after; row = this.#marked(block, row + 1)) {
      this.#resetRow(block, row);
    }
  }

  #resetRow(block: Block, row: number): void {
    const { layout } = block, { intLanes, spills, doubleLanes, kinds, slots } = layout;
    const chunk = this.#chunkOf(block, row), inChunk = row % layout.chunkRows;
    const ints = chunk.ints + inChunk * layout.ints, doubles = chunk.doubles + inChunk * layout.doubles;
    const i32 = this.#i32, f64 = this.#f64;
    for (let slot = 0; slot < intLanes.length; slot++) i32[ints + slot] = 0;
    for (let slot = 0; slot < spills; slot++) f64[doubles + slot] = 0;
    for (let i = 0; i < doubleLanes.length; i++) {
      const lane = doubleLanes[i] ?? 0;
      f64[doubles + (slots[lane] ?? 0)] = EMPTY[kinds[lane] ?? 0] ?? 0;
    }
    if (layout.exponentials.length > 0) this.#resetPages(block, row);
    if (layout.exemplars > 0) resetExemplars(this.#u32, layout, chunk, row);
    this.#u8[chunk.marks + inChunk] = 0;
  }

  #resetPages(block: Block, row: number): void {
    this.#eachPage(block, row, (page) => this.#u32.fill(0, page, page + PAGE_COUNTS));
  }

  /** Calls `visit` with the index of each page of a row's exponential histograms, and the lane of its first count. */
  #eachPage(block: Block, row: number, visit: (page: number, lane: number) => void): void {
    const { layout } = block, chunk = this.#chunkOf(block, row);
    const tables = chunk.ints + (row % layout.chunkRows) * layout.ints + layout.tables;
    for (const field of layout.exponentials) {
      const pages = pagesOf(field.scale);
      for (let sign = 0; sign < 2; sign++) {
        const table = this.#u32[tables + field.exponential * 2 + sign] ?? 0;
        for (let i = 0; table !== 0 && i < pages; i++) {
          const page = this.#u32[table + i] ?? 0;
          if (page !== 0) visit(page, field.firstCount + (sign * pages + i) * PAGE_COUNTS);
        }
      }
    }
  }

  #chunkOf(block: Block, row: number): Chunk {
    const chunk = block.chunks[Math.floor(row / block.layout.chunkRows)];
    if (chunk === undefined) throw new RangeError(`no row ${row}`);
    return chunk;
  }
}

/** The cells of a row whose exponential histograms are empty, and the room of its exemplars. */
function rowCells({ stride, exemplars }: Layout): number {
  return stride + exemplars * EXEMPLAR_CELLS;
}
