import type { Hono } from "hono";
import { acceptsGzip, formatFor } from "./accept.ts";
import type { Answer } from "./answers.ts";
import { Blocks } from "./blocks.ts";
import { Exposition, type ExpositionOptions } from "./exposition.ts";
import type { RouteOptions } from "./guards.ts";
import { headerPairs } from "./header_pairs.ts";
import type { Limits } from "./limits.ts";
import type { MetricsSource, WorkerSource } from "./metrics_source.ts";
import { queryOf } from "./query.ts";
import { renderInBlocks, renderResponse } from "./rendering.ts";
import { answeringRoute, askingRoute, isWorkerSource } from "./route.ts";

/** Where the metrics are unless told otherwise. */
export const METRICS_PATH = "/metrics";

/** What a request can say in its query. */
const PARAMETERS = ["by", "name[]"];

/** The headers that make a difference to the text. */
const TEXT_HEADERS = ["accept", "accept-encoding"];

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
  if (isWorkerSource(source)) return askingRoute(METRICS_PATH, source, options, PARAMETERS);
  return answeringRoute(METRICS_PATH, options, ({ maxBytes }, queue) => {
    // What can't be answered with isn't written.
    const exposition = new Exposition(source, { ...options, maxBytes }), blocks = new Blocks();

    async function make(request: Asked, askers: number): Promise<Answer> {
      const response = exposition.respond(request), { status, headers } = response;
      return {
        status: status === 400 ? status : 200,
        headers: Object.fromEntries(headers),
        body: await (askers === 1 ? renderInBlocks(response, blocks) : renderResponse(response)),
      };
    }

    return async ({ req: { raw: { url, headers } } }) => {
      if (headers.has("if-none-match")) {
        // The head says whether there is anything new, and costs no text.
        const head = exposition.respond({ url, method: "HEAD", headers });
        if (head.status === 304) return head;
      }
      // No request: it would be refused the URL of one whose `Host` is odd.
      const asked = { url, method: "GET", headers: new Headers(headerPairs(headers, TEXT_HEADERS)) };
      return await queue.get(nameOf(asked), (askers) => make(asked, askers));
    };
  });
}

/** What is read of a request. */
type Asked = Pick<Request, "url" | "method" | "headers">;

/** The same for requests of which each may have the other's answer; alike at the beginning for those of one renderer. */
function nameOf({ url, headers }: Asked): string {
  const header = (name: string) => headers.get(name) ?? undefined, query = queryOf(url);
  return JSON.stringify([
    query.get("by"),
    formatFor(header("accept")),
    acceptsGzip(header("accept-encoding")),
    query.getAll("name[]").sort(),
  ]);
}
