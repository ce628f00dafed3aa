// Generated from proto/ by proto/plugin/wire_tags.ts. Do not edit.
// A tag is a field's number << 3 | its wire type; beside it the number and the type.

/** Tags of `opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest`. */
export const ExportMetricsServiceRequest = {
  resourceMetrics: 0x0a, // 1, repeated ResourceMetrics
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.ResourceMetrics`. */
export const ResourceMetrics = {
  resource: 0x0a, // 1, Resource
  scopeMetrics: 0x12, // 2, repeated ScopeMetrics
  schemaUrl: 0x1a, // 3, string
} as const;

/** Tags of `opentelemetry.proto.resource.v1.Resource`. */
export const Resource = {
  attributes: 0x0a, // 1, repeated KeyValue
  droppedAttributesCount: 0x10, // 2, uint32
  entityRefs: 0x1a, // 3, repeated EntityRef
} as const;

/** Tags of `opentelemetry.proto.common.v1.KeyValue`. */
export const KeyValue = {
  key: 0x0a, // 1, string
  value: 0x12, // 2, AnyValue
  keyStrindex: 0x18, // 3, int32
} as const;

/** Tags of `opentelemetry.proto.common.v1.AnyValue`. */
export const AnyValue = {
  stringValue: 0x0a, // 1, string
  boolValue: 0x10, // 2, bool
  intValue: 0x18, // 3, int64
  doubleValue: 0x21, // 4, double
  arrayValue: 0x2a, // 5, ArrayValue
  kvlistValue: 0x32, // 6, KeyValueList
  bytesValue: 0x3a, // 7, bytes
  stringValueStrindex: 0x40, // 8, int32
} as const;

/** Tags of `opentelemetry.proto.common.v1.ArrayValue`. */
export const ArrayValue = {
  values: 0x0a, // 1, repeated AnyValue
} as const;

/** Tags of `opentelemetry.proto.common.v1.KeyValueList`. */
export const KeyValueList = {
  values: 0x0a, // 1, repeated KeyValue
} as const;

/** Tags of `opentelemetry.proto.common.v1.EntityRef`. */
export const EntityRef = {
  schemaUrl: 0x0a, // 1, string
  type: 0x12, // 2, string
  idKeys: 0x1a, // 3, repeated string
  descriptionKeys: 0x22, // 4, repeated string
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.ScopeMetrics`. */
export const ScopeMetrics = {
  scope: 0x0a, // 1, InstrumentationScope
  metrics: 0x12, // 2, repeated Metric
  schemaUrl: 0x1a, // 3, string
} as const;

/** Tags of `opentelemetry.proto.common.v1.InstrumentationScope`. */
export const InstrumentationScope = {
  name: 0x0a, // 1, string
  version: 0x12, // 2, string
  attributes: 0x1a, // 3, repeated KeyValue
  droppedAttributesCount: 0x20, // 4, uint32
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.Metric`. */
export const Metric = {
  name: 0x0a, // 1, string
  description: 0x12, // 2, string
  unit: 0x1a, // 3, string
  gauge: 0x2a, // 5, Gauge
  sum: 0x3a, // 7, Sum
  histogram: 0x4a, // 9, Histogram
  exponentialHistogram: 0x52, // 10, ExponentialHistogram
  summary: 0x5a, // 11, Summary
  metadata: 0x62, // 12, repeated KeyValue
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.Gauge`. */
export const Gauge = {
  dataPoints: 0x0a, // 1, repeated NumberDataPoint
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.NumberDataPoint`. */
export const NumberDataPoint = {
  attributes: 0x3a, // 7, repeated KeyValue
  startTimeUnixNano: 0x11, // 2, fixed64
  timeUnixNano: 0x19, // 3, fixed64
  asDouble: 0x21, // 4, double
  asInt: 0x31, // 6, sfixed64
  exemplars: 0x2a, // 5, repeated Exemplar
  flags: 0x40, // 8, uint32
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.Exemplar`. */
export const Exemplar = {
  filteredAttributes: 0x3a, // 7, repeated KeyValue
  timeUnixNano: 0x11, // 2, fixed64
  asDouble: 0x19, // 3, double
  asInt: 0x31, // 6, sfixed64
  spanId: 0x22, // 4, bytes
  traceId: 0x2a, // 5, bytes
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.Sum`. */
export const Sum = {
  dataPoints: 0x0a, // 1, repeated NumberDataPoint
  aggregationTemporality: 0x10, // 2, AggregationTemporality
  isMonotonic: 0x18, // 3, bool
} as const;

/** Values of `opentelemetry.proto.metrics.v1.AggregationTemporality`. */
export const AggregationTemporality = {
  unspecified: 0,
  delta: 1,
  cumulative: 2,
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.Histogram`. */
export const Histogram = {
  dataPoints: 0x0a, // 1, repeated HistogramDataPoint
  aggregationTemporality: 0x10, // 2, AggregationTemporality
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.HistogramDataPoint`. */
export const HistogramDataPoint = {
  attributes: 0x4a, // 9, repeated KeyValue
  startTimeUnixNano: 0x11, // 2, fixed64
  timeUnixNano: 0x19, // 3, fixed64
  count: 0x21, // 4, fixed64
  sum: 0x29, // 5, double
  bucketCounts: 0x32, // 6, repeated fixed64
  explicitBounds: 0x3a, // 7, repeated double
  exemplars: 0x42, // 8, repeated Exemplar
  flags: 0x50, // 10, uint32
  min: 0x59, // 11, double
  max: 0x61, // 12, double
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.ExponentialHistogram`. */
export const ExponentialHistogram = {
  dataPoints: 0x0a, // 1, repeated ExponentialHistogramDataPoint
  aggregationTemporality: 0x10, // 2, AggregationTemporality
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint`. */
export const ExponentialHistogramDataPoint = {
  attributes: 0x0a, // 1, repeated KeyValue
  startTimeUnixNano: 0x11, // 2, fixed64
  timeUnixNano: 0x19, // 3, fixed64
  count: 0x21, // 4, fixed64
  sum: 0x29, // 5, double
  scale: 0x30, // 6, sint32
  zeroCount: 0x39, // 7, fixed64
  positive: 0x42, // 8, Buckets
  negative: 0x4a, // 9, Buckets
  flags: 0x50, // 10, uint32
  exemplars: 0x5a, // 11, repeated Exemplar
  min: 0x61, // 12, double
  max: 0x69, // 13, double
  zeroThreshold: 0x71, // 14, double
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets`. */
export const ExponentialHistogramDataPoint_Buckets = {
  offset: 0x08, // 1, sint32
  bucketCounts: 0x12, // 2, repeated uint64
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.Summary`. */
export const Summary = {
  dataPoints: 0x0a, // 1, repeated SummaryDataPoint
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.SummaryDataPoint`. */
export const SummaryDataPoint = {
  attributes: 0x3a, // 7, repeated KeyValue
  startTimeUnixNano: 0x11, // 2, fixed64
  timeUnixNano: 0x19, // 3, fixed64
  count: 0x21, // 4, fixed64
  sum: 0x29, // 5, double
  quantileValues: 0x32, // 6, repeated ValueAtQuantile
  flags: 0x40, // 8, uint32
} as const;

/** Tags of `opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile`. */
export const SummaryDataPoint_ValueAtQuantile = {
  quantile: 0x09, // 1, double
  value: 0x11, // 2, double
} as const;

/** Tags of `opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse`. */
export const ExportMetricsServiceResponse = {
  partialSuccess: 0x0a, // 1, ExportMetricsPartialSuccess
} as const;

/** Tags of `opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess`. */
export const ExportMetricsPartialSuccess = {
  rejectedDataPoints: 0x08, // 1, int64
  errorMessage: 0x12, // 2, string
} as const;

/** Tags of `google.rpc.Status`. */
export const Status = {
  code: 0x08, // 1, int32
  message: 0x12, // 2, string
} as const;
