import type { AttributeGroup, MetricField, MetricSet, SchemaFile } from "./model.ts";

/** The groups that are part of what a file offers; internal ones serve its own definitions alone. */
export function publicGroups({ attributeGroups }: SchemaFile): readonly AttributeGroup[] {
  return attributeGroups.filter(({ visibility }) => visibility === "public");
}

/** The sets that a file declares. What the compiler makes of metrics that no set takes follows from the metrics. */
export function declaredSets({ metricSets }: SchemaFile): readonly MetricSet[] {
  return metricSets.filter(({ isProposed }) => !isProposed);
}

/** The metrics that a set defines itself. */
export function ownMetrics({ metrics }: MetricSet): readonly MetricField[] {
  return metrics.filter(({ metric }) => metric === undefined);
}
