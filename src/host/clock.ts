/**
 * Nanoseconds since 1970, as a double: a whole number, exact to 256 ns for today's dates, and cheap to
 * split into the two halves of a fixed64.
 */
export type UnixNanos = number;

/** Milliseconds by which the system's time may differ from the steady one before that one is set by it. */
const TOLERANCE = 500;

/**
 * A clock that runs as steadily as the runtime's and yet follows the system's time: when that is set, or has gone on
 * while the machine slept and the steady one stood still, the clock jumps, and counts it.
 */
export class Clock {
  readonly #system: () => number;
  readonly #steady: () => number;
  #offset: number;
  #jumps = 0;

  /** Two sources of milliseconds: since 1970, and since any moment. */
  constructor(system: () => number, steady: () => number) {
    this.#system = system;
    this.#steady = steady;
    this.#offset = system() - steady();
  }

  /** The time now. */
  now(): UnixNanos {
    const system = this.#system(), time = this.#offset + this.#steady();
    if (Math.abs(system - time) <= TOLERANCE) return Math.round(time * 1e6);
    this.#offset += system - time;
    this.#jumps++;
    return Math.round(system * 1e6);
  }

  /** How often the clock has jumped. */
  get jumps(): number {
    return this.#jumps;
  }
}

/** This thread's clock. */
export const clock: Clock = new Clock(() => Date.now(), () => performance.now());

/** The time now, by this thread's clock. */
export function unixNanos(): UnixNanos {
  return clock.now();
}
