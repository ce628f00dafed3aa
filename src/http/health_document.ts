import type { Collection } from "../aggregate/collection.ts";
import type { View } from "../aggregate/view.ts";
import type { TelemetrySource } from "./metrics_source.ts";

/** What makes the telemetry of a process unhealthy. */
export interface HealthLimits {
  /**
   * Workers that have to be attached and alive.
   *
   * @default 0
   */
  readonly minWorkers?: number;
  /**
   * So many exports in a row that have failed.
   *
   * @default 3
   */
  readonly maxFailures?: number;
}

/** What percore counts of itself, by what it is called in the answer. */
const COUNTS: Readonly<Record<string, string>> = {
  "percore.worker.deferrals": "deferrals",
  "percore.recordings.invalid": "invalid_recordings",
  "percore.aggregator.gaps": "gaps",
  "percore.aggregator.repeats": "repeats",
  "percore.aggregator.corrupt": "corrupt",
  "percore.aggregator.salvages": "salvages",
  "percore.aggregator.lost": "lost_aggregating_workers",
};

/** For a reader that needs nothing but these counts. */
export const HEALTH_VIEWS: readonly View[] = [
  ...Object.keys(COUNTS).map((metric) => ({ select: { set: "percore.*", metric } })),
  { select: { set: "*" }, drop: true },
];

/** How the telemetry is, as JSON, and whether that is well. */
export function healthDocument(
  source: TelemetrySource,
  counted: Collection,
  { minWorkers = 0, maxFailures = 3 }: HealthLimits,
) {
  const { isOver, workers: alive, aggregating, exports } = source.health();
  const workers = source.inspect().filter(({ id }) => id !== 0);
  const problems = [
    ...(isOver ? ["the telemetry has shut down"] : []),
    ...(alive < minWorkers ? [`${alive} workers are alive, fewer than ${minWorkers}`] : []),
    ...workers.filter(({ isCorrupt }) => isCorrupt).map(({ id }) =>
      `the memory of worker ${id} was overwritten`
    ),
    ...exports.filter(({ failures }) => failures >= maxFailures).map(({ exporter, failures }) =>
      `exporter ${exporter} has failed ${failures} times in a row`
    ),
  ];
  return {
    status: problems.length === 0 ? "ok" : "unhealthy",
    problems,
    workers: {
      alive,
      rings: workers.map(({ id, node, drainedBy, ringBytes, waitingBytes, isCorrupt }) => ({
        worker: id,
        node,
        aggregating_worker: drainedBy?.id,
        bytes: ringBytes,
        waiting_bytes: waitingBytes,
        corrupt: isCorrupt,
      })),
    },
    aggregating_workers: aggregating,
    exports,
    counts: countsOf(counted),
  };
}

function countsOf({ sets }: Collection): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(Object.values(COUNTS).map((name) => [name, 0]));
  for (const { layout: { stride, fields }, series, values } of sets) {
    for (const { metric, lane } of fields) {
      const name = COUNTS[metric.name];
      if (name === undefined) continue;
      for (let i = 0; i < series.length; i++) {
        counts[name] = (counts[name] ?? 0) + (values[i * stride + lane] ?? 0);
      }
    }
  }
  return counts;
}
