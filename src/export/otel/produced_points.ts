import { hexOf } from "../../host/hex.ts";
import type { DataPoint, ExponentialHistogram, Histogram } from "@opentelemetry/sdk-metrics";
import { doubleAt, type SetPoints } from "../../aggregate/collection.ts";
import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { BucketCounts } from "../../aggregate/exponential_buckets.ts";
import { DEFAULT_SCALE, type FieldLayout } from "../../set/layout.ts";
import { hrTimeOf } from "./hr_time.ts";
import type { SerializableExemplar } from "./metric_data.ts";

/** The largest double below 2^63. A saturated total of 2^63 - 1 becomes it: the next one is too large for an int64. */
const MAX_INT = 2 ** 63 - 1024;

/** A data point, with exemplars, of which `@opentelemetry/sdk-metrics` knows nothing yet. */
export interface ProducedPoint<Value> extends DataPoint<Value> {
  /** Not there if there are none. */
  readonly exemplars?: readonly SerializableExemplar[];
}

/** Reads a field's value in a series, whose first lane is `lane`; `undefined` while it has none. */
type ReadValue<Value> = (
  set: SetPoints,
  field: FieldLayout,
  series: number,
  lane: number,
) => Value | undefined;

/** Copies the points that a set has of a field: what the reader collects later doesn't change them. */
export function producedPoints<Value>(
  set: SetPoints,
  field: FieldLayout,
  onPoints: SetPoints["attributes"],
  read: ReadValue<Value>,
): ProducedPoint<Value>[] {
  const startTime = hrTimeOf(set.start), endTime = hrTimeOf(set.time);
  const points: ProducedPoint<Value>[] = [];
  set.series.forEach((measured, series) => {
    const value = read(set, field, series, series * set.layout.stride + field.lane);
    if (value === undefined) return;
    const attributes: DataPoint<Value>["attributes"] = { ...onPoints, ...set.attributes };
    for (const { attribute, value } of measured) attributes[attribute.key] = value;
    const exemplars = set.exemplars(series, field).map(exemplarOf);
    points.push({ attributes, startTime, endTime, value, ...(exemplars.length > 0 ? { exemplars } : {}) });
  });
  return points;
}

/** A sum's or a gauge's. */
export const readNumber: ReadValue<number> = (set, { metric: { instrument, valueType } }, _series, lane) => {
  const value = doubleAt(set, lane);
  if (instrument === "gauge" && Number.isNaN(value)) return undefined;
  return valueType === "int" ? Math.min(value, MAX_INT) : value;
};

/** An explicit histogram's. One without buckets has a single one, as OpenTelemetry JS has it. */
export const readHistogram: ReadValue<Histogram> = (set, { metric, counts: length }, _series, lane) => {
  const counts = Array.from({ length }, (_, bucket) => doubleAt(set, lane + bucket));
  const count = sumOf(counts);
  return {
    buckets: { boundaries: [...metric.boundaries ?? []], counts },
    count,
    ...statistics(set, lane + length, count),
  };
};

/** An exponential histogram's. */
export const readExponential: ReadValue<ExponentialHistogram> = (set, field, series, lane) => {
  const buckets = set.buckets(series, field), zeroCount = doubleAt(set, lane);
  const positive = copied(buckets?.positive), negative = copied(buckets?.negative);
  const count = zeroCount + sumOf(positive.bucketCounts) + sumOf(negative.bucketCounts);
  return {
    scale: buckets?.scale ?? Math.min(field.metric.maxScale ?? DEFAULT_SCALE, field.scale),
    zeroCount,
    positive,
    negative,
    count,
    ...statistics(set, lane + field.counts, count),
  };
};

/** Sum, minimum and maximum, which lie from `lane` on. */
function statistics({ values }: SetPoints, lane: number, count: number) {
  const [sum = 0, min = 0, max = 0] = values.subarray(lane, lane + 3);
  return count > 0 ? { sum, min, max } : { sum };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function copied(run: BucketCounts | undefined): ExponentialHistogram["positive"] {
  const { offset = 0, length = 0 } = run ?? {};
  return { offset, bucketCounts: Array.from({ length }, (_, position) => run?.at(position) ?? 0) };
}

function exemplarOf({ value, time, traceId, spanId }: Exemplar): SerializableExemplar {
  return {
    value,
    timestamp: hrTimeOf(time),
    filteredAttributes: {},
    ...(traceId && { traceId: hexOf(traceId) }),
    ...(spanId && { spanId: hexOf(spanId) }),
  };
}
