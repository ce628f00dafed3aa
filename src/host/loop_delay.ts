import { after, type Cancel } from "./timer.ts";

/** How late timers have fired, in milliseconds. */
export interface Delays {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Delays that are kept for percentiles; of more, the latest. */
const KEPT = 1024;

/**
 * Measures how late a timer fires on this thread's event loop. It is a timer of percore's own, as
 * `monitorEventLoopDelay()` of Deno doesn't see a loop that is blocked. Doesn't keep the process alive.
 */
export class LoopDelay {
  readonly #resolution: number;
  readonly #delays = new Float64Array(KEPT);
  #count = 0;
  #cancel: Cancel = () => {};

  /** `resolution` is the time between two looks, in milliseconds. */
  constructor(resolution: number) {
    this.#resolution = resolution;
    this.#wait();
  }

  /** The delays since the last call; nothing when the loop had no time to look. Sorts them. */
  take(): Delays | undefined {
    const delays = this.#delays.slice(0, Math.min(this.#count, KEPT)).sort(), { length } = delays;
    this.#count = 0;
    if (length === 0) return undefined;
    const at = (part: number) => delays[Math.min(length - 1, Math.floor(length * part))] ?? NaN;
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / length;
    const variance = delays.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / length;
    return {
      min: at(0),
      max: at(1),
      mean,
      deviation: Math.sqrt(variance),
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
    };
  }

  /** Ends the measuring. */
  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    const due = performance.now() + this.#resolution;
    this.#cancel = after(this.#resolution, () => {
      this.#delays[this.#count++ % KEPT] = Math.max(0, performance.now() - due);
      this.#wait();
    });
  }
}
