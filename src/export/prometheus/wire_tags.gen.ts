// Generated from proto/ by proto/plugin/wire_tags.ts. Do not edit.
// A tag is a field's number << 3 | its wire type; beside it the number and the type.

/** Tags of `io.prometheus.client.MetricFamily`. */
export const MetricFamily = {
  name: 0x0a, // 1, string
  help: 0x12, // 2, string
  type: 0x18, // 3, MetricType
  metric: 0x22, // 4, repeated Metric
  unit: 0x2a, // 5, string
} as const;

/** Values of `io.prometheus.client.MetricType`. */
export const MetricType = {
  counter: 0,
  gauge: 1,
  summary: 2,
  untyped: 3,
  histogram: 4,
  gaugeHistogram: 5,
} as const;

/** Tags of `io.prometheus.client.Metric`. */
export const Metric = {
  label: 0x0a, // 1, repeated LabelPair
  gauge: 0x12, // 2, Gauge
  counter: 0x1a, // 3, Counter
  summary: 0x22, // 4, Summary
  untyped: 0x2a, // 5, Untyped
  timestampMs: 0x30, // 6, int64
  histogram: 0x3a, // 7, Histogram
} as const;

/** Tags of `io.prometheus.client.LabelPair`. */
export const LabelPair = {
  name: 0x0a, // 1, string
  value: 0x12, // 2, string
} as const;

/** Tags of `io.prometheus.client.Gauge`. */
export const Gauge = {
  value: 0x09, // 1, double
} as const;

/** Tags of `io.prometheus.client.Counter`. */
export const Counter = {
  value: 0x09, // 1, double
  exemplar: 0x12, // 2, Exemplar
  startTimestamp: 0x1a, // 3, Timestamp
} as const;

/** Tags of `io.prometheus.client.Exemplar`. */
export const Exemplar = {
  label: 0x0a, // 1, repeated LabelPair
  value: 0x11, // 2, double
  timestamp: 0x1a, // 3, Timestamp
} as const;

/** Tags of `google.protobuf.Timestamp`. */
export const Timestamp = {
  seconds: 0x08, // 1, int64
  nanos: 0x10, // 2, int32
} as const;

/** Tags of `io.prometheus.client.Summary`. */
export const Summary = {
  sampleCount: 0x08, // 1, uint64
  sampleSum: 0x11, // 2, double
  quantile: 0x1a, // 3, repeated Quantile
  startTimestamp: 0x22, // 4, Timestamp
} as const;

/** Tags of `io.prometheus.client.Quantile`. */
export const Quantile = {
  quantile: 0x09, // 1, double
  value: 0x11, // 2, double
} as const;

/** Tags of `io.prometheus.client.Untyped`. */
export const Untyped = {
  value: 0x09, // 1, double
} as const;

/** Tags of `io.prometheus.client.Histogram`. */
export const Histogram = {
  sampleCount: 0x08, // 1, uint64
  sampleSum: 0x11, // 2, double
  bucket: 0x1a, // 3, repeated Bucket
  sampleCountFloat: 0x21, // 4, double
  schema: 0x28, // 5, sint32
  zeroThreshold: 0x31, // 6, double
  zeroCount: 0x38, // 7, uint64
  zeroCountFloat: 0x41, // 8, double
  negativeSpan: 0x4a, // 9, repeated BucketSpan
  negativeDelta: 0x52, // 10, repeated sint64
  negativeCount: 0x5a, // 11, repeated double
  positiveSpan: 0x62, // 12, repeated BucketSpan
  positiveDelta: 0x6a, // 13, repeated sint64
  positiveCount: 0x72, // 14, repeated double
  startTimestamp: 0x7a, // 15, Timestamp
  exemplars: 0x82, // 16, repeated Exemplar
} as const;

/** Tags of `io.prometheus.client.Bucket`. */
export const Bucket = {
  cumulativeCount: 0x08, // 1, uint64
  upperBound: 0x11, // 2, double
  exemplar: 0x1a, // 3, Exemplar
  cumulativeCountFloat: 0x21, // 4, double
} as const;

/** Tags of `io.prometheus.client.BucketSpan`. */
export const BucketSpan = {
  offset: 0x08, // 1, sint32
  length: 0x10, // 2, uint32
} as const;
