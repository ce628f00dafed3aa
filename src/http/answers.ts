import type { Context } from "hono";
import { routePath } from "hono/route";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { joined } from "../host/joined.ts";
import { waitAtMost } from "../host/wait.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { Bodies } from "./bodies.ts";
import { keepOpen } from "./connection.ts";
import { type Bounds, LimitError } from "./limits.ts";
import type { Rendering } from "./rendering.ts";

/** What is answered. */
export interface Answer {
  readonly status: ContentfulStatusCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Rendering;
}

/** Seconds after which a client that found no room may ask again. */
const RETRY_AFTER = "1";

/** Bytes of an answer that is handed over at once. */
const SMALL = 65536;

/** Gives a route's answers within its limits. */
export class Answers {
  readonly #bounds: Bounds;
  readonly #bodies: Bodies;
  #clients = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
    this.#bodies = new Bodies(bounds);
  }

  /** Clients that are waited for, or that wait. */
  get clients(): number {
    return this.#clients;
  }

  /** Bytes that are kept for clients that haven't taken them yet. */
  get held(): number {
    return this.#bodies.held;
  }

  /** When an answer may be made that clients will be given; `undefined` for at once. */
  room(): Promise<void> | undefined {
    return this.#bodies.room();
  }

  /** Answers what `make` makes, a response without a body included; 500 when it fails, 503 when a limit is reached. */
  async give(context: Context, make: () => Promise<Answer | Response>): Promise<Response> {
    const { deadline, maxClients } = this.#bounds, begin = performance.now();
    if (this.#clients >= maxClients) return unavailable(context, "Too many clients are being answered.");
    this.#clients++;
    let isOpen = false;
    try {
      const answer = await waitAtMost(make(), deadline);
      if (answer === undefined) return unavailable(context, "The answer was not ready in time.");
      if (answer instanceof Response) return answer;
      const { status, headers, body } = answer;
      const length = { ...headers, "Content-Length": String(body.bytes) };
      if (context.req.method === "HEAD") return context.body(null, status, length);
      if (body.bytes <= SMALL) return context.body(joined([...body.chunks()]), status, length);
      isOpen = true;
      keepOpen(context, deadline);
      const left = Math.max(1, deadline - (performance.now() - begin));
      return context.body(this.#bodies.open(body, left, () => this.#clients--), status, length);
    } catch (error) {
      if (error instanceof LimitError) return unavailable(context, `${capital(error.message)}.`);
      return failed(context, error);
    } finally {
      if (!isOpen) this.#clients--;
    }
  }
}

/** An answer of 503 in plain text, which says when to ask again. */
export function unavailable(context: Context, reason: string): Response {
  return context.text(`${reason}\n`, 503, { "Retry-After": RETRY_AFTER });
}

/** An answer of 500 in plain text, whose reason is written to the console. */
export function failed(context: Context, error: unknown): Response {
  warnOnce(`${routePath(context)} could not be served: ${describe(error)}`);
  return context.text("The answer could not be made; the console says why.\n", 500);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
