export { joined } from "../../src/host/joined.ts";
import assert from "node:assert/strict";
import type { Collection } from "@percore/telemetry";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { readStream, type ReadStreamOptions, StreamError } from "../../src/export/stream/mod.ts";

/** A stream of some bytes, in pieces of a size. */
export function streamOf(bytes: Uint8Array, size = 1000): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += size));
    },
  });
}

/** What was read of a stream, up to what was wrong with it. */
export interface Reading {
  /** Each window's collection as an OTLP request; empty when it has no point. */
  readonly windows: readonly Uint8Array[];
  readonly ends: readonly number[];
  readonly error: StreamError | undefined;
}

/** Reads a stream to its end, or to its first error, which must be a `StreamError`. */
export async function reading(
  stream: ReadableStream<Uint8Array>,
  options: ReadStreamOptions = {},
  asBytes: (collection: Collection) => Uint8Array = otlpOf,
): Promise<Reading> {
  const windows: Uint8Array[] = [], ends: number[] = [];
  try {
    for await (const window of readStream(stream, options)) {
      windows.push(asBytes(window));
      ends.push(window.end);
    }
  } catch (error) {
    assert(error instanceof StreamError, `${error}`);
    return { windows, ends, error };
  }
  return { windows, ends, error: undefined };
}

/** A collection as an OTLP request, which has all of it but the set's own texts. */
export function otlpOf(collection: Collection): Uint8Array {
  return new MetricsEncoder().encode(collection)?.slice() ?? new Uint8Array();
}
