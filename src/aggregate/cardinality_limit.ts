/** Series that a reader has of one set, unless told otherwise. */
export const CARDINALITY_LIMIT = 10_000;

/**
 * What a program gave for it.
 *
 * @throws {RangeError} when it isn't a whole number above 0.
 */
export function checkCardinalityLimit(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new RangeError(`cardinalityLimit is ${limit}: it must be a whole number, 1 or more`);
}
