import { LINE_BYTES } from "./arena.ts";
import type { Layout } from "./layout.ts";

/**
 * The block of one registered set in its worker's arena:
 *
 *     header   one cache line, see BlockWord and BlockDouble
 *     marks    one byte a bucket: something was recorded in it since the last flush
 *     i32      the int lanes, bucket by bucket
 *     f64      what the int lanes spilled, then the double lanes, bucket by bucket
 *
 * The owning worker alone writes it. Other threads read the words up to `attributes` once a frame that names the
 * block has reached them, and the rest when the owner's thread has ended.
 */
export interface BlockPosition {
  /** Offset of the block, in bytes. */
  readonly offset: number;
  /** Offset of the first mark, in bytes. */
  readonly marks: number;
  /** Index of the first int lane in an `Int32Array` over the arena. */
  readonly ints: number;
  /** Index of the first f64 in a `Float64Array` over the arena. */
  readonly doubles: number;
  /** Bytes of the whole block. */
  readonly bytes: number;
}

/** Words of a block's header, by index. */
export const BlockWord = {
  /** Offset of the worker's next block; 0 ends the list. */
  next: 0,
  /** Which set has the block, counted from one: a block is used again after its set was closed. */
  generation: 1,
  /** One of {@linkcode BlockState}. */
  state: 2,
  /** Offset of the record that holds the descriptor. */
  descriptor: 3,
  /** Offset of the record that holds the entity's and the registration's attributes. */
  attributes: 4,
  /** The buckets that the frame in flight covers: from `flightStart` up to, not including, `flightEnd`. */
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

/** What a block is in use for. */
export const BlockState = { free: 0, live: 1, closing: 2 } as const;

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

function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}

/** Where the parts of a block lie that starts at `offset`. */
export function blockAt(offset: number, layout: Layout): BlockPosition {
  const marks = offset + LINE_BYTES;
  const ints = marks + roundUp(layout.buckets, 8);
  const doubles = ints + roundUp(layout.buckets * layout.ints * 4, 8);
  const end = doubles + layout.buckets * layout.doubles * 8;
  return { offset, marks, ints: ints / 4, doubles: doubles / 8, bytes: roundUp(end - offset, LINE_BYTES) };
}
