import { type Context, Hono } from "hono";
import { warnOnce } from "../host/warn.ts";
import { Exposition, type ExpositionOptions } from "./exposition.ts";
import type { MetricsSource } from "./metrics_source.ts";

/** Options of {@linkcode metricsRoutes}. */
export interface MetricsRoutesOptions extends ExpositionOptions {
  /**
   * Where the metrics are, below the path at which the routes are mounted.
   *
   * @default {"/metrics"}
   */
  readonly path?: string;
}

/**
 * Hono routes that serve what all workers of the process have recorded, in one of Prometheus' text formats or as
 * OpenMetrics, to GET and HEAD. Mount them with `app.route("/", metricsRoutes(telemetry))`.
 *
 * A request costs one collection, one rendering, in slices between which the event loop goes on, and one copy of the
 * text. If one of them fails, the answer is 500 in plain text, and the reason is written to the console.
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
  const exposition = new Exposition(source, options);

  function metrics(context: Context): Response {
    try {
      return exposition.respond(context.req.raw);
    } catch (error) {
      warnOnce(`the metrics could not be served: ${String(error)}`);
      return context.text("The metrics could not be collected; the console says why.\n", 500);
    }
  }

  // Hono answers HEAD by the same handler, without the body.
  return new Hono().get(options.path ?? "/metrics", metrics);
}
