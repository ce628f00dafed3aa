import type { AggregationTemporality, DataPointType, MetricDescriptor } from "@opentelemetry/sdk-metrics";

/*
 * The enums of OpenTelemetry JS are numbers. Its package is imported for types alone, so that programs without it can
 * load this module; the compiler checks that the numbers are the enums' own.
 */

/** Explicit buckets. */
export const HISTOGRAM: DataPointType.HISTOGRAM = 0;
/** Exponential buckets. */
export const EXPONENTIAL_HISTOGRAM: DataPointType.EXPONENTIAL_HISTOGRAM = 1;
/** A level. */
export const GAUGE: DataPointType.GAUGE = 2;
/** A sum, monotonic or not. */
export const SUM: DataPointType.SUM = 3;
/** Since the last export. */
export const DELTA: AggregationTemporality.DELTA = 0;
/** Since the start. */
export const CUMULATIVE: AggregationTemporality.CUMULATIVE = 1;
/** Whole numbers. */
export const INT: MetricDescriptor["valueType"] = 0;
/** Any numbers. */
export const DOUBLE: MetricDescriptor["valueType"] = 1;

/** Seconds since 1970, and nanoseconds. */
export type HrTime = readonly [seconds: number, nanoseconds: number];

/** A number, or a bigint, which is exact beyond 2^53. */
export type Numeric = number | bigint;

/** Attributes by key. The values are those of OpenTelemetry's `AnyValue`; what is none of them becomes an empty one. */
export type SerializableAttributes = Readonly<Record<string, unknown>>;

/**
 * One recording that stands for others. OpenTelemetry JS collects none yet; percore puts them where its first drafts had
 * them.
 */
export interface SerializableExemplar {
  /** What was recorded. */
  readonly value: Numeric;
  /** When. */
  readonly timestamp: HrTime;
  /** Attributes of the recording that its point doesn't have. */
  readonly filteredAttributes?: SerializableAttributes;
  /** 32 hexadecimal digits. */
  readonly traceId?: string;
  /** 16 hexadecimal digits. */
  readonly spanId?: string;
}

/** A data point. */
export interface SerializablePoint<Value> {
  /** Where its window begins. */
  readonly startTime: HrTime;
  /** Where its window ends. */
  readonly endTime: HrTime;
  /** What tells it from the metric's other points. */
  readonly attributes: SerializableAttributes;
  /** Its value. */
  readonly value: Value;
  /** Some of the recordings that it is made of. */
  readonly exemplars?: readonly SerializableExemplar[];
}

/** What histograms of both kinds have. */
export interface SerializableDistribution {
  /** How many values there are. */
  readonly count: Numeric;
  /** What they add up to. */
  readonly sum?: number;
  /** The smallest one. */
  readonly min?: number;
  /** The largest one. */
  readonly max?: number;
}

/** A histogram of explicit buckets. */
export interface SerializableHistogram extends SerializableDistribution {
  /** The upper bounds, inclusive, and the counts, of which there is one more. */
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly Numeric[] };
}

/** A run of exponential buckets. */
export interface SerializableBuckets {
  /** The index of the first one. */
  readonly offset: number;
  /** What they hold. */
  readonly bucketCounts: readonly Numeric[];
}

/** A histogram of exponential buckets. */
export interface SerializableExponentialHistogram extends SerializableDistribution {
  /** Of the buckets. */
  readonly scale: number;
  /** How many values are zero. */
  readonly zeroCount: Numeric;
  /** The values above zero. */
  readonly positive: SerializableBuckets;
  /** The values below zero. */
  readonly negative: SerializableBuckets;
}

/** What all metrics have. */
export interface SerializableMetricBase {
  /** What the metric is. */
  readonly descriptor: MetricDescriptor;
  /** What its values are relative to. */
  readonly aggregationTemporality: AggregationTemporality;
}

/** A sum. */
export interface SerializableSum extends SerializableMetricBase {
  /** Says that it is one. */
  readonly dataPointType: DataPointType.SUM;
  /** Whether it never falls. */
  readonly isMonotonic: boolean;
  /** Its points. */
  readonly dataPoints: readonly SerializablePoint<Numeric>[];
}

/** A gauge. */
export interface SerializableGauge extends SerializableMetricBase {
  /** Says that it is one. */
  readonly dataPointType: DataPointType.GAUGE;
  /** Its points. */
  readonly dataPoints: readonly SerializablePoint<Numeric>[];
}

/** A histogram with explicit buckets. */
export interface SerializableHistogramMetric extends SerializableMetricBase {
  /** Says that it is one. */
  readonly dataPointType: DataPointType.HISTOGRAM;
  /** Its points. */
  readonly dataPoints: readonly SerializablePoint<SerializableHistogram>[];
}

/** A histogram with exponential buckets. */
export interface SerializableExponentialMetric extends SerializableMetricBase {
  /** Says that it is one. */
  readonly dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM;
  /** Its points. */
  readonly dataPoints: readonly SerializablePoint<SerializableExponentialHistogram>[];
}

/** A metric of any kind. */
export type SerializableMetric =
  | SerializableSum
  | SerializableGauge
  | SerializableHistogramMetric
  | SerializableExponentialMetric;

/** An instrumentation scope. */
export interface SerializableScope {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version?: string;
  /** The schema that its metrics follow. */
  readonly schemaUrl?: string;
  /** Its attributes. OpenTelemetry JS declares none, and its OTLP exporters write them. */
  readonly attributes?: SerializableAttributes;
  /** How many attributes it has lost. */
  readonly droppedAttributesCount?: number;
}

/** The metrics of one instrumentation scope. */
export interface SerializableScopeMetrics {
  /** The scope. */
  readonly scope: SerializableScope;
  /** Its metrics. */
  readonly metrics: readonly SerializableMetric[];
}

/**
 * What is serialized. The `ResourceMetrics` of OpenTelemetry JS are some; there may be bigints and exemplars besides.
 */
export interface SerializableMetrics {
  /** Whose metrics they are. */
  readonly resource: { readonly attributes: SerializableAttributes; readonly schemaUrl?: string };
  /** The metrics, scope by scope. */
  readonly scopeMetrics: readonly SerializableScopeMetrics[];
}
