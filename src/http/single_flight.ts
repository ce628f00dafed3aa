/**
 * Does one thing for all who want it at the same time. Who asks while it is under way gets the next one, which begins
 * when this one has ended and serves all who have asked by then: so what one gets was begun after one has asked.
 */
export class SingleFlight<Result> {
  readonly #work: () => Promise<Result>;
  #running: Promise<unknown> | undefined;
  #next: Promise<Result> | undefined;

  constructor(work: () => Promise<Result>) {
    this.#work = work;
  }

  /** Whether somebody waits for a result. */
  get isBusy(): boolean {
    return this.#running !== undefined || this.#next !== undefined;
  }

  /** The result of work that begins now, or after that which is under way. */
  get(): Promise<Result> {
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#start();
    return this.#next = this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
  }

  #start(): Promise<Result> {
    const result = this.#work();
    const running = this.#running = result.then(() => {}, () => {}).then(() => {
      if (this.#running === running && this.#next === undefined) this.#running = undefined;
    });
    return result;
  }
}
