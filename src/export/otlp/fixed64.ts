/** What the high half of a 64-bit number counts. */
export const HIGH_UNIT = 2 ** 32;
/** A carry of 2^53, counted in the high half. */
export const CARRY = 2 ** 21;

const MAX_HIGH = 0x7fff_ffff;
const MIN_HIGH = -0x8000_0000;

/**
 * Writes `high * 2^32 + low` as a little-endian fixed64 or sfixed64: exactly, without a BigInt, for whole
 * numbers. Saturates at -2^63 and 2^63 - 1.
 */
export function setFixed64(view: DataView, offset: number, high: number, low: number): void {
  const carry = Math.floor(low / HIGH_UNIT);
  const top = high + carry;
  if (top > MAX_HIGH) {
    view.setInt32(offset, -1, true);
    view.setInt32(offset + 4, MAX_HIGH, true);
  } else if (top < MIN_HIGH) {
    view.setInt32(offset, 0, true);
    view.setInt32(offset + 4, MIN_HIGH, true);
  } else {
    view.setInt32(offset, (low - carry * HIGH_UNIT) | 0, true);
    view.setInt32(offset + 4, top | 0, true);
  }
}
