import { LONGEST_DELAY } from "../host/timer.ts";

/**
 * Returns an exporter's interval or timeout.
 *
 * @throws {TypeError} when it isn't what a timer can wait for.
 */
export function exporterTime(option: string, milliseconds: unknown): number {
  if (typeof milliseconds === "number" && milliseconds > 0 && milliseconds <= LONGEST_DELAY) {
    return milliseconds;
  }
  throw new TypeError(`${option}: expected milliseconds, more than 0 and at most ${LONGEST_DELAY}`);
}
