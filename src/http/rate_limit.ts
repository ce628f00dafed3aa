import type { MiddlewareHandler } from "hono";
import type { GetConnInfo } from "hono/conninfo";
import { addressOf, connInfo } from "./connection.ts";

/** Options of {@linkcode rateLimit}. */
export interface RateLimitOptions {
  /** Requests that a client may make within a minute, on average. */
  readonly perMinute: number;
  /**
   * How many of them at once.
   *
   * @default {perMinute}
   */
  readonly burst?: number;
  /**
   * Who asks. Behind a proxy, pass what tells the client.
   *
   * @default the other end of the connection, on Deno, Bun and Node's adapter
   */
  readonly getConnInfo?: GetConnInfo;
}

/** Clients that are told apart; those beyond share what one of them has. */
const MAX_CLIENTS = 10_000;

/** Characters of an address that tell clients apart: those of IPv6 have fewer. */
const MAX_ADDRESS = 64;

/** The key of clients beyond, and of those whose address isn't known: no address is empty. */
const OTHERS = "";

interface Bucket {
  /** Requests that may be made at `time`. */
  tokens: number;
  time: number;
}

/**
 * Answers clients that ask too often with 429, and with `Retry-After`. Addresses of IPv6 count by their first 64 bits,
 * of which one client has all. Memory: 10,000 clients at most are told apart, and forgotten when they have been quiet.
 *
 * @throws {RangeError} when a number isn't one above 0.
 *
 * @example
 * ```ts
 * import { rateLimit } from "@percore/telemetry/hono";
 * import { Hono } from "hono";
 * const app = new Hono().use(rateLimit({ perMinute: 6, burst: 1 })).get("/", (c) => c.text("in"));
 * if ((await app.request("/")).status !== 200) throw new Error("limited");
 * const second = await app.request("/");
 * if (second.status !== 429 || second.headers.get("Retry-After") !== "10") throw new Error("not limited");
 * ```
 */
export function rateLimit(options: RateLimitOptions): MiddlewareHandler {
  const { perMinute, burst = perMinute, getConnInfo = connInfo } = options;
  if (!(perMinute > 0)) throw new RangeError(`perMinute is ${perMinute}: it must be more than 0`);
  if (!(burst >= 1)) throw new RangeError(`burst is ${burst}: it must be 1 or more`);
  const perMillisecond = perMinute / 60_000;
  /** The client that has asked last is the last one. */
  const buckets = new Map<string, Bucket>();

  function refill(bucket: Bucket, now: number): Bucket {
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.time) * perMillisecond);
    bucket.time = now;
    return bucket;
  }

  function bucketOf(client: string, now: number): Bucket {
    const known = buckets.get(client);
    if (known !== undefined) {
      buckets.delete(client);
      buckets.set(client, known);
      return refill(known, now);
    }
    for (const [quiet, bucket] of buckets) {
      if (refill(bucket, now).tokens < burst) break;
      buckets.delete(quiet);
    }
    if (buckets.size >= MAX_CLIENTS && client !== OTHERS) return bucketOf(OTHERS, now);
    const bucket = { tokens: burst, time: now };
    buckets.set(client, bucket);
    return bucket;
  }

  return async function rateLimit(context, next) {
    const bucket = bucketOf(clientOf(addressOf(context, getConnInfo)), performance.now());
    if (bucket.tokens < 1) {
      const seconds = Math.ceil((1 - bucket.tokens) / perMillisecond / 1000);
      return context.text("Too many requests.\n", 429, { "Retry-After": String(seconds) });
    }
    bucket.tokens--;
    await next();
  };
}

/**
 * The address, or for IPv6 the network of 64 bits in which it is. Proxies may tell a port behind it, which is another
 * one for each connection.
 */
function clientOf(given = OTHERS): string {
  const ipv4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i.exec(given)?.[1];
  if (ipv4 !== undefined) return ipv4;
  const address = (/^\[([^\]]*)\]/.exec(given)?.[1] ?? given).slice(0, MAX_ADDRESS);
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const all = [...groups, ...new Array<string>(Math.max(0, missing)).fill("0"), ...tail?.split(":") ?? []];
  return all.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(":");
}
