import { delay } from "../host/wait.ts";
import { LimitError } from "./limits.ts";

/** The bytes of an answer, which any number of clients read. */
export interface Rendering {
  /** How many bytes there are. */
  readonly bytes: number;
  /** Begins to read them, from the first one on. */
  chunks(): IterableIterator<Uint8Array<ArrayBuffer>>;
}

/** Makes the bytes of an answer, piece by piece: between two pieces, other work may have its turn. */
export type Render = () => Iterable<Uint8Array<ArrayBuffer>>;

/** Bytes that are handed to a connection at once. */
const CHUNK_BYTES = 65536;

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
  return { bytes, chunks: () => chunksOf(pieces) };
}

/** Bytes that are there. */
export function wholeRendering(bytes: Uint8Array<ArrayBuffer>): Rendering {
  return { bytes: bytes.length, chunks: () => chunksOf([bytes]) };
}

/** What lies in shared memory, copied when it is asked for: connections take no shared memory. */
export function sharedRendering(memory: SharedArrayBuffer): Rendering {
  const bytes = memory.byteLength;
  function* chunks(): Generator<Uint8Array<ArrayBuffer>> {
    for (let start = 0; start < bytes; start += CHUNK_BYTES) {
      yield new Uint8Array(memory, start, Math.min(CHUNK_BYTES, bytes - start)).slice();
    }
  }
  return { bytes, chunks };
}

function* chunksOf(pieces: readonly Uint8Array<ArrayBuffer>[]): Generator<Uint8Array<ArrayBuffer>> {
  for (const piece of pieces) {
    for (let start = 0; start < piece.length; start += CHUNK_BYTES) {
      yield piece.subarray(start, start + CHUNK_BYTES);
    }
  }
}
