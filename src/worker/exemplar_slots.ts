import type { Chunk } from "../set/block.ts";
import { SLOT_WORDS, SlotWord } from "../set/exemplar_slot.ts";
import type { Layout } from "../set/layout.ts";
import type { RingWriter } from "../transport/ring_writer.ts";

/** Index of the first word of a row's first slot. */
function firstSlot({ chunkRows, exemplars }: Layout, chunk: Chunk, row: number): number {
  return chunk.exemplars + (row % chunkRows) * exemplars * SLOT_WORDS;
}

/** Copies the exemplars of a row, which lies in `chunk` of the arena `words`, into the frame that was begun. */
export function copyExemplars(
  words: Uint32Array,
  layout: Layout,
  chunk: Chunk,
  row: number,
  ring: RingWriter,
): void {
  let slot = firstSlot(layout, chunk, row);
  for (const { exemplars, exemplarLane } of layout.withExemplars) {
    for (let i = 0; i < exemplars; i++) {
      if (words[slot + SlotWord.next] !== 0) ring.addExemplar(row, exemplarLane + i, words, slot);
      slot += SLOT_WORDS;
    }
  }
}

/** Empties the exemplar slots of a row: a new window begins. */
export function resetExemplars(words: Uint32Array, layout: Layout, chunk: Chunk, row: number): void {
  const first = firstSlot(layout, chunk, row), end = first + layout.exemplars * SLOT_WORDS;
  for (let slot = first; slot < end; slot += SLOT_WORDS) {
    words[slot + SlotWord.seen] = 0;
    words[slot + SlotWord.next] = 0;
  }
}
