import type { Hono } from "hono";
import type { View } from "../aggregate/view.ts";
import { PROMETHEUS_CONTENT_TYPE, PrometheusRenderer } from "../export/prometheus/mod.ts";
import type { RouteOptions } from "./guards.ts";
import type { Limits } from "./limits.ts";
import type { MetricsSource, WorkerSource } from "./metrics_source.ts";
import { answeringRoute, askingRoute, checkSize, isWorkerSource, sharedAnswer } from "./route.ts";

/** Where the metrics are unless told otherwise. */
export const METRICS_PATH = "/metrics";

/** Options of {@linkcode metricsRoutes}. The path is `/metrics` unless it is given. */
export interface MetricsRoutesOptions extends RouteOptions, Limits {
  /**
   * Whether the workers' values are added up, which lets series survive the worker, or stand beside each other. In a
   * worker, `answerWorkers()` is told so.
   *
   * @default {"process"}
   */
  readonly by?: "process" | "worker";
  /**
   * What becomes of some metrics. In a worker, `answerWorkers()` is told so.
   *
   * @default {[]}
   */
  readonly views?: readonly View[];
}

/**
 * Hono routes that serve what all workers of the process have recorded, in Prometheus' text format 0.0.4, to GET
 * and HEAD. Mount them with `app.route("/", metricsRoutes(telemetry))`.
 *
 * In a worker that serves HTTP itself, it takes what `connect()` returned: the thread that aggregates answers, if the
 * program has called {@linkcode answerWorkers} there.
 *
 * A collection and a rendering are made once for all who ask at the same time. The answer is within {@linkcode Limits},
 * 503 if it can't be; if it fails, it is 500 in plain text, and the reason is written to the console.
 *
 * @example
 * ```ts
 * import { metricsRoutes } from "@percore/telemetry/hono";
 * import { Hono } from "hono";
 * // A program passes what createTelemetry() returned; anything that can collect will do.
 * const source = {
 *   reader: () => ({
 *     collect: () => ({
 *       resource: { attributes: { "service.name": "shop" } },
 *       sets: [],
 *     }),
 *   }),
 * };
 * const app = new Hono().route("/", metricsRoutes(source));
 * const response = await app.request("/metrics");
 * if (!(await response.text()).includes("target_info")) throw new Error("no target_info");
 * ```
 */
export function metricsRoutes(
  source: MetricsSource | WorkerSource,
  options: MetricsRoutesOptions = {},
): Hono {
  if (isWorkerSource(source)) return askingRoute(METRICS_PATH, source, options);
  const { by = "process", views = [] } = options;
  const reader = source.reader({ temporality: "cumulative", by, views });
  const renderer = new PrometheusRenderer();
  return answeringRoute(
    METRICS_PATH,
    options,
    (bounds) =>
      sharedAnswer(
        PROMETHEUS_CONTENT_TYPE,
        bounds,
        () => [renderer.render(checkSize(reader.collect(), bounds))],
      ),
  );
}
