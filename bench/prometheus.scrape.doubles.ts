import type { Benchmark } from "./benchmark.ts";
import { scrape } from "./scraping.ts";

/** A scrape of 10,000 series of doubles with all their digits, all of which have changed. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the text once",
  run: () => scrape("doubles"),
};
