import { LINE_BYTES, wholeLines } from "./arena.ts";
import { SLOT_WORDS } from "./exemplar_slot.ts";
import type { Layout } from "./layout.ts";

/**
 * A registered set in its worker's arena: a *block*, which is a header, and *chunks* of rows that it is followed by
 * or refers to.
 *
 *     header   one cache line, see BlockWord and BlockDouble
 *     chunk    next chunk, 0 for none; unused
 *              keys: for each row, the index of each measurement attribute
 *              marks: for each row a byte: something was recorded in it since the last flush
 *              i32: for each row the int lanes, the counts, and where exponential histograms have their pages
 *              f64: for each row what the int lanes spilled, then the double lanes
 *              exemplars: for each row its slots, see exemplar_slot.ts
 *
 * A set without measurement attributes has one row, in a chunk right behind the header. Others get their rows when
 * they are first recorded in, chunk by chunk.
 *
 * The owning worker alone writes all this. Other threads read the header's words up to `chunks` and the keys of
 * a row once a frame that names them has reached them, and the rest when the owner's thread has ended.
 */
export const BlockWord = {
  /** Offset of the worker's next block; 0 ends the list. */
  next: 0,
  /** Which set has the block, counted from one: a block is used again after its set was closed. */
  generation: 1,
  /** Offset of the record that holds the descriptor. */
  descriptor: 2,
  /** Offset of the record that holds the entity's and the registration's attributes. */
  attributes: 3,
  /** Offset of the first chunk; 0 for none. */
  chunks: 4,
  /**
   * What the frame in flight covers: the rows from `flightStart` up to, not including, `flightEnd`; or, when
   * `flightEnd` is 0, the page of an exponential histogram whose first count has the index `flightStart`.
   */
  flightStart: 5,
  flightEnd: 10,
  /** Recordings that were refused, a word for each {@linkcode Invalid} reason. */
  invalid: 11,
} as const;

/** Doubles of a block's header, by index. */
export const BlockDouble = {
  /** Sequence number of the last frame that was written, perhaps not yet published. */
  written: 3,
  /** Sequence number of the last frame whose cells were all reset afterwards. */
  reset: 4,
} as const;

/** Why a recording was refused; the indices are those of `percore.invalid.reason` in percore's own schema. */
export const Invalid = {
  notANumber: 0,
  negative: 1,
  fraction: 2,
  outOfRange: 3,
  unknownAttribute: 4,
} as const;
/** One of the reasons of {@linkcode Invalid}. */
export type Invalid = (typeof Invalid)[keyof typeof Invalid];
/** How many reasons there are. */
export const INVALID_REASONS = 5;

/** The most that an int lane may have spilled: with what its i32 holds, the sum of a window stays exact. */
export const SPILL_LIMIT = Number.MAX_SAFE_INTEGER - 2 ** 31;

/** The key of an attribute that was not given. */
export const ABSENT_KEY = 0xffffffff;
/** All keys of the row that takes what is beyond a bound or the budget. */
export const OVERFLOW_KEY = 0xfffffffe;

/** Bytes of a block's header. */
export const HEADER_BYTES = LINE_BYTES;

const CHUNK_HEADER_BYTES = 8;

/** Where the parts of a chunk lie. */
export interface Chunk {
  /** Offset in bytes; its first word is the offset of the next chunk. */
  readonly offset: number;
  /** Index of the first key in a `Uint32Array` over the arena. */
  readonly keys: number;
  /** Offset of the first mark, in bytes; divisible by eight. */
  readonly marks: number;
  /** Index of the first i32 in an `Int32Array` over the arena. */
  readonly ints: number;
  /** Index of the first f64 in a `Float64Array` over the arena. */
  readonly doubles: number;
  /** Index of the first word of the first exemplar slot in a `Uint32Array` over the arena; even. */
  readonly exemplars: number;
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** The chunk that lies at an offset. */
export function chunkAt(offset: number, layout: Layout): Chunk {
  const { chunkRows, radix, ints } = layout;
  const keys = offset + CHUNK_HEADER_BYTES;
  const marks = align(keys + chunkRows * radix.length * 4);
  const firstInt = align(marks + chunkRows);
  const doubles = align(firstInt + chunkRows * ints * 4);
  const exemplars = doubles + chunkRows * layout.doubles * 8;
  return {
    offset,
    keys: keys / 4,
    marks,
    ints: firstInt / 4,
    doubles: doubles / 8,
    exemplars: exemplars / 4,
  };
}

/** Bytes of a chunk. */
export function chunkBytes(layout: Layout): number {
  return (chunkAt(0, layout).exemplars + layout.chunkRows * layout.exemplars * SLOT_WORDS) * 4;
}

/** Bytes of a block: the header, and the chunk behind it if the set has one row alone. */
export function blockBytes(layout: Layout): number {
  return wholeLines(HEADER_BYTES + (layout.rows === 1 ? chunkBytes(layout) : 0));
}
