/**
 * Aborts after a time, or when another signal does. Unlike `AbortSignal.timeout()` it leaves no timer behind.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #outer: AbortSignal;
  readonly #end: number;
  readonly #abort = () => this.#controller.abort();

  constructor(milliseconds: number, outer: AbortSignal) {
    this.#end = performance.now() + milliseconds;
    this.#timer = setTimeout(this.#abort, milliseconds);
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
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    await promise;
    clearTimeout(timer);
    signal.removeEventListener("abort", done);
  }

  /** To be called when what the deadline is for has ended. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener("abort", this.#abort);
  }
}
