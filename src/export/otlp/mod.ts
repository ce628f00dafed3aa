/**
 * Sends metrics to an OpenTelemetry backend by OTLP. Uses web standards only: runs wherever `fetch()` does.
 *
 * @module
 */
export type { TlsOptions } from "../../host/tls.ts";
export { otlpExporter } from "./exporter.ts";
export type { OtlpExporterOptions } from "./options.ts";
export type { OtlpCompression, OtlpProtocol } from "./request_body.ts";
