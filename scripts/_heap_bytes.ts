import process from "node:process";

/** Asked for by `--expose-gc`. */
declare const gc: (() => void) | undefined;

/**
 * Bytes of this thread's objects that are in use. Bun counts what buffers reserve as heap, too, most of which has no
 * memory behind it.
 */
export function heapBytes(): number {
  if (typeof gc === "function") gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return process.versions.bun === undefined ? heapUsed : heapUsed - arrayBuffers;
}
