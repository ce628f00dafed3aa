import { after } from "./timer.ts";

/** Milliseconds between looks where the runtime can't wait for a change of shared memory. */
const POLL = 5;

/**
 * Resolves when the word no longer has the value `seen`, or after `timeout` milliseconds, without blocking the
 * thread. Whoever changes the word calls {@linkcode announce}.
 */
export async function changed(words: Int32Array, index: number, seen: number, timeout: number): Promise<void> {
  if (typeof Atomics.waitAsync === "function" && words.buffer instanceof SharedArrayBuffer) {
    const shared = new Int32Array(words.buffer, words.byteOffset, words.length);
    await Atomics.waitAsync(shared, index, seen, timeout).value;
    return;
  }
  const deadline = performance.now() + timeout;
  while (Atomics.load(words, index) === seen && performance.now() < deadline) {
    await new Promise<void>((resolve) => after(POLL, resolve));
  }
}

/** Stores a value and wakes those who wait for the word to change. */
export function announce(words: Int32Array, index: number, value: number): void {
  Atomics.store(words, index, value);
  Atomics.notify(words, index);
}
