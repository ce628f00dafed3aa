/** Thrown for a stream that is cut off, damaged or made to do harm. What was read before it is good. */
export class StreamError extends Error {
  override readonly name = "StreamError";
  /** Where the record begins that can't be used, in bytes from the stream's beginning. */
  readonly offset: number;

  /** @param reason What is wrong with the record. */
  constructor(offset: number, reason: string, options?: ErrorOptions) {
    super(`the stream is damaged at byte ${offset}: ${reason}`, options);
    this.offset = offset;
  }
}
