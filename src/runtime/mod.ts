/**
 * What a runtime and its process are doing, as metrics, and what they are, as a resource.
 *
 * @module
 */
export type { Attributes, AttributeValue } from "../set/attribute.ts";
export type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
export { detectResource, type DetectResourceOptions } from "./detect_resource.ts";
export { type RuntimeMetrics, runtimeMetrics, type RuntimeMetricsOptions } from "./runtime_metrics.ts";
