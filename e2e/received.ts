import assert from "node:assert/strict";

/** What became of a counter, the sum, or of a gauge, the last value, over all series. */
interface NumberTotal {
  readonly value: number;
}

/** What became of a histogram, over all series. */
interface Distribution extends NumberTotal {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** The buckets' counts; of an exponential histogram, all of them together. */
  readonly buckets: readonly number[];
}

/** What became of one metric. */
export type Total = NumberTotal | Distribution;

/** What is read of a request in OTLP's JSON, as the Collector writes it. */
interface Request {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string; readonly attributes?: unknown };
      readonly metrics: readonly Metric[];
    }[];
  }[];
}

interface Metric {
  readonly name: string;
  readonly sum?: Data;
  readonly gauge?: Data;
  readonly histogram?: Data;
  readonly exponentialHistogram?: Data;
}

interface Data {
  readonly aggregationTemporality?: number;
  readonly dataPoints: readonly Point[];
}

/** A point of any kind. 64-bit numbers are text. */
interface Point {
  readonly attributes?: unknown;
  readonly timeUnixNano: string;
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly count?: string;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts?: readonly string[];
  readonly zeroCount?: string;
  readonly positive?: { readonly bucketCounts?: readonly string[] };
  readonly negative?: { readonly bucketCounts?: readonly string[] };
}

const DELTA = 1;

interface Series {
  time: bigint;
  total: Total;
}

/** Adds up the points of all requests: delta points are added, of others the last one of each series counts. */
export function totalsOf(requests: readonly string[]): Map<string, Total> {
  const metrics = new Map<string, Map<string, Series>>();
  for (const text of requests) {
    const request: Request = JSON.parse(text);
    for (const { scope, metrics: list } of request.resourceMetrics.flatMap((each) => each.scopeMetrics)) {
      for (const metric of list) {
        const data = metric.sum ?? metric.gauge ?? metric.histogram ?? metric.exponentialHistogram;
        assert(data, `${metric.name} has no data`);
        const series = metrics.get(metric.name) ?? new Map<string, Series>();
        metrics.set(metric.name, series);
        for (const point of data.dataPoints) {
          const key = JSON.stringify([scope, point.attributes]);
          add(series, key, point, data.aggregationTemporality === DELTA);
        }
      }
    }
  }
  const totals = new Map<string, Total>();
  for (const [name, series] of metrics) {
    totals.set(name, [...series.values()].map(({ total }) => total).reduce(sum));
  }
  return totals;
}

function add(all: Map<string, Series>, key: string, point: Point, delta: boolean): void {
  const time = BigInt(point.timeUnixNano), total = totalOf(point), before = all.get(key);
  assert(before === undefined || time >= before.time, "a point is older than the one before it");
  all.set(key, { time, total: delta && before !== undefined ? sum(before.total, total) : total });
}

function totalOf(point: Point): Total {
  if (point.count === undefined) return { value: Number(point.asInt ?? point.asDouble) };
  const { min = NaN, max = NaN, bucketCounts = [], positive, negative, zeroCount = "0" } = point;
  const exponential = [zeroCount, ...positive?.bucketCounts ?? [], ...negative?.bucketCounts ?? []];
  const buckets = positive === undefined && negative === undefined
    ? bucketCounts.map(Number)
    : [exponential.reduce((all, count) => all + Number(count), 0)];
  return { count: Number(point.count), value: point.sum ?? NaN, min, max, buckets };
}

function sum(a: Total, b: Total): Total {
  if (!("count" in a && "count" in b)) return { value: a.value + b.value };
  return {
    count: a.count + b.count,
    value: a.value + b.value,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    buckets: a.buckets.map((count, index) => count + (b.buckets[index] ?? NaN)),
  };
}
