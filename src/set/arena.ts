/**
 * The arena: the memory in which this thread's metric sets lie. There is one in each thread, made when the module
 * is loaded, because typed arrays that are constants of their module are the fastest there are on both runtimes
 * (a field that holds the array costs a quarter more, an exported one 40 % more). Where threads can't share
 * memory, it is a plain buffer and everything else stays the same.
 *
 * The pages are touched, and so placed on a NUMA node, by the thread that first writes to them: its owner.
 */

/** Bytes reserved for the arena. The operating system gives memory for the pages that are in use alone. */
export const ARENA_BYTES = 32 * 1024 * 1024;

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

let next = DISCARD_OFFSET + DISCARD_BYTES;
const released = new Map<number, number[]>();

/** `bytes`, rounded up to whole cache lines. */
export function wholeLines(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
}

/**
 * What is taken for `bytes`: whole lines, and from eight on a size that has three significant bits, so that
 * pieces of about the same size can stand in for each other. At most a quarter is more than was asked for.
 */
function sizeClass(bytes: number): number {
  const lines = Math.ceil(bytes / LINE_BYTES);
  const step = 2 ** Math.max(0, Math.floor(Math.log2(lines)) - 2);
  return Math.ceil(lines / step) * step * LINE_BYTES;
}

/**
 * Takes whole cache lines from the arena: the offset in bytes, or {@linkcode NO_SPACE}. Memory that was released
 * before is given out again as it was left.
 */
export function allocate(bytes: number): number {
  const size = sizeClass(bytes);
  const reused = released.get(size)?.pop();
  if (reused !== undefined) return reused;
  if (next + size > ARENA_BYTES) return NO_SPACE;
  const offset = next;
  next += size;
  return offset;
}

/** Gives back what {@linkcode allocate} returned for the same number of bytes. */
export function release(offset: number, bytes: number): void {
  const size = sizeClass(bytes);
  const offsets = released.get(size);
  if (offsets === undefined) released.set(size, [offset]);
  else offsets.push(offset);
}
