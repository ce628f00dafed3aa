import { wholeVariable } from "../host/environment.ts";
import { FreeMemory } from "./free_memory.ts";

/**
 * The arena: the memory in which this thread's metric sets lie. There is one in each thread, made when the module
 * is loaded, because typed arrays that are constants of their module are the fastest there are on both runtimes
 * (a field that holds the array costs a quarter more, an exported one 40 % more). Where threads can't share
 * memory, it is a plain buffer and everything else stays the same.
 *
 * The pages are touched, and so placed on a NUMA node, by the thread that first writes to them: its owner.
 */

/**
 * MiB reserved for an arena unless told otherwise. A row of a counter and a histogram with 14 boundaries, by two
 * attributes, takes 109 bytes, so a set with the 2,000 series that it may have takes 212 KiB, and 32 MiB hold 154 of
 * them: 309,000 series. An exponential histogram takes 0.6 KiB and a page of 1 KiB for each 16 octaves of its values,
 * so 12,500 series with values of 1 ms to 1 s, which lie in two pages, fill it.
 */
const ARENA_MIB = 32;

/**
 * Bytes reserved for the arena: `PERCORE_ARENA_MIB` of the environment, since the arena is there before the program
 * could say anything. The operating system gives memory for the pages that are in use alone.
 */
export const ARENA_BYTES: number = (wholeVariable("PERCORE_ARENA_MIB", "MiB", 1, 1024) ?? ARENA_MIB) * 1024 *
  1024;

/** Sets start on a cache line of their own. */
export const LINE_BYTES = 64;

/** This thread's arena. */
export const arena: ArrayBufferLike = typeof SharedArrayBuffer === "undefined"
  ? new ArrayBuffer(ARENA_BYTES)
  : new SharedArrayBuffer(ARENA_BYTES);

/** What an allocation returns when the arena is full; never the offset of a block. */
export const NO_SPACE = 0;

/**
 * Where recordings go that belong to no bucket or to no registration: memory that all sets share and nobody reads.
 * Large enough for one bucket of the widest set.
 */
export const DISCARD_OFFSET = LINE_BYTES;
const DISCARD_BYTES = 16 * 1024;

/** The free lines of the arena. */
const free = new FreeMemory(
  (DISCARD_OFFSET + DISCARD_BYTES) / LINE_BYTES,
  (ARENA_BYTES - DISCARD_OFFSET - DISCARD_BYTES) / LINE_BYTES,
);

/** How many cache lines hold `bytes`. */
function linesOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / LINE_BYTES));
}

/** `bytes`, rounded up to whole cache lines. */
export function wholeLines(bytes: number): number {
  return linesOf(bytes) * LINE_BYTES;
}

/** Bytes of the arena that nobody has, in however many pieces. */
export function freeBytes(): number {
  return free.size * LINE_BYTES;
}

/**
 * Takes whole cache lines from the arena: the offset in bytes, or {@linkcode NO_SPACE}. Memory that was released
 * before is given out again as it was left.
 */
export function allocate(bytes: number): number {
  const line = free.take(linesOf(bytes));
  return line === undefined ? NO_SPACE : line * LINE_BYTES;
}

/** Gives back what {@linkcode allocate} returned for the same number of bytes. */
export function release(offset: number, bytes: number): void {
  free.give(offset / LINE_BYTES, linesOf(bytes));
}
