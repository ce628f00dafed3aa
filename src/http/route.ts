import type { Context, Hono } from "hono";
import { type Answer, Answers } from "./answers.ts";
import { type Bounds, boundsOf, LimitError, type Limits } from "./limits.ts";
import { guardedRoute, type RouteOptions } from "./guards.ts";
import type { WorkerSource } from "./metrics_source.ts";
import type { Collection } from "../aggregate/collection.ts";
import { type Render, renderInSlices } from "./rendering.ts";
import { after } from "../host/timer.ts";
import { SingleFlight } from "./single_flight.ts";
import { channelOf } from "./worker_channel.ts";

/** Whether it is a worker's telemetry, whose routes ask the thread that aggregates. */
export function isWorkerSource(source: object | WorkerSource): source is WorkerSource {
  return !("reader" in source);
}

/** Who makes a route's answers, whatever is asked for; one without a body as a response. */
export type MakeAnswer = (context: Context) => Promise<Answer | Response>;

/** A route at `path` unless the options say otherwise, whose answers are bounded. */
export function answeringRoute(
  path: string,
  options: RouteOptions & Limits,
  maker: (bounds: Bounds) => MakeAnswer,
): Hono {
  const bounds = boundsOf(options), answers = new Answers(bounds), make = maker(bounds);
  return guardedRoute(
    options.path ?? path,
    options.guards,
    (context) => answers.give(context, () => make(context)),
  );
}

/** A route that has the thread that aggregates answer, with what it has at the default path. */
export function askingRoute(path: string, worker: WorkerSource, options: RouteOptions & Limits): Hono {
  return answeringRoute(path, options, ({ deadline }) => async (context) => {
    const { answer, forget } = channelOf(worker).ask(path, context.req.header("Accept") ?? "");
    const cancel = after(deadline, forget);
    try {
      return await answer;
    } finally {
      cancel();
    }
  });
}

/** Answers of one content type, of which each is made once for all who ask at the same time. */
export function sharedAnswer(
  contentType: string,
  { maxBytes }: Bounds,
  render: Render,
): () => Promise<Answer> {
  const flight = new SingleFlight(() => renderInSlices(render, maxBytes));
  return async () => ({
    status: 200,
    // Values of now are of no use later.
    headers: { "Content-Type": contentType, "Cache-Control": "no-store" },
    body: await flight.get(),
  });
}

/**
 * Refuses a collection that is too large to be answered with.
 *
 * @throws {LimitError} when it has more than `maxSeries` values.
 */
export function checkSize(collection: Collection, { maxSeries }: Bounds): Collection {
  const size = collection.sets.reduce(
    (sum, { series, layout }) => sum + series.length * layout.fields.length,
    0,
  );
  if (size <= maxSeries) return collection;
  throw new LimitError(`there are ${size} series, more than the ${maxSeries} that may be answered with`);
}
