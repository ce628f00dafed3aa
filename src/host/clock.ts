/**
 * Nanoseconds since 1970, as a double: a whole number, exact to 256 ns for today's dates, and cheap to
 * split into the two halves of a fixed64.
 */
export type UnixNanos = number;

/** Milliseconds by which the system's time may differ from the steady one before that one is set by it. */
const TOLERANCE = 500;

/** Milliseconds by which they differ when they agree: the system's time comes in whole ones. */
const RESOLUTION = 1;

/** By how much of itself the steady time is stretched or shortened while it follows a small difference. */
const SLEW = 0.001;

/**
 * A clock that runs as steadily as the runtime's and yet follows the system's time. A small difference, as of two
 * clocks that don't run at quite the same rate, is worked off bit by bit, and time never stands still for it. A large
 * one is a jump, which is counted: the system's time was set, or has gone on while the machine slept and the steady one
 * stood still.
 */
export class Clock {
  readonly #system: () => number;
  readonly #steady: () => number;
  /** What is added to the steady time. */
  #offset = 0;
  /** The steady time at the last look. */
  #seen: number;
  #jumps = 0;

  /** Two sources of milliseconds since 1970: one that may be set, and one that never runs backwards. */
  constructor(system: () => number, steady: () => number) {
    this.#system = system;
    this.#steady = steady;
    this.#seen = steady();
    const ahead = system() - this.#seen;
    if (Math.abs(ahead) > RESOLUTION) this.#offset = ahead;
  }

  /** The time now. */
  now(): UnixNanos {
    const steady = this.#steady(), ahead = this.#system() - (this.#offset + steady);
    if (Math.abs(ahead) > TOLERANCE) {
      this.#offset += ahead;
      this.#jumps++;
    } else if (Math.abs(ahead) > RESOLUTION) {
      const most = (steady - this.#seen) * SLEW;
      this.#offset += Math.max(-most, Math.min(most, ahead));
    }
    this.#seen = steady;
    return Math.round((this.#offset + steady) * 1e6);
  }

  /** How often the clock has jumped. */
  get jumps(): number {
    return this.#jumps;
  }
}

/** This thread's clock. */
export const clock: Clock = new Clock(() => Date.now(), () => performance.timeOrigin + performance.now());

/** The time now, by this thread's clock. */
export function unixNanos(): UnixNanos {
  return clock.now();
}
