import { type Context, Hono } from "hono";
import type { View } from "../aggregate/view.ts";
import { PROMETHEUS_CONTENT_TYPE, PrometheusRenderer } from "../export/prometheus/mod.ts";
import { warnOnce } from "../host/warn.ts";
import type { MetricsSource } from "./metrics_source.ts";

/** Options of {@linkcode metricsRoutes}. */
export interface MetricsRoutesOptions {
  /**
   * Where the metrics are, below the path at which the routes are mounted.
   *
   * @default {"/metrics"}
   */
  readonly path?: string;
  /**
   * Whether the workers' values are added up, which lets series survive the worker, or stand beside each other.
   *
   * @default {"process"}
   */
  readonly by?: "process" | "worker";
  /**
   * What becomes of some metrics.
   *
   * @default {[]}
   */
  readonly views?: readonly View[];
}

/**
 * Hono routes that serve what all workers of the process have recorded, in Prometheus' text format 0.0.4, to GET
 * and HEAD. Mount them with `app.route("/", metricsRoutes(telemetry))`.
 *
 * A request costs one collection and one rendering, both of which block the thread, and one copy of the text.
 * If either fails, the answer is 500 in plain text, and the reason is written to the console.
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
export function metricsRoutes(source: MetricsSource, options: MetricsRoutesOptions = {}): Hono {
  const { path = "/metrics", by = "process", views = [] } = options;
  const reader = source.reader({ temporality: "cumulative", by, views });
  const renderer = new PrometheusRenderer();

  function metrics(context: Context): Response {
    try {
      const text = renderer.render(reader.collect());
      return context.body(text, 200, { "Content-Type": PROMETHEUS_CONTENT_TYPE });
    } catch (error) {
      warnOnce(`the metrics could not be served: ${String(error)}`);
      return context.text("The metrics could not be collected; the console says why.\n", 500);
    }
  }

  // Hono answers HEAD by the same handler, without the body.
  return new Hono().get(path, metrics);
}
