import { quote } from "../printable.ts";
import { prometheusClashes } from "../prometheus_names.ts";
import type { Lints } from "./lints.ts";
import type { Subjects } from "./subjects.ts";

/** Metrics that would be one in Prometheus. Those of percore's own sets are errors, and reported before. */
export function lintPrometheusNames({ metrics }: Subjects, lints: Lints): void {
  const living = metrics.filter(({ definition }) => definition.deprecated === undefined);
  for (const clash of prometheusClashes(living, ({ definition }) => definition)) {
    const [later, earlier] = clash.later.isForeign
      ? [clash.earlier, clash.later]
      : [clash.later, clash.earlier];
    const message = `in Prometheus, ${quote(later.name)} and ${quote(earlier.name)} are both ${clash.name}`;
    lints.addToName("PC155", later, message, {
      expected: "names that differ there too",
      others: earlier.owners,
    });
  }
}
