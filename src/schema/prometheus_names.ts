import { metricName } from "../export/prometheus/metric_name.ts";
import type { Problems } from "./diagnostic.ts";
import type { Metric, MetricField, SchemaFile } from "./model.ts";
import { quote } from "./printable.ts";

/** What a metric's family and its samples are called in Prometheus, with the default strategy of translation. */
function namesOf(metric: Metric | MetricField): readonly string[] {
  const family = metricName(metric);
  if (metric.instrument !== "histogram") return [family];
  return ["", "_bucket", "_sum", "_count"].map((suffix) => family + suffix);
}

/** Two metrics that have a name in common. */
export interface PrometheusClash<Taken> {
  readonly later: Taken;
  readonly earlier: Taken;
  readonly name: string;
}

/** The metrics that have a name in Prometheus in common with an earlier one. Metrics of one name are one. */
export function prometheusClashes<Taken extends { readonly name: string }>(
  all: Iterable<Taken>,
  metricOf: (taken: Taken) => Metric | MetricField,
): readonly PrometheusClash<Taken>[] {
  const takers = new Map<string, Taken>();
  const clashes: PrometheusClash<Taken>[] = [];
  for (const later of all) {
    const names = namesOf(metricOf(later));
    const name = names.find((name) => (takers.get(name)?.name ?? later.name) !== later.name);
    for (const name of names) if (!takers.has(name)) takers.set(name, later);
    const earlier = name === undefined ? undefined : takers.get(name);
    if (name !== undefined && earlier !== undefined) clashes.push({ later, earlier, name });
  }
  return clashes;
}

/**
 * Reports metrics of declared sets that would be one in Prometheus, where nobody could tell them apart. A metric that is
 * deprecated may be an older name of the other one.
 */
export function checkPrometheusNames(files: readonly SchemaFile[], problems: Problems): void {
  const sets = files.flatMap((file) => file.isForeign ? [] : file.metricSets);
  // Sets that nobody declares hold what registries of others define: there it is a warning.
  const fields = sets.flatMap(({ isProposed, metrics }) => isProposed ? [] : metrics)
    .filter(({ deprecated }) => deprecated === undefined);
  for (const { later, earlier, name } of prometheusClashes(fields, (field) => field)) {
    // Whoever takes metrics that others have named can't give them names that differ.
    if (later.metric !== undefined && earlier.metric !== undefined) continue;
    const message = `in Prometheus, ${quote(later.name)} and ${quote(earlier.name)} are both ${name}`;
    const place = later.place.at(later.metric === undefined ? "name" : "ref");
    problems.add("PC126", place, message, {
      expected: `names that differ there too: the other one is at ${earlier.place}`,
    });
  }
}
