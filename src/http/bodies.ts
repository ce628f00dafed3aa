import { after } from "../host/timer.ts";
import { waitAtMost } from "../host/wait.ts";
import type { Bounds } from "./limits.ts";
import type { Rendering } from "./rendering.ts";
import { Turns } from "./turns.ts";

/** Milliseconds for which a new answer waits for the readers of others. */
const PATIENCE = 1000;

/** An answer that a client is reading. */
interface Body {
  readonly rendering: Rendering;
  /** Ends it before its end, so that the client knows that something is missing. */
  cut(reason: string): void;
}

/** The answers of a route that clients are reading, the oldest first. */
export class Bodies {
  readonly #maxHeld: number;
  readonly #open = new Set<Body>();
  readonly #turns = new Turns();
  /** Tells who waits for it that there is room. */
  #roomIsThere: () => void = () => {};

  constructor({ maxBytes }: Bounds) {
    this.#maxHeld = 2 * maxBytes;
  }

  /** Bytes that are kept for them. What several of them read is kept once. */
  get held(): number {
    const renderings = new Set(Array.from(this.#open, ({ rendering }) => rendering));
    return Array.from(renderings).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Resolves when there is room for another answer beside those that are kept, or after a second: then the slowest
   * clients will have to make room. `undefined` when there is room now. One at a time may wait.
   */
  room(): Promise<void> | undefined {
    if (this.#hasRoom) return undefined;
    return waitAtMost(new Promise<void>((resolve) => this.#roomIsThere = resolve), PATIENCE);
  }

  /**
   * A body that gives its bytes as fast as the client takes them, for `deadline` milliseconds. `ended` is called when
   * the client has taken them, was cut off or has gone.
   */
  open(rendering: Rendering, deadline: number, ended: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
    const chunks = rendering.chunks(), open = this.#open, turns = this.#turns;
    let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
    const end = () => {
      cancel();
      if (!open.delete(body)) return;
      ended();
      // Who shares an answer begins to read it when the others do.
      if (!Array.from(open).some((other) => other.rendering === rendering)) rendering.forget();
      if (this.#hasRoom) this.#roomIsThere();
    };
    const body: Body = {
      rendering,
      cut(reason) {
        end();
        controller?.error(new Error(reason));
      },
    };
    const cancel = after(deadline, () => body.cut("a client took too long to read"));
    open.add(body);
    this.#makeRoom();
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(own) {
        controller = own;
      },
      async pull(own) {
        // All connections that have room are asked for more before any timer is.
        await turns.next();
        if (!open.has(body)) return;
        const { done = false, value } = chunks.next();
        if (!done) return own.enqueue(value);
        end();
        own.close();
      },
      cancel: end,
    }, { highWaterMark: 0 });
  }

  /** Clients that read as fast as they are written to seldom keep more than one answer and the one before it. */
  get #hasRoom(): boolean {
    return this.held <= this.#maxHeld / 4;
  }

  #makeRoom(): void {
    for (const oldest of this.#open) {
      if (this.#open.size === 1 || this.held <= this.#maxHeld) return;
      oldest.cut("clients that were slower than others had to make room");
    }
  }
}
