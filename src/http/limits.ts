/** What one route may cost. */
export interface Limits {
  /**
   * Milliseconds from a request to the last byte of its answer. Whoever hasn't taken it by then is cut off.
   *
   * @default 10000
   */
  readonly deadline?: number;
  /**
   * Bytes of an answer. Of `/metrics`, what is beyond is left out. Twice as many are kept at most, over all answers that clients haven't taken yet: beyond that,
   * the oldest of them are cut off.
   *
   * @default 67108864
   */
  readonly maxBytes?: number;
  /**
   * Values of an answer: series, times the metrics of their sets.
   *
   * @default 1000000
   */
  readonly maxSeries?: number;
  /**
   * Requests that are answered at the same time. Others get 503.
   *
   * @default 256
   */
  readonly maxClients?: number;
}

/** With its defaults. */
export type Bounds = Required<Limits>;

/**
 * The limits with their defaults.
 *
 * @throws {RangeError} when one isn't a number above 0.
 */
export function boundsOf(
  { deadline = 10_000, maxBytes = 2 ** 26, maxSeries = 1_000_000, maxClients = 256 }: Limits,
): Bounds {
  const bounds = { deadline, maxBytes, maxSeries, maxClients };
  for (const [name, value] of Object.entries(bounds)) {
    if (!(value > 0)) throw new RangeError(`${name} is ${value}: it must be more than 0`);
  }
  return bounds;
}

/** Says that an answer would be beyond a limit. */
export class LimitError extends Error {
  override readonly name = "LimitError";
}
