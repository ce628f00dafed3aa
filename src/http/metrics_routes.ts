import type { Context, Hono } from "hono";
import { type Answer, Answers } from "./answers.ts";
import { Exposition, type ExpositionOptions } from "./exposition.ts";
import { guardedRoute, type RouteOptions } from "./guards.ts";
import { boundsOf, type Limits } from "./limits.ts";
import type { MetricsSource, WorkerSource } from "./metrics_source.ts";
import { wholeRendering } from "./rendering.ts";
import { askingRoute, isWorkerSource } from "./route.ts";
import { SingleFlight } from "./single_flight.ts";

/** Where the metrics are unless told otherwise. */
export const METRICS_PATH = "/metrics";

/** Different answers that are made at the same time at most for all who ask for the same; others are made one by one. */
const KINDS = 32;

/**
 * Options of {@linkcode metricsRoutes}. The path is `/metrics` unless it is given. What is beyond `maxSeries` and
 * `maxBytes` is left out of the text and counted. In a worker, `answerWorkers()` is told what is to be answered with.
 */
export interface MetricsRoutesOptions
  extends RouteOptions, ExpositionOptions, Pick<Limits, "deadline" | "maxClients"> {}

/**
 * Hono routes that serve what all workers of the process have recorded, in one of Prometheus' text formats or as
 * OpenMetrics, to GET and HEAD. Mount them with `app.route("/", metricsRoutes(telemetry))`.
 *
 * In a worker that serves HTTP itself, it takes what `connect()` returned: the thread that aggregates answers, if the
 * program has called {@linkcode answerWorkers} there.
 *
 * A collection and a rendering, in slices between which the event loop goes on, are made once for all who ask for the
 * same at the same time. If one of them fails, the answer is 500 in plain text, and the reason is written to the
 * console.
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
  const { deadline, maxClients } = options;
  const limits: Limits = {
    ...(deadline === undefined ? {} : { deadline }),
    ...(maxClients === undefined ? {} : { maxClients }),
  };
  if (isWorkerSource(source)) return askingRoute(METRICS_PATH, source, { ...options, ...limits });
  const exposition = new Exposition(source, options), answers = new Answers(boundsOf(limits));
  const flights = new Map<string, SingleFlight<Whole>>();

  function shared(request: Request): Promise<Whole> {
    const { searchParams } = new URL(request.url), header = (name: string) => request.headers.get(name);
    const key = JSON.stringify([
      searchParams.get("by"),
      searchParams.getAll("name[]"),
      header("accept"),
      header("accept-encoding"),
    ]);
    let flight = flights.get(key);
    if (flight === undefined) {
      flight = new SingleFlight(() => wholeOf(exposition.respond(request)));
      if (flights.size < KINDS) flights.set(key, flight);
    }
    const whole = flight.get();
    const forget = () => {
      if (flights.get(key) === flight && !flight.isBusy) flights.delete(key);
    };
    whole.then(forget, forget);
    return whole;
  }

  function metrics(context: Context): Response | Promise<Response> {
    const request = context.req.raw;
    return answers.give(context, async () => {
      if (request.method === "HEAD") return exposition.respond(request);
      if (request.headers.has("if-none-match")) {
        const response = exposition.respond(request);
        return response.status === 304 ? response : answerOf(await wholeOf(response));
      }
      return answerOf(await shared(request));
    });
  }

  return guardedRoute(options.path ?? METRICS_PATH, options.guards, metrics);
}

/** An answer with all of its body. */
interface Whole {
  readonly status: 200 | 400;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

async function wholeOf(response: Response): Promise<Whole> {
  const { status, headers } = response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    status: status === 400 ? status : 200,
    headers: Object.fromEntries(headers),
    bytes,
  };
}

function answerOf({ status, headers, bytes }: Whole): Answer {
  return { status, headers, body: wholeRendering(bytes) };
}
