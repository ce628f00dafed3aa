/** The two ASCII digits of each number below 100, one behind the other. */
const PAIRS = Uint8Array.from(
  { length: 200 },
  (_, i) => 48 + (i % 2 === 0 ? Math.floor(i / 20) : (i >> 1) % 10),
);

const HALF = 1e8;
const MINUS = 45;

/** How many characters {@linkcode writeInt} writes: whole numbers below 2^53 in size. */
export function intWidth(value: number): number {
  if (value < 0) return 1 + intWidth(-value);
  if (value >= HALF) return 8 + intWidth(Math.floor(value / HALF));
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  return value < 1000000 ? (value < 100000 ? 5 : 6) : value < 10000000 ? 7 : 8;
}

/** Writes a whole number below 2^53 in size into the `width` bytes that begin at `start`. */
export function writeInt(bytes: Uint8Array, start: number, width: number, value: number): void {
  if (value < 0) {
    bytes[start] = MINUS;
    writeDigits(bytes, start + 1, start + width, -value);
  } else {
    writeDigits(bytes, start, start + width, value);
  }
}

/** Two digits at a time from the last one on, with leading zeros if there is room. */
function writeDigits(bytes: Uint8Array, start: number, end: number, value: number): void {
  let low = value;
  if (value >= HALF) {
    const high = Math.floor(value / HALF);
    low = value - high * HALF;
    writeDigits(bytes, start, end - 8, high);
    start = end - 8;
  }
  let rest = low | 0;
  while (end - start >= 2) {
    const quotient = (rest / 100) | 0, pair = (rest - quotient * 100) * 2;
    end -= 2;
    bytes[end] = PAIRS[pair] ?? 0;
    bytes[end + 1] = PAIRS[pair + 1] ?? 0;
    rest = quotient;
  }
  if (end > start) bytes[start] = 48 + rest;
}

/** A double as Prometheus spells it. */
export function doubleText(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value);
}
