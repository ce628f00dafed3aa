import type { Context, MiddlewareHandler, Next } from "hono";
import type { UpDownCounter } from "../set/up_down_counter.ts";
import { standsFor } from "./connection.ts";
import { type BodyEnd, countedBody } from "./counted_body.ts";
import { ABORTED, failureOf, nameOf } from "./error_type.ts";
import {
  ErrorType,
  HttpResponseStatusCode,
  HttpRoute,
  PercoreHttpServer,
  PercoreHttpServerActive,
  PercoreHttpServerBodies,
  ServerAddress,
  type UrlScheme,
} from "./http_server.gen.ts";
import { KnownMethods } from "./known_methods.ts";
import { lengthAtOnce } from "./length_at_once.ts";
import type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
import { forwardedSchemeOf, portOf, protocolVersionOf, schemeOf, targetOf } from "./request_attributes.ts";
import { routeTemplate } from "./route_template.ts";

/** Options of {@linkcode httpServerMetrics}. */
export interface HttpServerMetricsOptions {
  /**
   * The methods that `http.request.method` has as they are; all others are `_OTHER`. It is the whole list.
   *
   * @default those of OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS, or those of RFC 9110, PATCH and QUERY
   */
  readonly knownMethods?: readonly string[];
  /**
   * Whether the sizes of bodies are recorded, too: `http.server.request.body.size` and
   * `http.server.response.body.size`. One that `Content-Length` doesn't say is counted, for which each response is
   * copied, and read if it is there as a whole.
   *
   * @default {false}
   */
  readonly bodySizes?: boolean;
  /**
   * Whether `server.address` and `server.port` are recorded. They come from the request, so that whoever makes requests
   * can use up the series.
   *
   * @default {false}
   */
  readonly serverAddress?: boolean;
  /**
   * Whether a proxy's `Forwarded` or `X-Forwarded-Proto` says the scheme. Only a proxy that sets the header itself may
   * be believed.
   *
   * @default {false}
   */
  readonly forwardedScheme?: boolean;
}

/** What a request is recorded under that is known when it comes, as indices. */
interface Exchange {
  readonly begin: number;
  readonly method: number;
  readonly scheme: UrlScheme;
  readonly version: number | undefined;
  readonly address: number | undefined;
  readonly port: number | undefined;
  readonly active: UpDownCounter;
  /** Bytes of its body, as far as they are known. */
  bytes: number;
}

/** What `context.json()` sends, which isn't streamed. */
const JSON_TYPE = "application/json";

/**
 * What texts are sent as by `Response` itself, and texts and HTML by Hono's context. A body of such a type is taken to
 * be there as a whole unless a `Transfer-Encoding` says otherwise, as Hono's streams do.
 */
const TEXT_TYPES = new Set([
  "text/plain;charset=UTF-8",
  "text/plain; charset=UTF-8",
  "text/html; charset=UTF-8",
]);

/**
 * A middleware that records the `http.server.*` metrics of OpenTelemetry's semantic conventions for all requests that
 * it sees: `http.server.request.duration`, `http.server.active_requests`, and the sizes of bodies when asked to. Put
 * it before all others, so that it sees all requests, and their responses as they are sent.
 *
 * A request lasts until its response is handed to the runtime, or, of a body that is streamed, until that has ended.
 * `http.route` is the template of the matched route, such as `/users/:id`; a request that matches none has no such
 * attribute. Recording allocates nothing; the middleware allocates an object of eight fields and the array of matched
 * routes a request, and for a body that may be streamed what its copy takes.
 *
 * @example
 * ```ts
 * import { createTelemetry } from "@percore/telemetry";
 * import { httpServerMetrics } from "@percore/telemetry/hono";
 * import { Hono } from "hono";
 *
 * const telemetry = createTelemetry({ resource: { "service.name": "shop" } });
 * const reader = telemetry.reader();
 * const app = new Hono()
 *   .use(httpServerMetrics(telemetry))
 *   .get("/users/:id", (context) => context.text(`user ${context.req.param("id")}`));
 * await app.request("/users/7");
 * const names = reader.collect().sets.map(({ descriptor }) => descriptor.name);
 * if (!names.includes("percore.http.server")) throw new Error("not recorded");
 * await telemetry.shutdown();
 * ```
 */
export function httpServerMetrics(
  telemetry: MetricSetRegistrar,
  options: HttpServerMetricsOptions = {},
): MiddlewareHandler {
  const { bodySizes = false, serverAddress = false, forwardedScheme = false } = options;
  const entity = { "thread.id": telemetry.id ?? 0 };
  const requests = telemetry.register(PercoreHttpServer, { entity });
  const actives = telemetry.register(PercoreHttpServerActive, { entity });
  const bodies = bodySizes ? telemetry.register(PercoreHttpServerBodies, { entity }) : undefined;
  const methods = new KnownMethods(options.knownMethods);

  function begin(context: Context): Exchange {
    const begin = performance.now(), { method: name, url } = context.req;
    const method = methods.indexOf(name);
    const scheme = (forwardedScheme ? forwardedSchemeOf(context) : undefined) ?? schemeOf(url);
    let address: number | undefined, port: number | undefined;
    const target = serverAddress ? targetOf(url) : undefined;
    if (target !== undefined) {
      address = ServerAddress.from(target.hostname);
      port = portOf(target);
    }
    const version = protocolVersionOf(context.env),
      active = actives.with(method, scheme, address, port).requests;
    active.increment();
    return { begin, method, scheme, version, address, port, active, bytes: NaN };
  }

  /** `bytes` of the response's body; NaN when they aren't known. */
  function end(
    { begin, method, scheme, version, address, port, active, bytes: requestBytes }: Exchange,
    status: number | undefined,
    error: string | undefined,
    route: string | undefined,
    bytes: number,
  ): void {
    const code = status === undefined ? undefined : HttpResponseStatusCode.from(status);
    const type = error === undefined ? undefined : ErrorType.from(error);
    const template = route === undefined ? undefined : HttpRoute.from(route);
    requests.with(method, scheme, code, type, template, version, address, port).duration.stopTimer(begin);
    active.decrement();
    if (bodies === undefined) return;
    const sizes = bodies.with(method, scheme, code, type, template, version, address, port);
    if (!Number.isNaN(requestBytes)) sizes.request.record(requestBytes);
    if (!Number.isNaN(bytes)) sizes.response.record(bytes);
  }

  /** Ends the request when the response's body has ended. */
  async function endWithBody(
    exchange: Exchange,
    context: Context,
    response: Response,
    route: string | undefined,
  ): Promise<void> {
    const { status } = response, { error } = context;
    const length = await lengthAtOnce(response);
    if (length !== undefined) return end(exchange, status, failureOf(status, error), route, length);
    const { body } = response;
    if (body === null) return end(exchange, status, failureOf(status, error), route, 0);
    const counted = countedBody(body, ({ bytes, error: broken, isAborted }: BodyEnd) => {
      const failure = broken !== undefined ? nameOf(broken) : isAborted ? ABORTED : failureOf(status, error);
      end(exchange, status, failure, route, bytes);
    });
    // Otherwise Hono would copy the headers of the response that is replaced, one by one.
    context.res = undefined;
    context.res = new Response(counted, response);
  }

  return async function httpServerMetrics(context: Context, next: Next): Promise<void> {
    const exchange = begin(context);
    if (bodies !== undefined) countRequestBody(exchange, context);
    try {
      await next();
    } catch (error) {
      end(exchange, undefined, nameOf(error), routeTemplate(context), NaN);
      throw error;
    }
    const response = context.res, route = routeTemplate(context), { status } = response;
    const bytes = bodies === undefined ? NaN : declaredLength(response.headers);
    // Hono answers HEAD by the handler of GET, and throws the body away.
    const isHead = context.req.method === "HEAD";
    if (!isHead && (!isWhole(response) || bodies !== undefined && Number.isNaN(bytes))) {
      return endWithBody(exchange, context, response, route);
    }
    end(exchange, status, failureOf(status, context.error), route, isHead ? 0 : bytes);
  };
}

/**
 * Whether a response's body is known not to be streamed. To look at the body itself would make a stream of it. Each look
 * at a header takes half a microsecond on Deno.
 */
function isWhole({ headers }: Response): boolean {
  const type = headers.get("content-type");
  return type === JSON_TYPE || type !== null && TEXT_TYPES.has(type) && !headers.has("transfer-encoding");
}

/** The length of a body as its headers say it; NaN when they don't. */
function declaredLength(headers: Headers): number {
  const text = headers.get("content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}

/** Finds the size of a request's body, or counts it while it is read. */
function countRequestBody(exchange: Exchange, context: Context): void {
  const { raw } = context.req;
  exchange.bytes = declaredLength(raw.headers);
  if (!Number.isNaN(exchange.bytes)) return;
  exchange.bytes = 0;
  if (!raw.headers.has("transfer-encoding") || raw.bodyUsed || raw.body === null || raw.body.locked) return;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      exchange.bytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
  });
  const counted = new Request(raw, { body: raw.body.pipeThrough(counter), ...HALF_DUPLEX });
  standsFor(counted, raw);
  context.req.raw = counted;
}

/** What a request with a stream for its body has to say, by the fetch standard; not all types know it. */
const HALF_DUPLEX = { duplex: "half" } as const;
