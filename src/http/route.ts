import type { Context, Hono } from "hono";
import { type Answer, Answers } from "./answers.ts";
import { type Bounds, boundsOf, LimitError, type Limits } from "./limits.ts";
import { guardedRoute, type RouteOptions } from "./guards.ts";
import type { WorkerSource } from "./metrics_source.ts";
import type { Collection } from "../aggregate/collection.ts";
import { Queue } from "./queue.ts";
import { type Render, renderInSlices, sharedRendering } from "./rendering.ts";
import { queryOf } from "./query.ts";
import { seriesCount } from "./series_count.ts";
import { after } from "../host/timer.ts";
import { channelOf, questionOf } from "./worker_channel.ts";

/** Whether it is a worker's telemetry, whose routes ask the thread that aggregates. */
export function isWorkerSource(source: object | WorkerSource): source is WorkerSource {
  return !("reader" in source);
}

/** Who makes a route's answers, whatever is asked for; one without a body as a response. */
export type MakeAnswer = (context: Context) => Promise<Answer | Response>;

/**
 * A route at `path` unless the options say otherwise, whose answers are bounded. Those that are large are to be made in
 * its queue, one after the other, as room becomes free.
 */
export function answeringRoute(
  path: string,
  options: RouteOptions & Limits,
  maker: (bounds: Bounds, queue: Queue<Answer>) => MakeAnswer,
): Hono {
  const bounds = boundsOf(options), answers = new Answers(bounds);
  const make = maker(bounds, new Queue(bounds.deadline, () => answers.room()));
  return guardedRoute(
    options.path ?? path,
    options.guards,
    (context) => answers.give(context, () => make(context)),
  );
}

/** Characters of a query that are passed on. */
const MAX_QUERY = 8192;

/**
 * A route that has the thread that aggregates answer, with what it has at the default path, and to the parameters of the
 * query that it knows.
 */
export function askingRoute(
  path: string,
  worker: WorkerSource,
  options: RouteOptions & Limits,
  parameters: readonly string[] = [],
): Hono {
  return answeringRoute(path, options, ({ deadline }) => async (context) => {
    const query = knownQuery(context.req.url, parameters);
    if (query.length > MAX_QUERY) return context.text(`The query is longer than ${MAX_QUERY}.\n`, 414);
    const { answer, forget } = channelOf(worker).ask(questionOf(context.req.raw, path + query), deadline);
    const cancel = after(deadline, forget);
    try {
      const { status, headers, body } = await answer;
      // An answer to HEAD, or 304.
      if (status === 304 || body.byteLength === 0) return new Response(null, { status, headers });
      return { status, headers, body: sharedRendering(body) };
    } finally {
      cancel();
    }
  });
}

/** The parameters of a URL that are known, as the query of another one; nothing when there are none. */
function knownQuery(url: string, parameters: readonly string[]): string {
  const given = [...queryOf(url)].filter(([name]) => parameters.includes(name));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** Answers of one content type, of which each is made once for all who ask at the same time. */
export function sharedAnswer(
  contentType: string,
  { maxBytes }: Bounds,
  queue: Queue<Answer>,
  render: Render,
): () => Promise<Answer> {
  const make = async (): Promise<Answer> => ({
    status: 200,
    // Values of now are of no use later.
    headers: { "Content-Type": contentType, "Cache-Control": "no-store" },
    body: await renderInSlices(render, maxBytes),
  });
  return () => queue.get(contentType, make);
}

/**
 * Refuses a collection that is too large to be answered with.
 *
 * @throws {LimitError} when it has more than `maxSeries` values.
 */
export function checkSize(collection: Collection, { maxSeries }: Bounds): Collection {
  const size = seriesCount(collection);
  if (size <= maxSeries) return collection;
  throw new LimitError(`there are ${size} series, more than the ${maxSeries} that may be answered with`);
}
