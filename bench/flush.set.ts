import { bareLoop } from "./adding.ts";
import { BATCH, type Benchmark } from "./benchmark.ts";
import { perFlush } from "./flushing.ts";
import { Wide } from "./sets.ts";

/** A flush of one set of 40 counters of which three were added to, and the skipping of its frame. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    const value = await perFlush((registry) => {
      const set = registry.register(Wide, undefined);
      return [3, 17, 38].map((index) => {
        const instrument = set[`field${index}`];
        // The fields of this set are computed, so that its type doesn't list them.
        if (instrument === undefined || !("increment" in instrument)) throw new Error("not a counter");
        return instrument;
      });
    }, BATCH);
    return { value, floor: await bareLoop(), peers: {} };
  },
};
