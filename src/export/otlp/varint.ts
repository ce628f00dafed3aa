/** The most bytes of a varint. */
export const MAX_VARINT_SIZE = 10;

const MAX_INT32 = 0x7fff_ffff;
/** The largest double below 2^64. */
const MAX_VARINT = 2 ** 64 - 2048;

/** Integers of 32 bits are much faster than doubles, so that larger numbers are divided until they are such. */
function varintSize(value: number): number {
  let size = 1, rest = value;
  for (; rest > MAX_INT32; rest = Math.floor(rest / 0x80)) size++;
  for (let low = rest | 0; low >= 0x80; low >>= 7) size++;
  return size;
}

/**
 * Writes a whole number from 0 to 2^53 before `end`, and returns where it begins; beyond, what a double can hold, below
 * 2^64, where it saturates.
 */
export function setVarint(bytes: Uint8Array, end: number, value: number): number {
  if (value < 0x80) {
    bytes[end - 1] = value;
    return end - 1;
  }
  if (value < 0x4000) {
    bytes[end - 2] = value & 0x7f | 0x80;
    bytes[end - 1] = value >> 7;
    return end - 2;
  }
  // Otherwise infinity would never come to an end.
  return setLongVarint(bytes, end, Math.min(value, MAX_VARINT));
}

function setLongVarint(bytes: Uint8Array, end: number, value: number): number {
  const first = end - varintSize(value);
  let at = first, rest = value;
  for (; rest > MAX_INT32; rest = Math.floor(rest / 0x80)) bytes[at++] = rest % 0x80 | 0x80;
  let low = rest | 0;
  for (; low >= 0x80; low >>= 7) bytes[at++] = low & 0x7f | 0x80;
  bytes[at] = low;
  return first;
}

/** A whole number of 32 bits as `sint32` has it: with its sign in the lowest of them. */
export function zigZag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
