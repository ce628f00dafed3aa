import { runtime } from "./runtime.ts";
import { describe, warnOnce } from "./warn.ts";

/** The longest time in milliseconds that a timer can wait: with a longer one, runtimes fire at once. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/** Ends what a timer does. */
export type Cancel = () => void;

/** Calls `task` after `delay` milliseconds, unless the process has nothing else left to do: it is not kept alive. */
export function after(delay: number, task: () => void): Cancel {
  // A number in Deno and browsers, an object with `unref()` in Bun and Node.
  const timer: unknown = setTimeout(task, delay);
  if (typeof timer === "number") runtime.Deno?.unrefTimer(timer);
  else if (hasUnref(timer)) timer.unref();
  return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
}

/**
 * Calls `task` every `interval` milliseconds, at times counted from the start, so that delays don't add up. A time
 * that has passed while the thread was busy is left out. Doesn't keep the process alive.
 */
export function every(interval: number, task: () => void): Cancel {
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
