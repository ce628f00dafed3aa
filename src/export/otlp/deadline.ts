/**
 * Aborts after a time, or when another signal does. Unlike `AbortSignal.timeout()` it leaves no timer behind.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #outer: AbortSignal;
  readonly #abort = () => this.#controller.abort();

  constructor(milliseconds: number, outer: AbortSignal) {
    this.#timer = setTimeout(this.#abort, milliseconds);
    this.#outer = outer;
    if (outer.aborted) this.#abort();
    else outer.addEventListener("abort", this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** To be called when what the deadline is for has ended. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener("abort", this.#abort);
  }
}
