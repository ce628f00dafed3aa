import { LimitError } from "./limits.ts";

/** Makes something for so many who have asked for it. */
export type Make<Result> = (askers: number) => Promise<Result>;

/** What will be made for all who have asked for it. */
interface Waiting<Result> {
  readonly make: Make<Result>;
  readonly result: PromiseWithResolvers<Result>;
  askers: number;
  /** When the last one of them gives up. */
  until: number;
}

/**
 * Makes one thing after the other, each once for all who have asked for the same by then: so what one gets was begun
 * after one has asked, and what is being made takes the memory of one.
 *
 * Those that wait at a time are made in the order of their names, and what is asked for in the meantime after them: so
 * nobody waits for more than two such rounds, and things of like names have their turns together.
 */
export class Queue<Result> {
  readonly #patience: number;
  readonly #room: () => Promise<unknown> | undefined;
  readonly #waiting = new Map<string, Waiting<Result>>();
  #isBusy = false;

  /**
   * @param patience Milliseconds after which who asks gives up: what nobody waits for isn't made.
   * @param room Tells before each thing when there is room for it; `undefined` for at once.
   */
  constructor(patience: number, room: () => Promise<unknown> | undefined = () => undefined) {
    this.#patience = patience;
    this.#room = room;
  }

  /** What `make` makes, or another one's that was asked for under the same name and hasn't begun. */
  get(name: string, make: Make<Result>): Promise<Result> {
    const until = performance.now() + this.#patience;
    const waiting = this.#waiting.get(name) ?? {
      make,
      result: Promise.withResolvers<Result>(),
      askers: 0,
      until,
    };
    waiting.askers++;
    waiting.until = until;
    this.#waiting.set(name, waiting);
    if (!this.#isBusy) void this.#makeAll();
    return waiting.result.promise;
  }

  async #makeAll(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.size > 0) {
      for (const name of [...this.#waiting.keys()].sort()) {
        // What begins at once isn't shared with those who ask later.
        const room = this.#room();
        if (room !== undefined) await room;
        const waiting = this.#waiting.get(name);
        this.#waiting.delete(name);
        if (waiting !== undefined) await settle(waiting);
      }
    }
    this.#isBusy = false;
  }
}

async function settle<Result>({ make, result, askers, until }: Waiting<Result>): Promise<void> {
  try {
    if (performance.now() > until) throw new LimitError("the answer was not ready in time");
    result.resolve(await make(askers));
  } catch (error) {
    result.reject(error);
  }
}
