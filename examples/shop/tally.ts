/**
 * The example's own count of requests, in memory that percore doesn't know: what percore's counts are compared with.
 * A worker says before it records a request that it will, and afterwards that it has. If it is killed in between,
 * the two differ by the one request of which nobody can tell whether it was recorded.
 */
export class Tally {
  readonly memory: SharedArrayBuffer;
  readonly #words: Float64Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.memory = memory;
    this.#words = new Float64Array(memory);
  }

  /** Requests whose recording was begun. */
  get begun(): number {
    return this.#words[0] ?? 0;
  }

  /** Requests whose recording was completed. */
  get done(): number {
    return this.#words[1] ?? 0;
  }

  begin(): void {
    this.#words[0] = this.begun + 1;
  }

  end(): void {
    this.#words[1] = this.done + 1;
  }
}
