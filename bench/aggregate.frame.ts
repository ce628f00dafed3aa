import { bareLoop } from "./adding.ts";
import { type Benchmark, perCall } from "./benchmark.ts";
import { FRAMES, handledFrames } from "./frames.ts";

/** Draining a frame of 8 cells, and merging it into one reader's values. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    const { record, drain, expectAll } = handledFrames();
    const milliseconds = await perCall(record, drain, { rounds: 300 });
    expectAll();
    return { value: milliseconds * 1e6 / FRAMES, floor: await bareLoop(), peers: {} };
  },
};
