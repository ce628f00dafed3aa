import type { Context } from "hono";
import type { ConnInfo, GetConnInfo } from "hono/conninfo";

/** What a server may pass to `app.fetch()` beside the request, of which each has some. */
interface ServerInfo {
  /** Deno. */
  readonly remoteAddr?: { readonly hostname?: string };
  /** Bun, where it is the server itself. */
  requestIP?(request: Request): { readonly address: string; readonly family: string } | null;
  /** Bun: how long the connection may be idle. */
  timeout?(request: Request, seconds: number): void;
  /** Node's adapter. */
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}

/** The longest time that Bun lets a connection be idle, in seconds. */
const LONGEST_IDLE = 255;

/** By a request that took the place of another one: that one, which is the one that the server knows. */
const originals = new WeakMap<Request, Request>();

/** Tells that a request takes the place of another one of the same client. */
export function standsFor(request: Request, original: Request): void {
  originals.set(request, originals.get(original) ?? original);
}

/** The request as the server gave it. */
function originalOf({ req: { raw } }: Context): Request {
  return originals.get(raw) ?? raw;
}

/** The environment is whatever the program gave to `fetch()`; nothing at all in `app.request()`. */
function serverInfo({ env }: Context): ServerInfo {
  const info: unknown = env;
  if (typeof info !== "object" || info === null) return {};
  return "server" in info && typeof info.server === "object" && info.server !== null ? info.server : info;
}

/**
 * Whose request it is, on Deno, Bun and Node's adapter: the other end of the connection, which is the proxy if there is
 * one. No address where the server doesn't tell it.
 */
export function connInfo(context: Context): ConnInfo {
  const info = serverInfo(context);
  const address = info.remoteAddr?.hostname ?? info.requestIP?.(originalOf(context))?.address ??
    info.incoming?.socket?.remoteAddress;
  if (address === undefined) return { remote: {} };
  return { remote: { address, addressType: address.includes(":") ? "IPv6" : "IPv4" } };
}

/** The address of the client, or nothing when the server doesn't tell it. */
export function addressOf(context: Context, getConnInfo: GetConnInfo): string | undefined {
  return getConnInfo(context).remote.address;
}

/** Whether an address is of this machine. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\./.test(address) || address === "::1";
}

/** Lets a connection be idle for so many milliseconds, where the server would close it, and closes it then. */
export function keepOpen(context: Context, milliseconds: number): void {
  const seconds = Math.min(LONGEST_IDLE, Math.max(1, Math.ceil(milliseconds / 1000)));
  serverInfo(context).timeout?.(originalOf(context), seconds);
}
