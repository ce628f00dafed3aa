/**
 * Nanoseconds since 1970, as a double: a whole number, exact to 256 ns for today's dates, and cheap to
 * split into the two halves of a fixed64.
 */
export type UnixNanos = number;

/** The time now. The clock is monotonic within a thread as long as the system's time isn't set. */
export function unixNanos(): UnixNanos {
  return Math.round((performance.timeOrigin + performance.now()) * 1e6);
}
