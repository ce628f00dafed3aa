import { joined } from "../host/joined.ts";
import { delay } from "../host/wait.ts";

/** Milliseconds for which the thread is taken at a time, about. */
const SLICE = 1;

/** A body that is there, or one that is made while it is read. */
export type PacedBody = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * A body of pieces that take time to be made. When they are all made within a slice, it is their bytes; otherwise a
 * stream, which makes the others as they are read, and lets the event loop go on after each slice.
 *
 * @throws {unknown} what the first slice's pieces throw; later, the stream fails.
 */
export function paced(pieces: Iterator<Uint8Array<ArrayBuffer>>): PacedBody {
  let begin = performance.now();
  const made: Uint8Array<ArrayBuffer>[] = [];
  while (performance.now() - begin < SLICE) {
    const { value, done } = pieces.next();
    if (done === true) {
      const [only] = made;
      return made.length === 1 && only !== undefined ? only : joined(made);
    }
    if (value.length > 0) made.push(value);
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    const ready = made.shift();
    if (ready !== undefined) return controller.enqueue(ready);
    for (;;) {
      if (performance.now() - begin >= SLICE) {
        // A timer, since whatever comes sooner would let no other timer fire.
        await delay(0);
        begin = performance.now();
      }
      const { value, done } = pieces.next();
      if (done === true) return controller.close();
      if (value.length > 0) return controller.enqueue(value);
    }
  }
  return new ReadableStream({
    pull,
    cancel() {
      pieces.return?.();
    },
  });
}
