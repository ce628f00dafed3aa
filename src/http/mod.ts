/**
 * Hono routes for telemetry.
 *
 * @module
 */
export { metricsRoutes, type MetricsRoutesOptions } from "./metrics_routes.ts";
export { type By, Exposition, type ExpositionOptions } from "./exposition.ts";
export type { MetricsSource } from "./metrics_source.ts";
