import type { AttributeDescriptor } from "./descriptor.ts";

/**
 * A tuple of attribute indices is two numbers: the low one is made of the first four attributes, the high one of the
 * others, in mixed radix, the first attribute varies fastest. Both are below 2^31: engines reckon with them in 32 bits.
 */
export interface Digit {
  /** How many indices the attribute has. */
  readonly radix: number;
  /** The index that absence counts as; -1 where the attribute is required. */
  readonly absent: number;
  /** What the index is multiplied with. */
  readonly weight: number;
}

/** How many attributes make the low number. */
export const LOW_DIGITS = 4;

const LIMIT = 2 ** 31;

/**
 * The digits of a set's tuples.
 *
 * @throws {RangeError} when there are too many tuples.
 */
export function digitsOf(measurement: readonly AttributeDescriptor[], radices: readonly number[]): Digit[] {
  let weight = 1;
  return measurement.map(({ key, optional = false }, i) => {
    if (i === LOW_DIGITS) weight = 1;
    const radix = radices[i] ?? 1, digit = { radix, absent: optional ? radix - 1 : -1, weight };
    weight *= radix;
    if (weight > LIMIT) {
      throw new RangeError(
        `attribute ${key} makes ${weight} combinations of values with those before it, at most ${LIMIT} are ` +
          "possible among the first four attributes and among the others: lower a bound",
      );
    }
    return digit;
  });
}

/** How many low numbers there are. */
export function lowTuples(digits: readonly Digit[]): number {
  return digits.slice(0, LOW_DIGITS).reduce((product, { radix }) => product * radix, 1);
}

/** The index of each attribute, of which a tuple's numbers are made. */
export function indicesOf(digits: readonly Digit[], low: number, high: number): number[] {
  return digits.map(({ radix, weight }, i) => Math.floor((i < LOW_DIGITS ? low : high) / weight) % radix);
}
