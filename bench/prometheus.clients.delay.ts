import type { Benchmark } from "./benchmark.ts";
import { ALIKE, DIFFERENT, load } from "./many_clients.ts";

/** How late a server's event loop may be in the worst hundredth of the time. */
const GOAL = 20;

/** The 99th percentile of a server's delays while 100 clients scrape 100,000 series at the same time, three times. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: `the goal, ${GOAL} ms`,
  async run() {
    const alike = await load(ALIKE), different = await load(DIFFERENT);
    return {
      value: alike.delays.p99,
      floor: GOAL,
      peers: {},
      extra: { longest: alike.delays.longest, "when no two ask alike": different.delays.p99 },
    };
  },
};
