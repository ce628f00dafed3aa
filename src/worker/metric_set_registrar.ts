import type { WorkerTelemetry } from "./worker_telemetry.ts";

/** Where metric sets are registered: what `connect()` and `createTelemetry()` return. */
export interface MetricSetRegistrar extends Pick<WorkerTelemetry, "register"> {
  /** The worker's number; without one, it is the main thread. */
  readonly id?: number;
}
