import { arena } from "../src/set/arena.ts";
import { createRing, RING_BYTES } from "../src/transport/ring.ts";
import { RingReader } from "../src/transport/ring_reader.ts";
import { RingWriter } from "../src/transport/ring_writer.ts";
import { Flusher } from "../src/worker/flusher.ts";
import { Registry } from "../src/worker/registry.ts";
import { bareLoop } from "./adding.ts";
import { BATCH, type Benchmark, expectEqual, perOperation } from "./benchmark.ts";
import { Wide } from "./sets.ts";

const ring = createRing(RING_BYTES);
const writer = new RingWriter(ring), reader = new RingReader(ring);
const flusher = new Flusher(arena, writer);
const registry = new Registry(writer, flusher);
const set = registry.register(Wide, undefined);
const touched = [3, 17, 38].map((index) => {
  const instrument = set[`field${index}`];
  // The fields of this set are computed, so that its type doesn't list them.
  if (instrument === undefined || !("increment" in instrument)) throw new Error("not a counter");
  return instrument;
});

/** A flush of one set of 40 counters of which three were added to, and the skipping of its frame. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    let flushes = 0;
    const value = await perOperation(() => {
      for (let k = 0; k < BATCH; k++) {
        for (const counter of touched) counter.increment();
        registry.flush(k);
        while (reader.next());
        reader.release();
      }
      flushes += BATCH;
    });
    expectEqual("the number of cells", flusher.cells, flushes * touched.length);
    return { value, floor: await bareLoop(), peers: {} };
  },
};
