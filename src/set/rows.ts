import { allocate, arena, DISCARD_OFFSET, NO_SPACE, release } from "./arena.ts";
import {
  ABSENT_KEY,
  blockBytes,
  BlockWord,
  type Chunk,
  chunkAt,
  chunkBytes,
  HEADER_BYTES,
  Invalid,
  OVERFLOW_KEY,
} from "./block.ts";
import { dictionaryOf } from "./bounded_values.ts";
import type { MetricSetDescriptor } from "./descriptor.ts";
import { SLOT_WORDS } from "./exemplar_slot.ts";
import { releasePages } from "./exponential_pages.ts";
import { countRefusal, type RowPlace } from "./instrument.ts";
import { EMPTY, type Layout } from "./layout.ts";
import { indicesOf, lowTuples } from "./tuple_code.ts";
import { TupleTable } from "./tuple_table.ts";
import { bindView, createView, type View } from "./views.ts";

const u8 = new Uint8Array(arena);
const u32 = new Uint32Array(arena);
const f64 = new Float64Array(arena);

/** A row that nobody reads: for what belongs to no row, and for what comes after the end. */
const DISCARDED: RowPlace = {
  block: 0,
  ints: DISCARD_OFFSET / 4,
  tables: 0,
  doubles: DISCARD_OFFSET / 8,
  exemplars: 0,
  mark: DISCARD_OFFSET,
};

/**
 * The rows of one registered set, and the instruments of each. A row is made when its tuple of attribute values is
 * first asked for; beyond the set's budget, and for values beyond their bound, there is one row for all.
 */
export class Rows {
  readonly #descriptor: MetricSetDescriptor;
  readonly #layout: Layout;
  /** Offset of the block; 0 without one. */
  readonly #block: number;
  /** Dense storage: views by tuple, up to the last that was asked for. */
  readonly #dense: (View | undefined)[] = [];
  readonly #lowTuples: number;
  /** Table storage: views by tuple. */
  readonly #table: TupleTable<View> | undefined;
  #views: View[] = [];
  readonly #chunks: Chunk[];
  #overflow: View | undefined;
  #discarded: View | undefined;
  #closed: boolean;

  /** Without a block (0), nothing is ever recorded. */
  constructor(descriptor: MetricSetDescriptor, layout: Layout, block: number) {
    this.#descriptor = descriptor;
    this.#layout = layout;
    this.#block = block;
    this.#closed = block === 0;
    this.#lowTuples = lowTuples(layout.digits);
    this.#table = layout.table ? new TupleTable() : undefined;
    const own = block !== 0 && layout.rows === 1 ? chunkAt(block + HEADER_BYTES, layout) : undefined;
    this.#chunks = own === undefined ? [] : [own];
    if (own !== undefined) this.#link(own, undefined);
  }

  /** The chunks that the rows lie in. */
  get chunks(): readonly Chunk[] {
    return this.#chunks;
  }

  /** With dense storage, the instruments of each tuple that they were made for. The array stays the same. */
  get dense(): readonly (View | undefined)[] {
    return this.#dense;
  }

  /** With table storage, the instruments of each tuple that has a row. */
  get table(): TupleTable<View> | undefined {
    return this.#table;
  }

  /** The instruments of a tuple: an array load or a look-up among integers, once they were made. */
  at(low: number, high: number): View {
    const view = this.#table === undefined
      ? this.#dense[low + high * this.#lowTuples]
      : this.#table.get(low, high);
    return view ?? this.#make(low, high);
  }

  /** Instruments that record nothing, for an attribute value that the set doesn't have. The miss is counted. */
  unknown(): View {
    if (!this.#closed) {
      countRefusal(this.#block, Invalid.unknownAttribute, `metric set ${this.#descriptor.name}`);
    }
    return this.#discard();
  }

  /** Lets go of the rows: all instruments, also those that the program keeps, record nothing from now on. */
  close(): void {
    this.#closed = true;
    for (const view of this.#views) bindView(view, this.#layout, DISCARDED);
  }

  /** Gives all memory back, once nobody reads it any more. */
  release(): void {
    for (const chunk of this.#chunks) {
      releasePages(this.#layout, chunk);
      if (this.#layout.rows > 1) release(chunk.offset, chunkBytes(this.#layout));
    }
    release(this.#block, blockBytes(this.#layout));
  }

  #discard(): View {
    this.#discarded ??= createView(this.#layout, DISCARDED);
    return this.#discarded;
  }

  #make(low: number, high: number): View {
    if (this.#closed) return this.#discard();
    const keys = this.#keysOf(indicesOf(this.#layout.digits, low, high));
    if (keys === undefined) return this.unknown();
    const beyond = keys.includes(OVERFLOW_KEY);
    const view = (beyond ? undefined : this.#addRow(keys)) ?? this.#overflowView();
    // Without memory there is no row now, but there may be one later.
    if (view === undefined) return this.unknown();
    // A set without attributes asks once.
    if (this.#layout.rows === 1) return view;
    if (this.#table === undefined) {
      // What has no row for lack of memory may have one later.
      if (view === this.#overflow && !beyond) return view;
      const tuple = low + high * this.#lowTuples;
      while (this.#dense.length <= tuple) this.#dense.push(undefined);
      this.#dense[tuple] = view;
    } else if (view !== this.#overflow) {
      // What is beyond the budget isn't remembered: there is no end of it.
      this.#table.add(low, high, view);
    }
    return view;
  }

  /** The key of each attribute; nothing when one of them is no value of its attribute. */
  #keysOf(indices: readonly number[]): number[] | undefined {
    let known = true;
    const keys = this.#descriptor.attributes.measurement.map(({ key, type, bound, optional = false }, i) => {
      const radix = this.#layout.radix[i] ?? 1, index = indices[i] ?? 0;
      if (optional && index === radix - 1) return ABSENT_KEY;
      if (index === bound) return OVERFLOW_KEY;
      if (bound !== undefined && (type === "string" || type === "int")) {
        known &&= index < dictionaryOf({ key, type, bound }).size;
      }
      return index;
    });
    return known ? keys : undefined;
  }

  #overflowView(): View | undefined {
    this.#overflow ??= this.#addRow(this.#layout.radix.map(() => OVERFLOW_KEY));
    return this.#overflow;
  }

  #addRow(keys: readonly number[]): View | undefined {
    const { rows, chunkRows } = this.#layout, row = this.#views.length;
    const reserved = this.#overflow === undefined && keys[0] !== OVERFLOW_KEY ? 1 : 0;
    if (rows > 1 && row + reserved >= rows) return undefined;
    if (row >= this.#chunks.length * chunkRows && !this.#allocateChunk()) return undefined;
    const chunk = this.#chunks[Math.floor(row / chunkRows)], inChunk = row % chunkRows;
    if (chunk === undefined) return undefined;
    u32.set(keys, chunk.keys + inChunk * keys.length);
    const view = createView(this.#layout, {
      block: this.#block,
      ints: chunk.ints + inChunk * this.#layout.ints,
      tables: chunk.ints + inChunk * this.#layout.ints + this.#layout.tables,
      doubles: chunk.doubles + inChunk * this.#layout.doubles,
      exemplars: chunk.exemplars + inChunk * this.#layout.exemplars * SLOT_WORDS,
      mark: chunk.marks + inChunk,
    });
    // An array that is made with an item has room for that; one that begins empty grows to 17 at once.
    if (row === 0) this.#views = [view];
    else this.#views.push(view);
    return view;
  }

  #allocateChunk(): boolean {
    const offset = allocate(chunkBytes(this.#layout));
    if (offset === NO_SPACE) return false;
    const chunk = chunkAt(offset, this.#layout);
    this.#link(chunk, this.#chunks.at(-1));
    this.#chunks.push(chunk);
    return true;
  }

  /** Makes a chunk empty and then, with one store, part of the block. */
  #link(chunk: Chunk, last: Chunk | undefined): void {
    const { kinds, slots, doubles, chunkRows } = this.#layout;
    u8.fill(0, chunk.offset, chunk.offset + chunkBytes(this.#layout));
    for (let row = 0; row < chunkRows; row++) {
      kinds.forEach((kind, lane) => {
        const empty = EMPTY[kind] ?? 0;
        if (empty !== 0) f64[chunk.doubles + row * doubles + (slots[lane] ?? 0)] = empty;
      });
    }
    u32[last === undefined ? this.#block / 4 + BlockWord.chunks : last.offset / 4] = chunk.offset;
  }
}
