import { allocate, arena, LINE_BYTES, NO_SPACE, release } from "./arena.ts";

/**
 * A record: a value as JSON text in the arena, behind its length. Descriptors, attribute values and interned
 * strings stand in records, so that who drains or salvages a worker's sets finds all about them in the worker's
 * memory, even when the worker is gone. A record isn't changed while something refers to it.
 */

/** Bytes of the length that stands before the text. */
const LENGTH_BYTES = 4;

const u8 = new Uint8Array(arena);
const u32 = new Uint32Array(arena);
/** What of a text takes more than a byte. */
const BEYOND_ASCII = /[\u0080-\uffff]/;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes a record into this thread's arena: its offset, or `NO_SPACE`. */
export function writeRecord(value: unknown): number {
  const text = JSON.stringify(value);
  // An encoder costs more than all the rest, and most texts don't need one.
  const encoded = BEYOND_ASCII.test(text) ? encoder.encode(text) : undefined;
  const length = encoded?.length ?? text.length;
  const offset = allocate(LENGTH_BYTES + length), begin = offset + LENGTH_BYTES;
  if (offset === NO_SPACE) return NO_SPACE;
  u32[offset / 4] = length;
  if (encoded !== undefined) u8.set(encoded, begin);
  else for (let i = 0; i < length; i++) u8[begin + i] = text.charCodeAt(i);
  return offset;
}

/** Gives the memory of a record of this thread's arena back. */
export function releaseRecord(offset: number): void {
  release(offset, LENGTH_BYTES + (u32[offset / 4] ?? 0));
}

/** Reads the text of a record of any worker's arena. */
export function recordText(memory: ArrayBufferLike, offset: number): string {
  if (offset < LINE_BYTES) throw new RangeError(`no record at offset ${offset}`);
  const [length = 0] = new Uint32Array(memory, offset, 1);
  // Decoders refuse shared memory: decode a copy.
  return decoder.decode(new Uint8Array(memory, offset + LENGTH_BYTES, length).slice());
}
