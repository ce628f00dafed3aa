import { allocate, arena, NO_SPACE, release } from "./arena.ts";
import type { Chunk } from "./block.ts";
import { maxIndex, minIndex } from "./exponential_index.ts";
import type { Layout } from "./layout.ts";

/**
 * The counts of an exponential histogram: pages of 256 neighbouring buckets each, made when a value falls into
 * them, so that memory follows the range of the values. A *table* holds, for each page of the whole range of
 * doubles at the histogram's scale, the index of the page's first count in a `Uint32Array` over the arena; 0 for none.
 */

const u32 = new Uint32Array(arena);

/** log2 of {@linkcode PAGE_COUNTS}. */
export const PAGE_BITS = 8;
/** Counts of a page. */
export const PAGE_COUNTS = 2 ** PAGE_BITS;
const PAGE_BYTES = PAGE_COUNTS * 4;

/** How many pages the whole range has. The first bucket of the first page is that of the smallest double. */
export function pagesOf(scale: number): number {
  return Math.ceil((maxIndex(scale) - minIndex(scale) + 1) / PAGE_COUNTS);
}

/** Takes memory for a table: its index in a `Uint32Array`, or 0. */
export function allocateTable(scale: number): number {
  return allocateWords(pagesOf(scale));
}

/** Takes memory for a page: its index in a `Uint32Array`, or 0. */
export function allocatePage(): number {
  return allocateWords(PAGE_COUNTS);
}

function allocateWords(words: number): number {
  const offset = allocate(words * 4);
  if (offset === NO_SPACE) return 0;
  u32.fill(0, offset / 4, offset / 4 + words);
  return offset / 4;
}

/** Gives the tables and pages of a chunk's rows back. */
export function releasePages(layout: Layout, chunk: Chunk): void {
  for (const { exponential, scale } of layout.exponentials) {
    for (let row = 0; row < layout.chunkRows; row++) {
      for (const sign of [0, 1]) {
        const word = chunk.ints + row * layout.ints + layout.tables + exponential * 2 + sign;
        releaseTable(u32[word] ?? 0, pagesOf(scale));
        u32[word] = 0;
      }
    }
  }
}

function releaseTable(table: number, pages: number): void {
  if (table === 0) return;
  for (let page = 0; page < pages; page++) {
    const index = u32[table + page] ?? 0;
    if (index !== 0) release(index * 4, PAGE_BYTES);
  }
  release(table * 4, pages * 4);
}
