import { Hono } from "hono";
import type { RouteOptions } from "./guards.ts";
import { HEALTH_PATH, healthRoutes, type HealthRoutesOptions } from "./health_routes.ts";
import { METRICS_PATH, metricsRoutes, type MetricsRoutesOptions } from "./metrics_routes.ts";
import type { TelemetrySource, WorkerSource } from "./metrics_source.ts";
import { isWorkerSource } from "./route.ts";
import { SCHEMA_PATH, schemaRoutes, type SchemaRoutesOptions } from "./schema_routes.ts";
import { SNAPSHOT_PATH, snapshotRoutes, type SnapshotRoutesOptions } from "./snapshot_routes.ts";
import { streamRoutes, type StreamRoutesOptions } from "./stream_routes.ts";

/** Options of {@linkcode telemetryRoutes}: of each route, or false for one that isn't wanted. */
export interface TelemetryRoutesOptions {
  /** Who may ask; a route's own `guards` take the place of these. */
  readonly guards?: RouteOptions["guards"];
  /** `GET /metrics`: Prometheus. */
  readonly metrics?: MetricsRoutesOptions | false;
  /** `GET /schema`: what there is. */
  readonly schema?: SchemaRoutesOptions | false;
  /** `GET /snapshot`: the current values as JSON. */
  readonly snapshot?: SnapshotRoutesOptions | false;
  /** `GET /stream`: what changes, as server-sent events. Not in workers. */
  readonly stream?: StreamRoutesOptions | false;
  /** `GET /healthz`: how the telemetry is. */
  readonly healthz?: HealthRoutesOptions | false;
}

/**
 * All of percore's routes in one: {@linkcode metricsRoutes}, {@linkcode schemaRoutes}, {@linkcode snapshotRoutes},
 * {@linkcode streamRoutes} and {@linkcode healthRoutes}. None of them changes anything that another reader sees.
 *
 * In a worker that serves HTTP itself, it takes what `connect()` returned, and has no stream.
 */
export function telemetryRoutes(
  source: TelemetrySource | WorkerSource,
  options: TelemetryRoutesOptions = {},
): Hono {
  const { guards, metrics, schema, snapshot, stream, healthz } = options;
  const common = guards === undefined ? {} : { guards };
  const app = new Hono();
  if (metrics !== false) app.route("/", metricsRoutes(source, { ...common, ...metrics }));
  if (schema !== false) app.route("/", schemaRoutes(source, { ...common, ...schema }));
  if (snapshot !== false) app.route("/", snapshotRoutes(source, { ...common, ...snapshot }));
  if (stream !== false && !isWorkerSource(source)) {
    app.route("/", streamRoutes(source, { ...common, ...stream }));
  }
  if (healthz !== false) app.route("/", healthRoutes(source, { ...common, ...healthz }));
  return app;
}

/** The routes for workers: all at their default paths, without guards, since a worker's own routes have them. */
export function routesForWorkers(source: TelemetrySource, options: TelemetryRoutesOptions): Hono {
  const at = <Options extends RouteOptions>(path: string, given: Options | false | undefined) =>
    given === false ? false as const : { ...given, path, guards: [] };
  return telemetryRoutes(source, {
    metrics: at(METRICS_PATH, options.metrics),
    schema: at(SCHEMA_PATH, options.schema),
    snapshot: at(SNAPSHOT_PATH, options.snapshot),
    healthz: at(HEALTH_PATH, options.healthz),
    stream: false,
  });
}
