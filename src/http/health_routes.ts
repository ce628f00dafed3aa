import type { Hono } from "hono";
import type { Answer } from "./answers.ts";
import type { RouteOptions } from "./guards.ts";
import { HEALTH_VIEWS, healthDocument, type HealthLimits } from "./health_document.ts";
import type { Limits } from "./limits.ts";
import type { TelemetrySource, WorkerSource } from "./metrics_source.ts";
import { renderInSlices } from "./rendering.ts";
import { answeringRoute, askingRoute, isWorkerSource } from "./route.ts";

/** Where the health is unless told otherwise. */
export const HEALTH_PATH = "/healthz";

/** Options of {@linkcode healthRoutes}. The path is `/healthz` unless it is given. */
export interface HealthRoutesOptions extends RouteOptions, Limits, HealthLimits {}

/**
 * Hono routes that tell how the telemetry itself is, as JSON: 200, or 503 when it has shut down, has too few workers,
 * found a worker's memory overwritten, or an exporter fails again and again. The counts are those since the route was
 * made. An aggregating worker that was lost is told of, but is no reason for 503: nothing is lost with it.
 */
export function healthRoutes(
  source: TelemetrySource | WorkerSource,
  options: HealthRoutesOptions = {},
): Hono {
  if (isWorkerSource(source)) return askingRoute(HEALTH_PATH, source, options);
  const reader = source.reader({ temporality: "cumulative", by: "process", views: HEALTH_VIEWS });
  return answeringRoute(HEALTH_PATH, options, ({ maxBytes }) => async (): Promise<Answer> => {
    const document = healthDocument(source, reader.collect(), options);
    const text = new TextEncoder().encode(JSON.stringify(document));
    return {
      status: document.status === "ok" ? 200 : 503,
      headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
      body: await renderInSlices(() => [text], maxBytes),
    };
  });
}
