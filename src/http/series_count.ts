import type { Collection } from "../aggregate/collection.ts";

/** How many series of one metric each a collection has: those of its sets, times the metrics of each. */
export function seriesCount({ sets }: Collection): number {
  return sets.reduce((sum, { series, layout }) => sum + series.length * layout.fields.length, 0);
}
