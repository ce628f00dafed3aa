/** Milliseconds between two times at which a timer is due. */
const INTERVAL = 2;

/** What the delays of an event loop were, in milliseconds. */
export interface Delays {
  readonly p99: number;
  readonly longest: number;
  readonly samples: number;
}

/**
 * How late an event loop is. A timer is due every two milliseconds, at times that are fixed from the start: one that
 * fires late stands for all the times that have passed in between, each as late as it was. So a block of 100 ms counts
 * for the 50 requests that could have come in it, not for one.
 */
export class LoopDelay {
  readonly #delays: number[] = [];
  #due = performance.now() + INTERVAL;
  #timer: ReturnType<typeof setTimeout>;

  constructor() {
    this.#timer = setTimeout(() => this.#look(), INTERVAL);
  }

  #look(): void {
    const now = performance.now();
    for (; this.#due <= now; this.#due += INTERVAL) this.#delays.push(now - this.#due);
    this.#timer = setTimeout(() => this.#look(), Math.max(0, this.#due - now));
  }

  /** Ends it. */
  end(): Delays {
    clearTimeout(this.#timer);
    const sorted = this.#delays.toSorted((a, b) => a - b), { length } = sorted;
    return {
      p99: sorted[Math.ceil(length * 0.99) - 1] ?? 0,
      longest: sorted.at(-1) ?? 0,
      samples: length,
    };
  }
}
