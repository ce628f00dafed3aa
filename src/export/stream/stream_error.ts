/** Thrown for a stream that is cut off, damaged or made to do harm. What was read before it is good. */
export class StreamError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StreamError";
  /** Where the record begins that can't be used, in bytes from the stream's beginning. */
  readonly offset: number;

  /** Says what is wrong with the record that begins at `offset`. */
  constructor(offset: number, reason: string, options?: ErrorOptions) {
    super(`the stream is damaged at byte ${offset}: ${reason}`, options);
    this.offset = offset;
  }
}
