import type { Hono } from "hono";
import { Exposition, type ExpositionOptions } from "./exposition.ts";
import type { RouteOptions } from "./guards.ts";
import type { Limits } from "./limits.ts";
import type { MetricsSource, WorkerSource } from "./metrics_source.ts";
import { wholeRendering } from "./rendering.ts";
import { answeringRoute, askingRoute, isWorkerSource } from "./route.ts";
import { SingleFlight } from "./single_flight.ts";

/** Where the metrics are unless told otherwise. */
export const METRICS_PATH = "/metrics";

/** Different answers that are made at the same time at most for all who ask for the same; others are made one by one. */
const KINDS = 32;

/**
 * Options of {@linkcode metricsRoutes}. The path is `/metrics` unless it is given. What is beyond `maxSeries` and
 * `maxBytes` is left out and counted by `percore.exposition.omitted`. In a worker, `answerWorkers()` is told what is to be answered with.
 */
export interface MetricsRoutesOptions
  extends RouteOptions, ExpositionOptions, Pick<Limits, "deadline" | "maxClients"> {}

/**
 * Hono routes that serve what all workers of the process have recorded, in the one of Prometheus' formats that is asked
 * for, to GET and HEAD. Mount them with `app.route("/", metricsRoutes(telemetry))`.
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
  if (isWorkerSource(source)) return askingRoute(METRICS_PATH, source, options);
  const exposition = new Exposition(source, options), flights = new Map<string, SingleFlight<Whole>>();

  function shared({ url, headers }: Request): Promise<Whole> {
    const { searchParams } = new URL(url), wanted = new Headers();
    for (const name of ["accept", "accept-encoding"]) {
      const value = headers.get(name);
      if (value !== null) wanted.set(name, value);
    }
    const key = JSON.stringify([searchParams.get("by"), searchParams.getAll("name[]"), [...wanted]]);
    let flight = flights.get(key);
    if (flight === undefined) {
      flight = new SingleFlight(() => wholeOf(exposition.respond(new Request(url, { headers: wanted }))));
      if (flights.size < KINDS) flights.set(key, flight);
    }
    const whole = flight.get();
    const forget = () => {
      if (flights.get(key) === flight && !flight.isBusy) flights.delete(key);
    };
    whole.then(forget, forget);
    return whole;
  }

  return answeringRoute(METRICS_PATH, options, () => async ({ req: { raw: request } }) => {
    const isHead = request.method === "HEAD";
    if (isHead || request.headers.has("if-none-match")) {
      // The head says whether there is anything new, and costs no text.
      const head = exposition.respond(new Request(request, { method: "HEAD" }));
      if (isHead || head.status === 304) return head;
    }
    const { status, headers, bytes } = await shared(request);
    return { status, headers, body: wholeRendering(bytes) };
  });
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
