import { warnOnce } from "../host/warn.ts";
import { PercoreAggregator, PercoreExporter, PercoreExportResult } from "../self/percore.gen.ts";
import type { WorkerTelemetry } from "../worker/worker_telemetry.ts";
import type { DrainCounts } from "./aggregator.ts";
import type { Exporter } from "./exporter.ts";
import type { ReportExport } from "./periodic_export.ts";

/**
 * Frames that come together before they are counted. To count them makes up to two frames more: with fewer, an idle
 * process would never come to rest.
 */
const FRAMES = 4;

/** What percore counts of its own aggregation. */
export class AggregatorMetrics {
  readonly #set;
  #frames = 0;

  constructor(own: WorkerTelemetry) {
    this.#set = own.register(PercoreAggregator);
  }

  /** A worker was attached. */
  joined(): void {
    this.#set.workers.increment();
  }

  /** A worker has ended. */
  left(): void {
    this.#set.workers.decrement();
  }

  /** A drain that began at `begin` (`performance.now()`) took these frames. */
  drained(counts: DrainCounts, begin: number): void {
    const set = this.#set;
    this.#frames += counts.frames;
    if (this.#frames >= FRAMES) {
      set.frames.add(this.#frames);
      set.drainDuration.record((performance.now() - begin) / 1000);
      this.#frames = 0;
    }
    if (counts.gaps > 0) set.gaps.add(counts.gaps);
    if (counts.repeats > 0) set.repeats.add(counts.repeats);
    if (counts.corrupt > 0) set.corrupt.add(counts.corrupt);
    if (counts.salvages > 0) set.salvages.add(counts.salvages);
    if (counts.lost > 0) set.lost.add(counts.lost);
  }
}

/** What percore counts of one exporter; what its backend has said is written to the console. */
export function exporterMetrics(own: WorkerTelemetry, { name, backend }: Exporter): ReportExport {
  const teller = backend === undefined ? name : `${name} to ${backend}`;
  const set = own.register(PercoreExporter, { attributes: { "percore.exporter.name": name } });
  return ({ result, bytes, refused = 0, oversized = 0, message }, seconds) => {
    if (message !== undefined) warnOnce(`exporter ${teller}: ${result}: ${message}`);
    const series = set.with(PercoreExportResult[result]);
    series.exports.increment();
    series.bytes.add(bytes);
    if (oversized > 0) series.oversized.add(oversized);
    if (refused > 0) series.refused.add(refused);
    series.duration.record(seconds);
  };
}
