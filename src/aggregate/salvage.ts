import type { UnixNanos } from "../host/clock.ts";
import { blockOffsets, readBlock } from "../worker/block.ts";
import { Flusher } from "../worker/flusher.ts";
import { createRing, RING_BYTES } from "../transport/ring.ts";
import { RingReader } from "../transport/ring_reader.ts";
import { RingWriter } from "../transport/ring_writer.ts";
import type { Source } from "./source.ts";

/**
 * Takes what a worker has left in its lanes, once its thread has ended and its ring is drained: makes the flushes
 * that it can't make any more, into a ring of its own.
 */
export function salvage(
  source: Source,
  memory: ArrayBufferLike,
  root: number,
  time: UnixNanos,
  reportInvalid: (reason: number, count: number) => void,
): void {
  // Frames made here have numbers, too: what the worker itself has published ends with this one.
  const drained = source.sequence;
  const ring = createRing(RING_BYTES);
  const reader = new RingReader(ring);
  const drain = () => {
    source.drain(reader);
    reader.release();
  };
  const flusher = new Flusher(memory, new RingWriter(ring), drained);
  // The oldest first, as the worker itself would do.
  for (const offset of [...blockOffsets(memory, root)].reverse()) {
    const block = readBlock(memory, offset, time);
    flusher.recover(block, drained);
    flusher.takeInvalid(block, reportInvalid);
    while (!flusher.flushLast(block, time)) drain();
    drain();
  }
}
