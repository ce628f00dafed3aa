import type { Storage } from "../schema/mod.ts";

/** A number of series as people read it: `1.2e6` beyond a million. */
function countText(count: number): string {
  return count <= 1_000_000 ? String(count) : count.toExponential(1).replace(".0e", "e").replace("e+", "e");
}

/** What a set's storage is, for people: `table, at most 2000 of 1.2e6 series`. */
export function storageText({ kind, series, budget }: Storage): string {
  const limit = series > budget ? `at most ${budget} of ` : "";
  return `${kind}, ${limit}${countText(series)} series`;
}
