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
  /** What is added to the steady time. */
  #offset = 0;
  #jumps = 0;

  /** Two sources of milliseconds since 1970: one that may be set, and one that runs evenly. */
  constructor(system: () => number, steady: () => number) {
    this.#system = system;
    this.#steady = steady;
    this.#follow();
  }

  /** The time now. */
  now(): UnixNanos {
    if (this.#follow()) this.#jumps++;
    return Math.round((this.#offset + this.#steady()) * 1e6);
  }

  /** How often the clock has jumped. */
  get jumps(): number {
    return this.#jumps;
  }

  /** Sets the offset if the two are too far apart: whether they were. */
  #follow(): boolean {
    const ahead = this.#system() - (this.#offset + this.#steady());
    if (Math.abs(ahead) <= TOLERANCE) return false;
    this.#offset += ahead;
    return true;
  }
}

/** This thread's clock. */
export const clock: Clock = new Clock(() => Date.now(), () => performance.timeOrigin + performance.now());

/** The time now, by this thread's clock. */
export function unixNanos(): UnixNanos {
  return clock.now();
}
