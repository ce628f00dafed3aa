/**
 * Writes the multivariate stream, `percore.stream.v1`, and reads it back. Uses web standards only: any `WritableStream`
 * will do, and any `ReadableStream`.
 *
 * @module
 */
export { streamExporter, type StreamExporterOptions } from "./exporter.ts";
export { readStream, type ReadStreamOptions, type StreamWindow } from "./read_stream.ts";
export { StreamError } from "./stream_error.ts";
