import type { Hono } from "hono";
import type { ExpositionOptions } from "./exposition.ts";
import type { RouteOptions } from "./guards.ts";
import type { Limits } from "./limits.ts";
import type { MetricsSource, WorkerSource } from "./metrics_source.ts";
import { pointsText } from "./points_text.ts";
import { answeringRoute, askingRoute, checkSize, isWorkerSource, sharedAnswer } from "./route.ts";

/** Where the snapshot is unless told otherwise. */
export const SNAPSHOT_PATH = "/snapshot";

/**
 * Options of {@linkcode snapshotRoutes}. The path is `/snapshot` unless it is given. In a worker, `answerWorkers()` is
 * told what is to be answered with.
 */
export interface SnapshotRoutesOptions
  extends RouteOptions, Limits, Pick<ExpositionOptions, "by" | "views" | "cardinalityLimit"> {}

/**
 * Hono routes that serve the current values as JSON, nested by set, entity and attributes, to people and programs.
 * Whole numbers beyond 2^53 are strings, and so are `NaN` and `Infinity`. Costs as much memory as the text, and is
 * written in slices between which the event loop goes on: each series is read at once, but not all of them.
 *
 * Shared, bounded and answered for workers as {@linkcode metricsRoutes}.
 */
export function snapshotRoutes(
  source: MetricsSource | WorkerSource,
  options: SnapshotRoutesOptions = {},
): Hono {
  if (isWorkerSource(source)) return askingRoute(SNAPSHOT_PATH, source, options);
  const { by = "process", views = [], cardinalityLimit } = options;
  const limit = cardinalityLimit === undefined ? {} : { cardinalityLimit };
  const reader = source.reader({ temporality: "cumulative", by, views, ...limit });
  return answeringRoute(
    SNAPSHOT_PATH,
    options,
    (bounds, queue) =>
      sharedAnswer("application/json", bounds, queue, () => pointsText(checkSize(reader.collect(), bounds))),
  );
}
