import type { MeasurementAttribute } from "./model.ts";

/** How many attributes a recording can have. */
const MOST_ATTRIBUTES = 8;

/** The values of an attribute's first four, and those of the others, are one number each while a set is recorded. */
const TOGETHER = 4;
const MOST_COMBINATIONS = 2 ** 31;

const BOOLEANS = 2;

/** How many values a measurement attribute has. Being left out is one more. */
export function valueCount({ type, bound, isOptional }: MeasurementAttribute): number {
  const values = bound ??
    (typeof type === "string" ? BOOLEANS : new Set(type.members.map(({ value }) => value)).size);
  return values + (isOptional ? 1 : 0);
}

function combinations(measurement: readonly MeasurementAttribute[]): number {
  // What is beyond a bound is a value, too.
  return measurement.reduce(
    (product, attribute) => product * (valueCount(attribute) + (attribute.bound === undefined ? 0 : 1)),
    1,
  );
}

/** Why a set can't be recorded with these attributes, and what would be right; `undefined` if it can. */
export function tupleProblem(
  measurement: readonly MeasurementAttribute[],
): { readonly message: string; readonly expected: string } | undefined {
  const { length } = measurement;
  if (length > MOST_ATTRIBUTES) {
    return {
      message: `the set has ${length} measurement attributes`,
      expected: `at most ${MOST_ATTRIBUTES}`,
    };
  }
  const parts = [measurement.slice(0, TOGETHER), measurement.slice(TOGETHER)].map(combinations);
  if (parts.every((count) => count <= MOST_COMBINATIONS)) return undefined;
  const expected =
    `at most ${MOST_COMBINATIONS} among the first four and among the others, by lower bounds or another order`;
  return { message: `the set's measurement attributes make ${Math.max(...parts)} combinations`, expected };
}
