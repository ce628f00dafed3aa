import type { Collection } from "../../aggregate/collection.ts";
import { RECORD_LIMIT } from "./format.ts";
import { MemoryBudget } from "./memory_budget.ts";
import { readRecords, streamError, type StreamRecord } from "./record_reader.ts";
import { Section } from "./section.ts";
import { Totals } from "./totals.ts";

/** How `readStream()` reads. */
export interface ReadStreamOptions {
  /**
   * `cumulative`: deltas are added up, so that each window's collection has all totals. Otherwise the points are as they
   * were written.
   */
  readonly temporality?: "cumulative";
  /**
   * Bytes of a record, beyond which the stream counts as damaged.
   * @default 16_777_216
   */
  readonly maxRecord?: number;
  /**
   * Bytes that what is read may take in memory, about; a stream that would need more counts as damaged.
   * @default 536_870_912
   */
  readonly maxMemory?: number;
}

/** One window of a stream: what the writer's exporter was given. */
export interface StreamWindow extends Collection {
  /** Where the window's record ends, in bytes from the stream's beginning. */
  readonly end: number;
}

/**
 * Reads the windows of a stream as `streamExporter()` writes it, one after another. A window's collection is like that of
 * the reader from which the stream was written, and can be given to any exporter; it is good until the next one is
 * asked for. Cumulative points are the same objects all along.
 *
 * A window comes when the record behind it has been read, or the stream has ended: that one may say that it takes its
 * place. Reading holds the definitions in memory, all cumulative points and one window, within `maxMemory`.
 *
 * @throws {StreamError} at the first record that is cut off, damaged, or asks for too much; all windows before it
 * have come by then. An error of the stream itself is thrown as it is.
 *
 * @example
 * ```ts
 * import { createTelemetry } from "@percore/telemetry";
 * import { readStream, streamExporter } from "@percore/telemetry/stream";
 * const { readable, writable } = new TransformStream();
 * const exporters = [streamExporter(writable)];
 * const telemetry = createTelemetry({ resource: { "service.name": "shop" }, exporters });
 * const ended = telemetry.shutdown().then(() => writable.close());
 * for await (const { resource } of readStream(readable)) {
 *   if (resource.attributes["service.name"] !== "shop") throw new Error("unexpected resource");
 * }
 * await ended;
 * ```
 */
export async function* readStream(
  stream: ReadableStream<Uint8Array>,
  options: ReadStreamOptions = {},
): AsyncGenerator<StreamWindow, void> {
  const { temporality, maxRecord = RECORD_LIMIT, maxMemory = 2 ** 29 } = options;
  const budget = new MemoryBudget(maxMemory);
  const totals = temporality === "cumulative" ? new Totals(budget) : undefined;
  const records = readRecords(stream, maxRecord);
  let section: Section | undefined, held: StreamRecord | undefined;
  try {
    for (;;) {
      let next: StreamRecord | undefined, failure: unknown;
      try {
        next = (await records.next()).value ?? undefined;
      } catch (error) {
        failure = error;
      }
      if (held !== undefined) {
        const isValid = held.window !== undefined && next?.supersedes !== true;
        try {
          if (held.begins) {
            section?.end();
            section = new Section(budget, totals);
          }
          if (held.definitions !== undefined) section?.define(held.definitions);
          if (held.window !== undefined && isValid) section?.read(held.window);
        } catch (error) {
          throw streamError(held.offset, error);
        }
        if (isValid && section !== undefined) yield { ...section.collection, end: held.end };
      }
      if (failure !== undefined) throw failure;
      if (next === undefined) return;
      held = next;
    }
  } finally {
    await records.return();
  }
}
