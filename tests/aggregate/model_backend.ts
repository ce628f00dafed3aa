import type { Collection, SetPoints } from "@percore/telemetry";
import type { Reader } from "../../src/aggregate/reader.ts";
import { Sums, sumsOf } from "./sums.ts";

/** What becomes of an export: an abandoned one is neither committed nor rolled back. */
export type End = "commit" | "roll back" | "abandon";

/** What a backend has of the exports that it acknowledged. */
export class Backend {
  readonly reader: Reader;
  /** Whether its points have all attributes that were recorded. */
  readonly isWhole: boolean;
  /** What the delta points have added up to. */
  readonly #added = new Sums();
  /** What the cumulative points said last. */
  #last = new Sums();
  /** What the gauges of each worker showed last; of all workers, under `undefined`. */
  readonly gauges = new Map<unknown, Readonly<Record<string, number>>>();

  constructor(reader: Reader, isWhole: boolean) {
    this.isWhole = isWhole;
    this.reader = reader;
  }

  export(end: End): void {
    const { collection, commit, rollBack } = this.reader.begin();
    if (end === "roll back") rollBack();
    if (end !== "commit") return;
    this.#take(collection);
    commit();
  }

  /** All that has been recorded, as the backend sees it. */
  get sums(): Sums {
    const sums = new Sums();
    sums.addAll(this.#added);
    sums.addAll(this.#last);
    return sums;
  }

  #take({ sets }: Collection): void {
    this.#added.addAll(sumsOf(sets.filter(({ temporality }) => temporality === "delta")));
    this.#last = sumsOf(sets.filter(({ temporality }) => temporality === "cumulative"));
    for (const points of sets) {
      if (points.descriptor.name !== "model.levels" || points.series.length === 0) continue;
      this.gauges.set(points.entity["thread.id"], gaugesOf(points));
    }
  }
}

function gaugesOf({ layout, values }: SetPoints): Record<string, number> {
  return Object.fromEntries(layout.fields.map(({ metric, lane }) => [metric.field, values[lane] ?? NaN]));
}
