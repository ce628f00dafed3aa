/** What the benchmarks of flushing have in common: one worker's sets, and a ring that is read now and then. */
import type { Counter } from "@percore/telemetry";
import { arena } from "../src/set/arena.ts";
import { createRing, RING_BYTES } from "../src/transport/ring.ts";
import { RingReader } from "../src/transport/ring_reader.ts";
import { RingWriter } from "../src/transport/ring_writer.ts";
import { Flusher } from "../src/worker/flusher.ts";
import { Registry } from "../src/worker/registry.ts";
import { expectEqual, perOperation } from "./benchmark.ts";

/** Frames that are in the ring when it is read: a reader that wakes up finds those of many sets. */
const DRAINED = 64;

/**
 * Nanoseconds of adding to counters and flushing their sets; the frames are skipped {@linkcode DRAINED} at a time.
 *
 * @param touched Registers the sets; the counters, each in a cell of its own, that are added to before each flush.
 * @param operations Flushes in one sample.
 */
export async function perFlush(
  touched: (registry: Registry) => readonly Counter[],
  operations: number,
): Promise<number> {
  const ring = createRing(RING_BYTES);
  const writer = new RingWriter(ring), reader = new RingReader(ring);
  const flusher = new Flusher(arena, writer);
  const registry = new Registry(writer, flusher);
  const counters = touched(registry);
  let flushes = 0;
  const value = await perOperation(() => {
    for (let k = 0; k < operations; k++) {
      for (const counter of counters) counter.increment();
      registry.flush(k);
      if (k % DRAINED !== 0) continue;
      while (reader.next());
      reader.release();
    }
    flushes += operations;
  }, operations);
  expectEqual("the number of cells", flusher.cells, flushes * counters.length);
  return value;
}
