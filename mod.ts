/**
 * Telemetry for programs that run one worker per core: metric sets that are declared once, recorded at the price of
 * a store, and exact through the death of workers.
 *
 * The main thread calls {@linkcode createTelemetry} and attaches its workers; each worker calls
 * {@linkcode connect} and registers the metric sets that the schema compiler generated.
 *
 * @module
 */
export { CARRY_UNIT } from "./src/aggregate/collection.ts";
export type {
  Collection,
  MeasuredAttribute,
  PointId,
  Resource,
  ResourceEntity,
  SetPoints,
} from "./src/aggregate/collection.ts";
export type { Exemplar } from "./src/aggregate/exemplar.ts";
export type { BucketCounts, ExponentialBuckets } from "./src/aggregate/exponential_buckets.ts";
export type { By } from "./src/aggregate/by.ts";
export type { Exporter, ExportReport, ExportResult, Settle } from "./src/aggregate/exporter.ts";
export type { ExportState, Health } from "./src/aggregate/health.ts";
export type { AggregatingState, SetState, WorkerState } from "./src/aggregate/inspection.ts";
export type { Batch, ReaderOptions } from "./src/aggregate/reader.ts";
export {
  createTelemetry,
  type FlushOptions,
  type MetricReader,
  type Telemetry,
  type TelemetryOptions,
} from "./src/aggregate/telemetry.ts";
export type { Temporality, TemporalityPreference } from "./src/aggregate/temporality.ts";
export type { View, ViewSelector } from "./src/aggregate/view.ts";
export type { UnixNanos } from "./src/host/clock.ts";
export type { NodeWorkerLike, PortLike, WebWorkerLike, WorkerLike } from "./src/host/thread.ts";
export * from "./src/set/mod.ts";
export { connect, type ConnectOptions } from "./src/worker/connect.ts";
export type { ExemplarFilters } from "./src/worker/exemplar_filters.ts";
export type { Given, Registration, RegistrationArguments } from "./src/worker/registry.ts";
export type { WorkerHandle } from "./src/worker/worker_handle.ts";
export type { WorkerTelemetry } from "./src/worker/worker_telemetry.ts";
