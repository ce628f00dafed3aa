import { blockAt, type BlockPosition, BlockWord } from "../set/block.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import { type Layout, layoutOf } from "../set/layout.ts";
import { recordText } from "./record.ts";

/** A registered set as a flush sees it. */
export interface Block {
  readonly position: BlockPosition;
  readonly layout: Layout;
  readonly generation: number;
  /** Where the next window begins, Unix nanoseconds. */
  windowStart: number;
  /** Whether a frame of the set was published, so that the reader knows of it. */
  announced: boolean;
}

/** The offsets of a worker's blocks, from the list that begins at its root. */
export function* blockOffsets(memory: ArrayBufferLike, root: number): Generator<number> {
  const words = new Uint32Array(memory);
  let offset = words[root / 4] ?? 0;
  while (offset !== 0) {
    yield offset;
    offset = words[offset / 4 + BlockWord.next] ?? 0;
  }
}

/** Reads what a block's header says of it, from any worker's arena. */
export function readBlock(memory: ArrayBufferLike, offset: number, windowStart: number): Block {
  const words = new Uint32Array(memory, offset);
  const text = recordText(memory, words[BlockWord.descriptor] ?? 0);
  // Written by writeRecord() from a descriptor: the two threads run the same version of percore.
  const layout = layoutOf(JSON.parse(text) as MetricSetDescriptor);
  return {
    position: blockAt(offset, layout),
    layout,
    generation: words[BlockWord.generation] ?? 0,
    windowStart,
    announced: false,
  };
}
