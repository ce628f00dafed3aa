/**
 * Hono routes for telemetry, and a middleware that measures a program's own routes.
 *
 * @module
 */
export { httpServerMetrics, type HttpServerMetricsOptions } from "./http_server_metrics.ts";
export type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
export { metricsRoutes, type MetricsRoutesOptions } from "./metrics_routes.ts";
export { type By, Exposition, type ExpositionOptions } from "./exposition.ts";
export type { MetricsSource } from "./metrics_source.ts";
