import type { WorkerTelemetry } from "../worker/worker_telemetry.ts";
import type { DrainCounts } from "./aggregator.ts";
import type { ReportExport } from "./periodic_export.ts";
export class AggregatorMetrics {
  constructor(_own: WorkerTelemetry) {}
  joined(): void {}
  left(): void {}
  drained(_counts: DrainCounts, _begin: number): void {}
}
export function exporterMetrics(_own: WorkerTelemetry, _name: string): ReportExport { return () => {}; }
