import { runtime } from "./runtime.ts";
import { describe, warnOnce } from "./warn.ts";

/** The longest time in milliseconds that a timer can wait: with a longer one, runtimes fire at once. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * A number of milliseconds that a program gave.
 *
 * @throws {RangeError} when it isn't more than 0. Infinity is: what waits for so long never happens.
 */
export function checkMilliseconds(name: string, value: unknown): number {
  if (typeof value === "number" && value > 0) return value;
  throw new RangeError(`${name} is ${describe(value)}: it must be milliseconds, more than 0`);
}

/** How long a program wants to wait, in milliseconds; `usual` when what it gave is no number: a wait has an end. */
export function waitOf(value: unknown, usual: number): number {
  return typeof value === "number" && !Number.isNaN(value) ? value : usual;
}

/** Ends what a timer does. */
export type Cancel = () => void;

/** Calls `task` after `delay` milliseconds, unless the process has nothing else left to do: it is not kept alive. */
export function after(delay: number, task: () => void): Cancel {
  // A number in Deno and browsers, an object with `unref()` in Bun and Node.
  const timer: unknown = setTimeout(task, Math.min(delay, LONGEST_DELAY));
  if (typeof timer === "number") runtime.Deno?.unrefTimer(timer);
  else if (hasUnref(timer)) timer.unref();
  return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
}

/**
 * Calls `task` every so many milliseconds, at times counted from the start, so that delays don't add up. A time
 * that has passed while the thread was busy is left out. Doesn't keep the process alive.
 */
export function every(milliseconds: number, task: () => void): Cancel {
  const interval = Math.min(milliseconds, LONGEST_DELAY);
  let due = performance.now() + interval;
  let cancel = after(interval, run);
  let ended = false;
  function run(): void {
    const now = performance.now();
    due += interval * Math.max(1, Math.ceil((now - due) / interval));
    try {
      task();
    } catch (error) {
      // Nobody could catch it: it would end the program whose telemetry this is.
      warnOnce(`a periodic task failed: ${describe(error)}`);
    }
    if (!ended) cancel = after(Math.max(0, due - performance.now()), run);
  }
  return () => {
    ended = true;
    cancel();
  };
}

function hasUnref(timer: unknown): timer is { unref(): void } {
  return typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function";
}
