import type { Context, Hono } from "hono";
import type { By } from "../aggregate/by.ts";
import type { View } from "../aggregate/view.ts";
import { checkMilliseconds } from "../host/timer.ts";
import { failed, unavailable } from "./answers.ts";
import { keepOpen } from "./connection.ts";
import { EventStream } from "./event_stream.ts";
import { guardedRoute, type RouteOptions } from "./guards.ts";
import { boundsOf, type Limits } from "./limits.ts";
import type { MetricsSource, TelemetrySource } from "./metrics_source.ts";

/** Options of {@linkcode streamRoutes}. The path is `/stream` unless it is given. */
export interface StreamRoutesOptions extends RouteOptions, Omit<Limits, "maxSeries"> {
  /**
   * Whether the workers' values are added up, for the process or each NUMA node, or stand beside each other.
   *
   * @default {"process"}
   */
  readonly by?: By;
  /**
   * What becomes of some metrics.
   *
   * @default {[]}
   */
  readonly views?: readonly View[];
  /**
   * Milliseconds between two events, if there is anything new.
   *
   * @default 1000
   */
  readonly window?: number;
  /**
   * Milliseconds without an event after which a comment is sent, which keeps the connection open and finds out whether
   * the client is still there.
   *
   * @default 5000
   */
  readonly heartbeat?: number;
  /**
   * Clients at the same time. Others get 503.
   *
   * @default 16
   */
  readonly maxClients?: number;
}

/**
 * Hono routes that send the values that have changed, as server-sent events: one for each window, in the form of the
 * snapshot. The first one has all values. Values are cumulative, so a client that is slow, or was away and names the
 * last event that it has got (`Last-Event-ID`), gets what has changed since then, in one event; one that names an event
 * of another process, or none, gets all of them.
 *
 * A client that takes nothing for `deadline` milliseconds is cut off. The stream ends when the client goes, and when the
 * telemetry has shut down. Costs a comparison of each value in each window, as long as there are clients.
 */
export function streamRoutes(
  source: MetricsSource & Partial<Pick<TelemetrySource, "health">>,
  options: StreamRoutesOptions = {},
): Hono {
  const { path = "/stream", guards, by = "process", views = [] } = options;
  const window = checkMilliseconds("window", options.window ?? 1000);
  const heartbeat = checkMilliseconds("heartbeat", options.heartbeat ?? 5000);
  const { deadline, maxBytes, maxClients } = boundsOf({ maxClients: 16, ...options });
  const events = new EventStream(source.reader({ temporality: "cumulative", by, views }), {
    window,
    heartbeat,
    deadline,
    maxBytes,
    isOver: () => source.health?.().isOver ?? false,
  });

  function stream(context: Context): Response {
    if (events.size >= maxClients) return unavailable(context, "Too many clients read the stream.");
    const headers = {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      // A proxy that collects events would hold them back.
      "X-Accel-Buffering": "no",
    };
    if (context.req.method === "HEAD") return context.body(null, 200, headers);
    keepOpen(context, Math.max(deadline, 2 * heartbeat));
    try {
      return context.body(events.open(context.req.header("Last-Event-ID")), 200, headers);
    } catch (error) {
      return failed(context, error);
    }
  }

  return guardedRoute(path, guards, stream);
}
