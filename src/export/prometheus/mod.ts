/**
 * Prometheus' text format for what a reader collects.
 *
 * @module
 */
export { PROMETHEUS_CONTENT_TYPE, PrometheusRenderer } from "./renderer.ts";
