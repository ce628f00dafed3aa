/**
 * percore beside OpenTelemetry JS: metrics of both in one export, and a serializer for its OTLP exporters. Imports
 * nothing at run time.
 *
 * @module
 */
export { metricProducer, type MetricProducerOptions, type ProducerSource } from "./metric_producer.ts";
export {
  type MetricsPartialSuccess,
  type MetricsSerializer,
  metricsSerializer,
  type MetricsServiceResponse,
} from "./metrics_serializer.ts";
export type {
  HrTime,
  Numeric,
  SerializableAttributes,
  SerializableBuckets,
  SerializableDistribution,
  SerializableExemplar,
  SerializableExponentialHistogram,
  SerializableExponentialMetric,
  SerializableGauge,
  SerializableHistogram,
  SerializableHistogramMetric,
  SerializableMetric,
  SerializableMetricBase,
  SerializableMetrics,
  SerializablePoint,
  SerializableScope,
  SerializableScopeMetrics,
  SerializableSum,
} from "./metric_data.ts";
export type { EntityPlace } from "./resource_metrics.ts";
