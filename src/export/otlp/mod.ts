/**
 * Sends metrics to an OpenTelemetry backend by OTLP. Uses web standards only: runs wherever `fetch()` does.
 *
 * @module
 */
export { otlpExporter } from "./exporter.ts";
export type { OtlpExporterOptions } from "./options.ts";
export type { OtlpCompression, OtlpProtocol } from "./request_body.ts";
