import type { Context } from "hono";
import { NetworkProtocolVersion, ServerPort, UrlScheme } from "./http_server.gen.ts";

/** The scheme of the request as it has come in, from its URL. */
export function schemeOf(url: string): UrlScheme {
  return url.startsWith("https:") ? UrlScheme.https : UrlScheme.http;
}

/** The scheme of the client's request, as the proxy that is nearest to the client says it. */
export function forwardedSchemeOf({ req }: Context): UrlScheme | undefined {
  const forwarded = /(?:^|[;,\s])proto="?(\w+)/i.exec(req.header("forwarded") ?? "")?.[1];
  const scheme = forwarded ?? /^\s*(\w+)/.exec(req.header("x-forwarded-proto") ?? "")?.[1];
  return scheme === undefined ? undefined : UrlScheme.from(scheme.toLowerCase());
}

/** Where the client thinks it asks; `undefined` when its `Host` is none. */
export function targetOf(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** The port that the client asked for. */
export function portOf({ port, protocol }: URL): number {
  return ServerPort.from(port !== "" ? Number(port) : protocol === "https:" ? 443 : 80);
}

/** The version of HTTP, which Hono's adapter for Node tells, and the servers of Deno and Bun don't. */
export function protocolVersionOf(env: unknown): number | undefined {
  if (typeof env !== "object" || env === null || !("incoming" in env)) return undefined;
  const { incoming } = env;
  if (typeof incoming !== "object" || incoming === null || !("httpVersion" in incoming)) return undefined;
  const { httpVersion } = incoming;
  if (typeof httpVersion !== "string") return undefined;
  return NetworkProtocolVersion.from(httpVersion.replace(/^([23])\.0$/, "$1"));
}
