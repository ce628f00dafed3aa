import { counterAdd } from "./adding.ts";
import type { Benchmark } from "./benchmark.ts";
import { recordInTurn } from "./recording.ts";
import { Summary } from "./sets.ts";

/** A min-max-sum-count histogram's `record()`, over 64 histograms in turn. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "counter.add",
  async run() {
    return { value: await recordInTurn(Summary), floor: await counterAdd(), peers: {} };
  },
};
