import { BlockWord, type Chunk, chunkAt, HEADER_BYTES } from "../set/block.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import { type Layout, layoutOf } from "../set/layout.ts";
import { recordText } from "../set/record.ts";

/** A registered set as a flush sees it. */
export interface Block {
  /** Offset in the arena, in bytes. */
  readonly offset: number;
  readonly layout: Layout;
  readonly generation: number;
  /** Where its rows lie; grows with them. */
  readonly chunks: readonly Chunk[];
  /** Where the next window begins, Unix nanoseconds. */
  windowStart: number;
  /** Whether a frame of the set was published, so that the reader knows of it. */
  announced: boolean;
}

/** The offsets of a worker's blocks, from the list that begins at its root. */
export function* blockOffsets(memory: ArrayBufferLike, root: number): Generator<number> {
  const words = new Uint32Array(memory);
  let offset = words[root / 4] ?? 0;
  // A list that was overwritten may run in a circle, but not be longer than the memory.
  for (let left = memory.byteLength / HEADER_BYTES; offset !== 0 && left > 0; left--) {
    yield offset;
    offset = words[offset / 4 + BlockWord.next] ?? 0;
  }
}

/** The chunks of a block, from the list that begins in its header. */
export function* chunksOf(memory: ArrayBufferLike, block: number, layout: Layout): Generator<Chunk> {
  const words = new Uint32Array(memory);
  let offset = words[block / 4 + BlockWord.chunks] ?? 0;
  for (let left = layout.rows; offset !== 0 && left > 0; left--) {
    yield chunkAt(offset, layout);
    offset = words[offset / 4] ?? 0;
  }
}

/** Reads what a block's header says of it, from the arena of a worker that has ended. */
export function readBlock(memory: ArrayBufferLike, offset: number, windowStart: number): Block {
  const words = new Uint32Array(memory, offset);
  const text = recordText(memory, words[BlockWord.descriptor] ?? 0);
  // Written by writeRecord() from a descriptor: the two threads run the same version of percore.
  const layout = layoutOf(JSON.parse(text) as MetricSetDescriptor);
  return {
    offset,
    layout,
    generation: words[BlockWord.generation] ?? 0,
    chunks: [...chunksOf(memory, offset, layout)],
    windowStart,
    announced: false,
  };
}
