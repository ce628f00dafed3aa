import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { FamilyType } from "./family_type.ts";
import type { Series } from "./series.ts";
import type { TextSyntax } from "./text_syntax.ts";

/** A series with everything but its values written. */
export interface TextSeries extends Series {
  /**
   * What stands before each value, in the order of the text's lines. Of an exponential histogram, before those of
   * `+Inf`, sum and count alone: its other lines follow its values.
   */
  readonly lines: readonly string[];
  /** The line that says since when it has values, where there is one. */
  readonly created: string | undefined;
}

/** Writes what stays of a series. */
export function textSeries(
  { points, metric, field, number, name, labels, lane }: Series,
  type: FamilyType,
  syntax: TextSyntax,
): TextSeries {
  const lines = linesOf(metric, name, type, labels, syntax);
  const created = type === "gauge" ? undefined : syntax.created(name, labels, points.start);
  return { points, metric, field, number, name, labels, lane, lines, created };
}

function linesOf(
  { instrument, aggregation, boundaries = [] }: MetricDescriptor,
  name: string,
  type: FamilyType,
  labels: string,
  syntax: TextSyntax,
): readonly string[] {
  if (instrument !== "histogram") return [syntax.sample(syntax.valueName(name, type), labels)];
  const total = [syntax.sample(`${name}_sum`, labels), syntax.sample(`${name}_count`, labels)];
  if (aggregation === "min_max_sum_count") return total;
  const bounds = aggregation === "exponential" ? [] : boundaries;
  return [...[...bounds, Infinity].map((bound) => syntax.bucket(name, labels, bound)), ...total];
}
