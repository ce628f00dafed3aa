import { allocate, arena, LINE_BYTES, NO_SPACE, release } from "./arena.ts";

/**
 * A record: a value as JSON text in the arena, behind its length. Descriptors, attribute values and interned
 * strings stand in records, so that who drains or salvages a worker's sets finds all about them in the worker's
 * memory, even when the worker is gone. A record isn't changed while something refers to it.
 */

/** Bytes of the length that stands before the text. */
const LENGTH_BYTES = 4;

/** Writes a record into this thread's arena: its offset, or `NO_SPACE`. */
export function writeRecord(value: unknown): number {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const offset = allocate(LENGTH_BYTES + text.length);
  if (offset === NO_SPACE) return NO_SPACE;
  new DataView(arena).setUint32(offset, text.length, true);
  new Uint8Array(arena, offset + LENGTH_BYTES, text.length).set(text);
  return offset;
}

/** Gives the memory of a record of this thread's arena back. */
export function releaseRecord(offset: number): void {
  release(offset, LENGTH_BYTES + new DataView(arena).getUint32(offset, true));
}

/** Reads the text of a record of any worker's arena. */
export function recordText(memory: ArrayBufferLike, offset: number): string {
  if (offset < LINE_BYTES) throw new RangeError(`no record at offset ${offset}`);
  const length = new DataView(memory).getUint32(offset, true);
  // Decoders refuse shared memory: decode a copy.
  return new TextDecoder().decode(new Uint8Array(memory, offset + LENGTH_BYTES, length).slice());
}
