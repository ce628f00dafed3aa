import { delay } from "../host/wait.ts";
import { BLOCK_BYTES, type Blocks } from "./blocks.ts";
import { LimitError } from "./limits.ts";

/** The bytes of an answer, which any number of clients read. */
export interface Rendering {
  /** How many bytes there are. */
  readonly bytes: number;
  /**
   * Begins to read them, from the first one on.
   *
   * @throws {LimitError} when they were forgotten.
   */
  chunks(): IterableIterator<Uint8Array<ArrayBuffer>>;
  /**
   * Lets go of them when all have read them. Requests that have waited for them are old to the garbage collector, and
   * would keep them until it looks at all that there is.
   */
  forget(): void;
}

/** Makes the bytes of an answer, piece by piece: between two pieces, other work may have its turn. */
export type Render = () => Iterable<Uint8Array<ArrayBuffer>>;

/** Milliseconds after which a rendering lets others have their turn. */
const SLICE = 4;

/**
 * Renders, with pauses.
 *
 * @throws {LimitError} when there are more than `maxBytes`.
 */
export async function renderInSlices(render: Render, maxBytes: number): Promise<Rendering> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0, begin = performance.now();
  for (const piece of render()) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new LimitError(`an answer would have more than ${maxBytes} bytes`);
    pieces.push(piece);
    if (performance.now() - begin < SLICE) continue;
    await delay(0);
    begin = performance.now();
  }
  return renderingOf(pieces);
}

/** All bytes of a response, in the pieces in which they come; nothing is copied for those who read them. */
export async function renderResponse({ body }: Response): Promise<Rendering> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of body ?? []) pieces.push(piece);
  return renderingOf(pieces);
}

/** All bytes of a response, in memory that is used again when they are forgotten. Each who reads them gets a copy. */
export async function renderInBlocks({ body }: Response, blocks: Blocks): Promise<Rendering> {
  const taken: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    for (let from = 0; from < piece.length;) {
      const at = bytes % BLOCK_BYTES, part = piece.subarray(from, from + BLOCK_BYTES - at);
      if (at === 0) taken.push(blocks.take());
      taken.at(-1)?.set(part, at);
      from += part.length;
      bytes += part.length;
    }
  }
  const last = taken.length - 1;
  const pieces = taken.map((block, i) => i === last ? block.subarray(0, bytes - last * BLOCK_BYTES) : block);
  const rendering = forgettable(bytes, pieces, (chunk) => chunk.slice());
  return {
    ...rendering,
    forget() {
      rendering.forget();
      blocks.giveBack(taken.splice(0));
    },
  };
}

/** What lies in shared memory, copied when it is asked for: connections take no shared memory. */
export function sharedRendering(memory: SharedArrayBuffer): Rendering {
  const whole = new Uint8Array(memory);
  return forgettable(whole.length, [whole], (chunk) => chunk.slice());
}

function renderingOf(pieces: Uint8Array<ArrayBuffer>[]): Rendering {
  return forgettable(pieces.reduce((sum, { length }) => sum + length, 0), pieces, (chunk) => chunk);
}

/** The pieces in chunks, each as `given` gives it, until they are forgotten. */
function forgettable<Memory extends ArrayBufferLike>(
  bytes: number,
  pieces: Uint8Array<Memory>[],
  given: (chunk: Uint8Array<Memory>) => Uint8Array<ArrayBuffer>,
): Rendering {
  let isForgotten = false;
  function* chunks(): Generator<Uint8Array<ArrayBuffer>> {
    for (const piece of pieces) {
      for (let start = 0; start < piece.length; start += BLOCK_BYTES) {
        yield given(piece.subarray(start, start + BLOCK_BYTES));
      }
    }
  }
  return {
    bytes,
    chunks() {
      if (isForgotten) throw new LimitError("the answer is no longer there");
      return chunks();
    },
    forget() {
      isForgotten = true;
      pieces.length = 0;
    },
  };
}
