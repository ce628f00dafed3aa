import { DEFAULT_AGGREGATION } from "../aggregation.ts";
import { pointKeys } from "../layer_keys.ts";
import type { Aggregation } from "../model.ts";
import { quote } from "../printable.ts";
import type { Lints } from "./lints.ts";
import type { Subjects } from "./subjects.ts";

/** Whether a histogram has the boundaries of the specification's default, which are made for milliseconds. */
function isDefault(aggregation: Aggregation | undefined): boolean {
  return aggregation?.kind === "explicit" && DEFAULT_AGGREGATION.kind === "explicit" &&
    String(aggregation.boundaries) === String(DEFAULT_AGGREGATION.boundaries);
}

/** Sets that record metrics in a way that says little, or otherwise than the metrics' definitions want it. */
export function lintRecording({ metricSets }: Subjects, lints: Lints): void {
  for (const subject of metricSets) {
    const keys = pointKeys(subject.definition);
    for (const field of subject.definition.metrics) {
      const { name, unit, aggregation, metric, place } = field;
      if (unit === "s" && isDefault(aggregation)) {
        const message = `the histogram ${
          quote(name)
        } sorts seconds by the default boundaries, which are made for milliseconds`;
        lints.add("PC176", subject, place, message, {
          expected:
            "an aggregation, such as {explicit: {boundaries: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]}} or {exponential: {}}",
          others: [field],
        });
      }
      const missing = (metric?.attributes ?? [])
        .filter(({ key, requirementLevel: { level } }) => level === "required" && !keys.has(key))
        .map(({ key }) => quote(key));
      if (missing.length === 0) continue;
      const message = `the metric ${quote(name)} requires what the set doesn't have: ${missing.join(", ")}`;
      lints.add("PC177", subject, place, message, {
        expected: "those attributes in the set",
        others: [field],
      });
    }
  }
}
