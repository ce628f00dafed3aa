import { z } from "zod";

/** A whole number in a range, with one message for whatever else it is. */
export function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  // A value that is wrong in several ways is one problem.
  return z.number({ error }).int({ error, abort: true }).min(least, { error, abort: true }).max(most, {
    error,
  });
}
