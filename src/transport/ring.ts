/**
 * The ring: shared memory through which one worker's frames travel to the aggregator that drains it. One thread
 * writes, one reads; neither ever waits for the other.
 *
 * All positions count units of 8 bytes, run on without end and are kept modulo 2^32; the place in the ring is the
 * position modulo the capacity. Each side stores its own position alone, on a cache line of its own, so that the
 * two don't disturb each other. Everything that a frame holds is written before the writer's position is
 * published by one `Atomics.store`, and read after it was seen by an `Atomics.load`.
 */

/** Bytes before the first frame: four cache lines of control words. */
export const CONTROL_BYTES = 256;

/**
 * Bytes of a ring unless told otherwise. A frame of 8 cells has 48 + 8 · 16 = 176 bytes, so 256 KiB hold 1,489 of
 * them: at the default cadence of 100 ms, 14 such sets, all of them in use, fill it in 10.6 s if nobody drains it.
 * From then on, flushes are put off and lanes add up. A worker with n times as many cells that are touched in each
 * window asks for n times the bytes, or is content with 1/n of the time.
 */
export const RING_BYTES = 256 * 1024;

/** Words of the ring's control lines, by index. All are read and written with Atomics. */
export const ControlWord = {
  /** The writer's position: frames before it are whole. */
  tail: 0,
  /** Set by the writer once it has ended in good order. */
  closed: 1,
  /** The number of the last barrier that the writer has passed. */
  passed: 2,
  /** Drawn at random when the ring is made, and part of each of its frames: a frame without it isn't this ring's. */
  epoch: 3,
  /** The reader's position: frames before it may be overwritten. */
  head: 16,
  /** The worker's number, given by the reader when it takes the ring; 0 before. */
  worker: 32,
  /** The number of the last barrier that the reader has asked for. */
  barrier: 33,
  /** Set by the reader once it has taken all that there will ever be, also from the lanes. */
  left: 34,
  /** Set by any thread that was told of the end of the writer's thread, where it can't be seen by itself. */
  gone: 48,
  /** Set by the reader that takes the ring: several may be offered it. */
  claimed: 49,
} as const;

/**
 * Whether `bytes` can be the size of a ring: a power of two, of at least 64 KiB (a frame of the widest
 * set must fit into half of it) and at most 1 GiB.
 */
export function isRingSize(bytes: number): boolean {
  return Number.isInteger(bytes) && bytes >= 65536 && bytes <= 2 ** 30 && (bytes & (bytes - 1)) === 0;
}

/** Makes an empty ring with room for `bytes` of frames, in shared memory where there is any. */
export function createRing(bytes: number, epoch = 0): ArrayBufferLike {
  const size = CONTROL_BYTES + bytes;
  const ring = typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(size) : new SharedArrayBuffer(size);
  Atomics.store(controlOf(ring), ControlWord.epoch, epoch | 0);
  return ring;
}

/** The control words of a ring. */
export function controlOf(ring: ArrayBufferLike): Int32Array {
  return new Int32Array(ring, 0, CONTROL_BYTES / 4);
}
