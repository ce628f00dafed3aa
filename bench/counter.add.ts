import { bareLoop, counterAdd, peersAdd } from "./adding.ts";
import type { Benchmark } from "./benchmark.ts";

/** An int counter's `add()`, over 64 counters in turn; the peers add with two labels. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    return { value: await counterAdd(), floor: await bareLoop(), peers: await peersAdd() };
  },
};
