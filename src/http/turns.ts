import { delay } from "../host/wait.ts";

/** Milliseconds of work after which others have their turn. */
const SLICE = 4;

/** Divides work that many do at the same time into slices, between which the event loop goes on. */
export class Turns {
  #begin = -Infinity;
  #pause: Promise<void> | undefined;

  /** When to go on: `undefined` for at once. */
  next(): Promise<void> | undefined {
    const now = performance.now();
    if (this.#pause !== undefined || now - this.#begin < SLICE) return this.#pause;
    return this.#pause = delay(0).then(() => {
      this.#pause = undefined;
      this.#begin = performance.now();
    });
  }
}
