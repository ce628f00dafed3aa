import type { Health } from "../aggregate/health.ts";
import type { WorkerState } from "../aggregate/inspection.ts";
import type { ReaderOptions } from "../aggregate/reader.ts";
import type { MetricReader, Telemetry } from "../aggregate/telemetry.ts";

/** Where a route gets its points; what `createTelemetry()` returns is one. */
export interface MetricsSource {
  /** Takes what percore counts of itself; without it, the console alone tells. */
  readonly register?: Telemetry["register"];
  /** Makes a reader that is independent of all others. */
  reader(options: ReaderOptions): Pick<MetricReader, "collect">;
}

/** Where all routes get what they tell; what `createTelemetry()` returns is one. */
export interface TelemetrySource extends MetricsSource {
  /** The name of the channel through which workers' routes ask. */
  readonly channel: string;
  /** The workers that are attached, and their sets. */
  inspect(): readonly WorkerState[];
  /** How the telemetry itself is. */
  health(): Health;
}

/** A worker that serves routes itself: what `connect()` returned. */
export interface WorkerSource {
  /** The worker's number. */
  readonly id: number;
  /** The channel to the thread that aggregates; `undefined` when nobody has attached the worker. */
  readonly channel: string | undefined;
}
