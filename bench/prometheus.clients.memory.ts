import type { Benchmark } from "./benchmark.ts";
import { ALIKE, DIFFERENT, load } from "./many_clients.ts";

/** What they may take together. */
const GOAL = 200;

/**
 * MiB of a server's resident memory, at the highest while 100 clients scrape 100,000 series at the same time, three
 * times, above those before its first scrape.
 */
export const benchmark: Benchmark = {
  unit: "MiB",
  floor: `the goal, ${GOAL} MiB`,
  async run() {
    const alike = await load(ALIKE), different = await load(DIFFERENT);
    return {
      value: alike.memory,
      floor: GOAL,
      peers: {},
      extra: {
        "above those after one scrape": alike.scraped,
        "when no two ask alike": different.memory,
      },
    };
  },
};
