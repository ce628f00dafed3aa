import type { Benchmark } from "./benchmark.ts";
import { scrape } from "./scraping.ts";

/** A scrape of 10,000 int series, all of which have changed, from what has arrived to the text's bytes. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the text once",
  run: () => scrape("ints"),
};
