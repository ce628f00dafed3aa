import { doubleAt } from "../../aggregate/collection.ts";
import { ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { IntTotal } from "./int_total.ts";
import type { Series } from "./series.ts";

/** What is written once: a series, and others that are the same to Prometheus and are added to it. */
export interface Row<Own extends Series> {
  readonly series: Own;
  same: readonly Series[];
}

/** No others. */
export const NONE: readonly Series[] = [];

/** How a row's values are read and written. */
export const RowKind = { int: 0, double: 1, histogram: 2, summary: 3, exponential: 4 } as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

const DISTRIBUTIONS = {
  explicit: RowKind.histogram,
  exponential: RowKind.exponential,
  min_max_sum_count: RowKind.summary,
} as const;

/** Buckets that the sum of several exponential histograms has at most, for each sign. */
const SUM_SIZE = 320;

/** The kind of a metric's rows. */
export function kindOf({ instrument, valueType, aggregation = "explicit" }: MetricDescriptor): RowKind {
  if (instrument === "histogram") return DISTRIBUTIONS[aggregation];
  return instrument !== "gauge" && valueType === "int" ? RowKind.int : RowKind.double;
}

/** Whether values of the two metrics may become one by addition. */
export function addable(a: MetricDescriptor, b: MetricDescriptor): boolean {
  return a.instrument === b.instrument && a.instrument !== "gauge" && a.valueType === b.valueType &&
    kindOf(a) === kindOf(b) && String(a.boundaries) === String(b.boundaries);
}

/** The sum, as a double, of a lane of all of the row's series. */
export function laneSum({ series, same }: Row<Series>, offset: number): number {
  let total = doubleAt(series.points, series.lane + offset);
  for (const { points, lane } of same) total += doubleAt(points, lane + offset);
  return total;
}

/** Adds an int lane of all of the row's series to the total. */
export function addLane(total: IntTotal, { series, same }: Row<Series>, offset: number): void {
  const lane = series.lane + offset;
  total.add(series.points.values[lane] ?? 0, series.points.carries[lane] ?? 0);
  for (const { points, lane } of same) {
    total.add(points.values[lane + offset] ?? 0, points.carries[lane + offset] ?? 0);
  }
}

/** The buckets of all of the row's series. */
export function bucketsOf({ series, same }: Row<Series>): ExponentialBuckets | undefined {
  const first = series.points.buckets(series.number, series.field);
  if (same === NONE) return first;
  let all: ExponentialBuckets | undefined;
  for (const { points, number, field } of [series, ...same]) {
    const buckets = points.buckets(number, field);
    if (buckets === undefined) continue;
    all ??= new ExponentialBuckets(SUM_SIZE, buckets.scale);
    all.merge(buckets);
  }
  return all;
}
