import { CARRY_UNIT, doubleAt, type SetPoints } from "../aggregate/collection.ts";
import type { BucketCounts } from "../aggregate/exponential_buckets.ts";
import type { FieldLayout } from "../set/layout.ts";

/**
 * The current value of a field of a series as JSON; `undefined` for a gauge that has none yet. Whole numbers beyond
 * 2^53 and what JSON has no number for are strings.
 */
export function valueText(points: SetPoints, series: number, field: FieldLayout): string | undefined {
  const lane = series * points.layout.stride + field.lane, { metric } = field;
  if (metric.instrument === "histogram") return distributionText(points, series, field, lane);
  if (metric.instrument === "gauge") {
    const value = points.values[lane] ?? NaN;
    return Number.isNaN(value) ? undefined : doubleText(value);
  }
  return metric.valueType === "int" ? intText(points, lane) : doubleText(doubleAt(points, lane));
}

function distributionText(points: SetPoints, series: number, field: FieldLayout, lane: number): string {
  const { metric: { aggregation = "explicit", boundaries = [] }, counts } = field;
  const lanes = Array.from({ length: counts }, (_, i) => lane + i), sum = lane + counts;
  const buckets = aggregation === "exponential" ? points.buckets(series, field) : undefined;
  const inBuckets = BigInt(totalOf(buckets?.positive)) + BigInt(totalOf(buckets?.negative));
  const count = lanes.reduce((total, each) => total + bigIntAt(points, each), inBuckets);
  const members = [`"count":${bigIntText(count)}`, `"sum":${doubleText(doubleAt(points, sum))}`];
  if (count > 0n) {
    members.push(`"min":${doubleText(points.values[sum + 1] ?? NaN)}`);
    members.push(`"max":${doubleText(points.values[sum + 2] ?? NaN)}`);
  }
  if (aggregation === "explicit") {
    members.push(`"boundaries":[${boundaries.map(doubleText).join()}]`);
    members.push(`"counts":[${lanes.map((each) => intText(points, each)).join()}]`);
  } else if (aggregation === "exponential") {
    members.push(`"zeros":${intText(points, lane)}`, `"scale":${buckets?.scale ?? field.scale}`);
    members.push(`"positive":${bucketsText(buckets?.positive)}`);
    members.push(`"negative":${bucketsText(buckets?.negative)}`);
  }
  return `{${members.join()}}`;
}

function bucketsText(counts: BucketCounts | undefined): string {
  const { offset = 0, length = 0 } = counts ?? {};
  const texts = Array.from({ length }, (_, position) => bigIntText(BigInt(counts?.at(position) ?? 0)));
  return `{"offset":${offset},"counts":[${texts.join()}]}`;
}

/** How many values the buckets of one sign hold. */
export function totalOf(counts: BucketCounts | undefined): number {
  let total = 0;
  for (let position = 0; position < (counts?.length ?? 0); position++) total += counts?.at(position) ?? 0;
  return total;
}

function bigIntAt({ values, carries }: SetPoints, lane: number): bigint {
  return BigInt(values[lane] ?? 0) + BigInt(carries[lane] ?? 0) * BigInt(CARRY_UNIT);
}

function intText(points: SetPoints, lane: number): string {
  const value = points.values[lane] ?? 0;
  if ((points.carries[lane] ?? 0) !== 0) return bigIntText(bigIntAt(points, lane));
  // An observed total is a double that may not be whole.
  return Number.isSafeInteger(value) || !Number.isInteger(value)
    ? doubleText(value)
    : bigIntText(BigInt(value));
}

function bigIntText(value: bigint): string {
  const isSafe = -BigInt(CARRY_UNIT) < value && value < BigInt(CARRY_UNIT);
  return isSafe ? String(value) : `"${value}"`;
}

function doubleText(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}
