import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { FamilyType } from "./family_type.ts";
import { kindOf, RowKind } from "./row.ts";
import type { Series } from "./series.ts";
import type { TextSyntax } from "./text_syntax.ts";

/** A series with everything but its values written. */
export interface TextSeries extends Series {
  /**
   * What stands before each value, in the order of the text's lines. Of an exponential histogram, before those of
   * `+Inf`, sum and count alone: its other lines follow its values.
   */
  readonly lines: readonly string[];
  /** Of an exponential histogram: what stands before the count of the values that are at most a bound. */
  readonly bucket: ((bound: number) => string) | undefined;
  /** The line that says since when it has values, where there is one. */
  readonly created: string | undefined;
}

/** Writes what stays of a series. */
export function textSeries(
  { points, metric, field, number, name, lane }: Series,
  type: FamilyType,
  labels: string,
  syntax: TextSyntax,
): TextSeries {
  const lines = linesOf(metric, name, type, labels, syntax);
  const bucket = kindOf(metric) === RowKind.exponential ? bucketOf(name, labels, syntax) : undefined;
  const created = type === "gauge" ? undefined : syntax.created(name, labels, points.start);
  return { points, metric, field, number, name, lane, lines, bucket, created };
}

/** The labels' text, which is long, stays for the sake of these lines alone. */
function bucketOf(name: string, labels: string, syntax: TextSyntax): (bound: number) => string {
  return (bound) => syntax.bucket(name, labels, bound);
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
