/**
 * Hono routes for telemetry, and a middleware that measures a program's own routes.
 *
 * @module
 */
export { httpServerMetrics, type HttpServerMetricsOptions } from "./http_server_metrics.ts";
export type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
export type { By } from "../aggregate/by.ts";
export { Exposition, type ExpositionOptions } from "./exposition.ts";
export { answerWorkers } from "./answer_workers.ts";
export { connInfo } from "./connection.ts";
export { allowNetworks, type RouteOptions } from "./guards.ts";
export type { HealthLimits } from "./health_document.ts";
export { healthRoutes, type HealthRoutesOptions } from "./health_routes.ts";
export type { Limits } from "./limits.ts";
export { metricsRoutes, type MetricsRoutesOptions } from "./metrics_routes.ts";
export type { MetricsSource, TelemetrySource, WorkerSource } from "./metrics_source.ts";
export { rateLimit, type RateLimitOptions } from "./rate_limit.ts";
export { schemaRoutes, type SchemaRoutesOptions } from "./schema_routes.ts";
export { snapshotRoutes, type SnapshotRoutesOptions } from "./snapshot_routes.ts";
export { streamRoutes, type StreamRoutesOptions } from "./stream_routes.ts";
export { telemetryRoutes, type TelemetryRoutesOptions } from "./telemetry_routes.ts";
