import type { ExemplarFilters } from "./exemplar_filters.ts";

/** What a worker learns from the thread that attaches it, besides its number. */
export interface Answer {
  readonly exemplars: ExemplarFilters;
  /** The name of the channel through which it may ask that thread for what is known of all workers. */
  readonly channel: string;
}

/**
 * Bytes of the shared memory in which a worker is answered. The answer is JSON behind its length; it is written
 * before the worker's number is announced, and read after that was seen. A metric with its filter takes some 60 bytes
 * of it, so 64 KiB have room for 1,000 of them.
 */
export const ANSWER_BYTES = 65536;

const LENGTH_BYTES = 4;

/**
 * An answer as it is written.
 *
 * @throws {RangeError} when it is too long: some 1,000 metrics have room.
 */
export function encodeAnswer(answer: Answer): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(answer));
  if (text.length > ANSWER_BYTES - LENGTH_BYTES) {
    throw new RangeError(
      `the option exemplars takes ${text.length} bytes, ${ANSWER_BYTES - LENGTH_BYTES} are possible: ` +
        "name fewer metrics, or let the schema say it",
    );
  }
  return text;
}

/** Writes what {@linkcode encodeAnswer} made. */
export function writeAnswer(memory: ArrayBufferLike, text: Uint8Array): void {
  new DataView(memory).setUint32(0, text.length, true);
  new Uint8Array(memory, LENGTH_BYTES).set(text);
}

/** Reads what {@linkcode writeAnswer} wrote. */
export function readAnswer(memory: ArrayBufferLike): Answer {
  const length = new DataView(memory).getUint32(0, true);
  // Decoders refuse shared memory: decode a copy. Written by encodeAnswer(), in the same version of percore.
  const text = new TextDecoder().decode(new Uint8Array(memory, LENGTH_BYTES, length).slice());
  return JSON.parse(text) as Answer;
}
