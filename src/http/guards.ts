import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { GetConnInfo } from "hono/conninfo";
import { ipRestriction } from "hono/ip-restriction";
import { routePath } from "hono/route";
import { warnOnce } from "../host/warn.ts";
import { addressOf, connInfo, isLoopback } from "./connection.ts";

/** What all routes have in common. */
export interface RouteOptions {
  /** Where the route is, below the path at which it is mounted. Each has a default of its own. */
  readonly path?: string;
  /**
   * Who may ask: middleware that answers those who may not, such as Hono's `bearerAuth()` and `basicAuth()`, which
   * compare in constant time, {@linkcode allowNetworks} and {@linkcode rateLimit}. An empty list says that the program
   * sees to that elsewhere.
   *
   * @default nobody is turned away, and the first client from another machine is told of on the console
   */
  readonly guards?: readonly MiddlewareHandler[];
}

/** A route for GET and HEAD behind its guards. */
export function guardedRoute(
  path: string,
  guards: readonly MiddlewareHandler[] | undefined,
  handler: (context: Context) => Response | Promise<Response>,
): Hono {
  // Hono answers HEAD by the same handler, without the body.
  return new Hono().use(path, ...guards ?? [warnOfStrangers]).get(path, handler);
}

const warnOfStrangers: MiddlewareHandler = async function warnOfStrangers(context, next) {
  const address = addressOf(context, connInfo);
  if (address !== undefined && !isLoopback(address)) {
    // Not the request's own path: below a mount with parameters, whoever asks makes up any number of them.
    warnOnce(
      `${routePath(context)} is open to other machines, without authentication or a list of networks: ` +
        "give the route guards, an empty list if the program guards it elsewhere",
    );
  }
  await next();
};

/**
 * Lets the clients of some networks pass and answers others with 403: Hono's `ipRestriction()`, with the other end of
 * the connection on Deno, Bun and Node's adapter. Behind a proxy, that is the proxy: pass what tells the client.
 *
 * @param networks Addresses and networks, such as `10.0.0.0/8` and `::1`. None of them lets nobody pass.
 * @throws {TypeError} when one of them isn't one.
 *
 * @example
 * ```ts
 * import { allowNetworks } from "@percore/telemetry/hono";
 * import { Hono } from "hono";
 * const app = new Hono().use(allowNetworks(["10.0.0.0/8"])).get("/", (c) => c.text("in"));
 * const from = (hostname: string) => app.request("/", {}, { remoteAddr: { hostname } });
 * if ((await from("10.1.2.3")).status !== 200) throw new Error("not allowed");
 * if ((await from("192.168.1.1")).status !== 403) throw new Error("allowed");
 * ```
 */
export function allowNetworks(
  networks: readonly string[],
  getConnInfo: GetConnInfo = connInfo,
): MiddlewareHandler {
  // To Hono, an empty list is none: a program whose list came out empty would be open to all.
  return ipRestriction(getConnInfo, { allowList: [...networks, () => false] });
}
