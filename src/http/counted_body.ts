/** How the sending of a body has ended. */
export interface BodyEnd {
  /** Bytes that were handed over. */
  readonly bytes: number;
  /** What the body's source has failed with. */
  readonly error?: unknown;
  /** Whether the client has gone away before the end. */
  readonly isAborted?: boolean;
}

/**
 * A body that passes on another one as it is asked for it, and tells once how it has ended. Nothing is read ahead;
 * each piece costs a promise.
 */
export function countedBody(
  body: ReadableStream<Uint8Array>,
  ended: (end: BodyEnd) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0, isOver = false;

  function end(how: Omit<BodyEnd, "bytes">): void {
    if (isOver) return;
    isOver = true;
    ended({ bytes, ...how });
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        // What was cancelled while it was read takes no more calls.
        if (isOver) return;
        if (done) {
          end({});
          controller.close();
        } else {
          bytes += value.byteLength;
          controller.enqueue(value);
        }
      } catch (error) {
        end({ error });
        throw error;
      }
    },
    async cancel(reason) {
      end({ isAborted: true });
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
