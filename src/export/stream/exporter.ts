import { exporterTime } from "../exporter_time.ts";
import type { Collection } from "../../aggregate/collection.ts";
import type { Exporter, ExportReport } from "../../aggregate/exporter.ts";
import { checkTemporality, type TemporalityPreference } from "../../aggregate/temporality.ts";
import { checkViews, type View } from "../../aggregate/view.ts";
import { describe } from "../../host/warn.ts";
import { type EncodedRecord, StreamEncoder } from "./stream_encoder.ts";

/** How `streamExporter()` writes. */
export interface StreamExporterOptions {
  /**
   * What the points' values are relative to. Of `delta`, a window has what was recorded in it, and a reader of the
   * stream can add it up: sums of int exactly, sums of double as exactly as doubles are added. Of `cumulative`, it has
   * the new totals.
   * @default "delta"
   */
  readonly temporality?: TemporalityPreference;
  /**
   * Milliseconds between windows.
   * @default 10_000
   */
  readonly interval?: number;
  /**
   * Milliseconds after which the stream isn't waited for any more; the values go with the next window.
   * @default 10_000
   */
  readonly timeout?: number;
  /**
   * What becomes of some metrics on the way.
   * @default []
   */
  readonly views?: readonly View[];
}

/** What became of a record that was handed to the stream. */
type Fate = "written" | "failed" | "given up";

/**
 * An exporter that writes percore's multivariate stream, `percore.stream.v1`, to a stream of bytes: a file, a socket, a
 * `CompressionStream`. The stream is locked while a window is being written, and never closed: close it after
 * `shutdown()`.
 *
 * A stream that has no room is waited for within the timeout; then the export counts as `timed_out`. So does one whose
 * bytes the stream has taken but not written by then: should they arrive after all, the next window says that it
 * takes their place, so that nothing is counted twice. A stream that has failed stays so: exports are `unavailable`.
 *
 * @throws {TypeError} if an option can't be used.
 *
 * @example
 * ```ts
 * import { createTelemetry } from "@percore/telemetry";
 * import { streamExporter } from "@percore/telemetry/stream";
 * const { readable, writable } = new CompressionStream("gzip");
 * const telemetry = createTelemetry({
 *   resource: { "service.name": "shop" },
 *   exporters: [streamExporter(writable)],
 * });
 * const file = new Response(readable).bytes();
 * await telemetry.shutdown();
 * await writable.close();
 * await file;
 * ```
 */
export function streamExporter(
  stream: WritableStream<Uint8Array<ArrayBuffer>>,
  options: StreamExporterOptions = {},
): Exporter {
  return new StreamExporter(stream, options);
}

class StreamExporter implements Exporter {
  readonly name = "stream";
  readonly temporality: TemporalityPreference;
  readonly views: readonly View[];
  readonly interval: number;
  readonly timeout: number;
  readonly #stream: WritableStream<Uint8Array<ArrayBuffer>>;
  readonly #encoder = new StreamEncoder();
  /** What the stream is still writing of an export that was given up. */
  #pending: Promise<Fate> | undefined;
  /** Whether the last record that the stream has taken wasn't committed. */
  #uncommitted = false;

  constructor(stream: WritableStream<Uint8Array<ArrayBuffer>>, options: StreamExporterOptions) {
    const { temporality = "delta", interval = 10_000, timeout = 10_000, views = [] } = options;
    if (typeof stream?.getWriter !== "function") {
      throw new TypeError("streamExporter() takes a WritableStream");
    }
    this.temporality = checkTemporality(temporality);
    this.interval = exporterTime("interval", interval);
    this.timeout = exporterTime("timeout", timeout);
    this.views = checkViews(views);
    this.#stream = stream;
  }

  async export(collection: Collection, signal: AbortSignal): Promise<ExportReport> {
    let writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;
    const aborted = Promise.withResolvers<"given up">(), abort = () => aborted.resolve("given up");
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    try {
      const before = await Promise.race([this.#pending ?? "written", aborted.promise]);
      if (before === "given up") return GIVEN_UP;
      this.#pending = undefined;
      writer = this.#stream.getWriter();
      const ready = writer.ready.then(() => "ready" as const);
      // It is rejected when the lock is given back, too.
      ready.catch(() => {});
      if (await Promise.race([aborted.promise, ready]) === "given up") return GIVEN_UP;
      const record = this.#encode(collection);
      if (record === undefined) return { result: "success", bytes: 0 };
      if ("result" in record) return record;
      return await this.#write(record, writer, aborted.promise, signal);
    } catch (error) {
      return { result: "unavailable", bytes: 0, message: describe(error) };
    } finally {
      signal.removeEventListener("abort", abort);
      writer?.releaseLock();
    }
  }

  /** A record, or why there can't be one: to try again would end likewise. */
  #encode(collection: Collection): EncodedRecord | ExportReport | undefined {
    try {
      return this.#encoder.encode(collection, this.#uncommitted);
    } catch (error) {
      return { result: "rejected", bytes: 0, message: describe(error) };
    }
  }

  async #write(
    { bytes, commit }: EncodedRecord,
    writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
    aborted: Promise<"given up">,
    signal: AbortSignal,
  ): Promise<ExportReport> {
    let reason: unknown;
    const written = writer.write(bytes).then((): Fate => "written", (error): Fate => {
      reason = error;
      return "failed";
    });
    this.#uncommitted = true;
    const fate = await Promise.race([written, aborted]);
    if (fate === "failed") return { result: "unavailable", bytes: 0, message: describe(reason) };
    // Whoever gave the export up at the last moment has rolled it back.
    if (fate === "given up" || signal.aborted) {
      this.#pending = written;
      return { ...GIVEN_UP, bytes: bytes.length };
    }
    this.#uncommitted = false;
    commit();
    return { result: "success", bytes: bytes.length };
  }
}

const GIVEN_UP: ExportReport = { result: "timed_out", bytes: 0, message: "the stream has no room" };
