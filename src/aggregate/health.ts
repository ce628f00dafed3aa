import type { ExportResult } from "./exporter.ts";
import type { AggregatingState } from "./inspection.ts";

/** How the exports to one backend go. */
export interface ExportState {
  /** The exporter's name. */
  readonly exporter: string;
  /** How the last export ended; `undefined` before the first one has. */
  readonly last: ExportResult | undefined;
  /** How many exports in a row, up to now, have ended without the backend having taken or refused the points. */
  readonly failures: number;
}

/** How the telemetry of a process is. */
export interface Health {
  /** Whether `shutdown()` was called. */
  readonly isOver: boolean;
  /** Workers that are attached and, as far as it can be seen, alive. */
  readonly workers: number;
  /** The aggregating workers that do their work, or will when there are workers for them. */
  readonly aggregating: readonly AggregatingState[];
  /** How the exports go, for each exporter. */
  readonly exports: readonly ExportState[];
}
