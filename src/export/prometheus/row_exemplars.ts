import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { Row } from "./row.ts";
import type { Series } from "./series.ts";

/** The exemplars of a row, in ascending order of their values. */
export function exemplarsOf({ series, same }: Row<Series>): Exemplar[] {
  return [series, ...same].flatMap(({ points, number, field }) => points.exemplars(number, field))
    .sort((a, b) => a.value - b.value);
}

/** The exemplars of a row, for its buckets in ascending order: one has one exemplar (OpenMetrics 1.0, "Exemplars"). */
export class RowExemplars {
  /** Those that no bucket has yet, by value. */
  readonly #rest: readonly Exemplar[];
  #next = 0;

  constructor(row: Row<Series>) {
    this.#rest = exemplarsOf(row);
  }

  /** The latest of those that are at most `bound` and above the bounds that were asked for before, if there is one. */
  upTo(bound: number): Exemplar | undefined {
    let latest: Exemplar | undefined;
    for (; this.#next < this.#rest.length; this.#next++) {
      const exemplar = this.#rest[this.#next];
      if (exemplar === undefined || exemplar.value > bound) break;
      if (latest === undefined || exemplar.time >= latest.time) latest = exemplar;
    }
    return latest;
  }
}
