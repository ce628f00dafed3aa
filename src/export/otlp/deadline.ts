import { after, type Cancel } from "../../host/timer.ts";

/**
 * Aborts after a time, or when another signal does. Unlike `AbortSignal.timeout()` it leaves no timer behind. Its timers
 * don't keep the process alive: whoever waits for an export does.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #cancel: Cancel;
  readonly #outer: AbortSignal;
  readonly #end: number;
  readonly #abort = () => this.#controller.abort();

  constructor(milliseconds: number, outer: AbortSignal) {
    this.#end = performance.now() + milliseconds;
    this.#cancel = after(milliseconds, this.#abort);
    this.#outer = outer;
    if (outer.aborted) this.#abort();
    else outer.addEventListener("abort", this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds until the time is over. */
  get left(): number {
    return this.#end - performance.now();
  }

  /** Resolves after some milliseconds, or when the signal aborts. */
  async pause(milliseconds: number): Promise<void> {
    const { signal } = this, { promise, resolve } = Promise.withResolvers<void>();
    if (signal.aborted) return;
    const done = () => resolve();
    const cancel = after(milliseconds, done);
    signal.addEventListener("abort", done);
    await promise;
    cancel();
    signal.removeEventListener("abort", done);
  }

  /** To be called when what the deadline is for has ended. */
  clear(): void {
    this.#cancel();
    this.#outer.removeEventListener("abort", this.#abort);
  }
}
