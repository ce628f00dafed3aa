import { hexOf } from "../../host/hex.ts";
import type { Exemplar } from "../../aggregate/exemplar.ts";
import { doubleText } from "./decimal.ts";
import { labelsText } from "./label.ts";
import type { Naming } from "./naming.ts";
import type { Series } from "./series.ts";
import { secondsText } from "./text_syntax.ts";

/**
 * The exemplars of a row, for its buckets in ascending order (OpenMetrics 1.0, "Exemplars"). The labels are the ids of
 * trace and span alone: 63 characters of the 128 that they may have.
 */
export class RowExemplars {
  readonly #naming: Naming;
  /** Those that no bucket has yet, by value. */
  readonly #rest: readonly Exemplar[];
  #next = 0;

  constructor(series: readonly Series[], naming: Naming) {
    this.#naming = naming;
    this.#rest = series.flatMap(({ points, number, field }) => points.exemplars(number, field))
      .sort((a, b) => a.value - b.value);
  }

  /** The latest of those that are at most `bound` and above the bounds that were asked for before; empty without one. */
  upTo(bound: number): string {
    let latest: Exemplar | undefined;
    for (; this.#next < this.#rest.length; this.#next++) {
      const exemplar = this.#rest[this.#next];
      if (exemplar === undefined || exemplar.value > bound) break;
      if (latest === undefined || exemplar.time >= latest.time) latest = exemplar;
    }
    return latest === undefined ? "" : this.#text(latest);
  }

  #text({ value, time, traceId, spanId }: Exemplar): string {
    const labels = [["trace_id", traceId], ["span_id", spanId]] as const;
    const text = labelsText(labels.map(([key, id]) => ({
      key,
      name: this.#naming.label(key),
      value: id === undefined ? "" : hexOf(id),
    })));
    return ` # {${text}} ${doubleText(value)} ${secondsText(time)}`;
  }
}
