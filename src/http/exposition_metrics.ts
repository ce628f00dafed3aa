import type { Omissions } from "../export/prometheus/mod.ts";
import { PercoreExposition, PercoreExpositionOmission } from "../self/percore.gen.ts";
import type { MetricsSource } from "./metrics_source.ts";

const REASONS = ["conflicting_type", "same_labels", "max_series", "max_bytes"] as const satisfies readonly (
  keyof Omissions
)[];

/** What percore counts of its expositions. */
export class ExpositionMetrics {
  readonly #set;
  readonly #told = new Map<keyof Omissions, number>();

  constructor(source: MetricsSource) {
    this.#set = source.register?.(PercoreExposition);
  }

  /** Some expositions have been written, and lack so many series. */
  written(expositions: readonly Omissions[]): void {
    for (const reason of REASONS) {
      const omitted = Math.max(...expositions.map((omissions) => omissions[reason]));
      // Nothing is said of nothing, and nothing twice: it would be new each time.
      if (omitted === (this.#told.get(reason) ?? 0)) continue;
      this.#told.set(reason, omitted);
      this.#set?.with(PercoreExpositionOmission[reason]).omitted.observe(omitted);
    }
  }
}
