import { after, LONGEST_DELAY } from "./timer.ts";

/** Milliseconds between looks where the runtime can't wait for a change of shared memory. */
const POLL = 5;

/** Resolves after some milliseconds; keeps the process alive until then. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Resolves when the word no longer has the value `seen`, or after `timeout` milliseconds, without blocking the
 * thread. Whoever changes the word calls {@linkcode announce}. A wait that has an end keeps the process alive,
 * since somebody waits for what comes after it; an endless one doesn't.
 */
export async function changed(
  words: Int32Array,
  index: number,
  seen: number,
  timeout: number,
): Promise<void> {
  const { buffer } = words;
  if (typeof Atomics.waitAsync === "function" && !(buffer instanceof ArrayBuffer)) {
    const shared = new Int32Array(buffer, words.byteOffset, words.length);
    // Longer than the wait, so that there is no moment between the two at which nothing keeps the process alive.
    const alive = timeout === Infinity
      ? undefined
      : setTimeout(() => {}, Math.min(timeout + 1000, LONGEST_DELAY));
    await Atomics.waitAsync(shared, index, seen, timeout).value;
    clearTimeout(alive);
    return;
  }
  const deadline = performance.now() + timeout;
  while (Atomics.load(words, index) === seen && performance.now() < deadline) {
    await (timeout === Infinity ? new Promise<void>((resolve) => after(POLL, resolve)) : delay(POLL));
  }
}

/** Stores a value and wakes those who wait for the word to change. */
export function announce(words: Int32Array, index: number, value: number): void {
  Atomics.store(words, index, value);
  Atomics.notify(words, index);
}

/** What a promise comes to, or `undefined` when that takes longer than `timeout` milliseconds. */
export async function waitAtMost<Result>(
  promise: Promise<Result>,
  timeout: number,
): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.min(timeout, LONGEST_DELAY));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
