import type { Collection } from "../../aggregate/collection.ts";
import type { TemporalityPreference } from "../../aggregate/temporality.ts";
import type { View } from "../../aggregate/view.ts";
import type { Exporter, ExportReport } from "../../aggregate/exporter.ts";
import { readAnswer, type Verdict } from "./answer.ts";
import { Deadline } from "./deadline.ts";
import { MetricsEncoder } from "./metrics_encoder.ts";
import { type OtlpExporterOptions, type OtlpExporterSettings, settingsOf } from "./options.ts";
import { Redaction } from "./redaction.ts";

/**
 * An exporter that posts cumulative metrics to an OTLP backend, as protocol buffers over HTTP (OTLP
 * specification, "OTLP/HTTP"). A collection without points sends nothing and is a success. Redirects are not
 * followed, since the request's headers may be secrets: they count as `rejected`. Nothing is tried twice.
 *
 * @throws {TypeError} if the URL, a header, the timeout or the interval can't be used.
 *
 * @example
 * ```ts
 * import { otlpExporter } from "@percore/telemetry/otlp";
 * const exporter = otlpExporter({
 *   url: "https://example.com/v1/metrics",
 *   headers: { authorization: "Bearer TOKEN" },
 * });
 * if (exporter.interval !== 60_000) throw new Error("unexpected interval");
 * ```
 */
export function otlpExporter(options: OtlpExporterOptions = {}): Exporter {
  return new OtlpExporter(settingsOf(options));
}

class OtlpExporter implements Exporter {
  readonly name = "otlp";
  readonly temporality: TemporalityPreference;
  readonly views: readonly View[];
  readonly interval: number;
  readonly timeout: number;
  readonly #settings: OtlpExporterSettings;
  readonly #redaction: Redaction;
  readonly #encoder = new MetricsEncoder();

  constructor(settings: OtlpExporterSettings) {
    this.temporality = settings.temporality;
    this.views = settings.views;
    this.interval = settings.interval;
    this.timeout = settings.timeout;
    this.#settings = settings;
    this.#redaction = new Redaction(settings.secrets);
  }

  async export(collection: Collection, signal: AbortSignal): Promise<ExportReport> {
    const body = this.#encode(collection);
    if (body instanceof Error) return this.#report(0, { result: "rejected", message: describe(body) });
    if (!body) return this.#report(0, { result: "success", message: "" });
    return this.#report(body.length, await this.#send(body, signal));
  }

  /** A failure to encode would be a defect of percore; it may not break the program. */
  #encode(collection: Collection): Uint8Array<ArrayBuffer> | Error | undefined {
    try {
      // A copy: the encoder's buffer is used again. `fetch()` makes one too, but when is its own business.
      return this.#encoder.encode(collection)?.slice();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #send(body: Uint8Array<ArrayBuffer>, outer: AbortSignal): Promise<Verdict> {
    const { url, headers, timeout } = this.#settings;
    const deadline = new Deadline(timeout, outer);
    const { signal } = deadline;
    try {
      signal.throwIfAborted();
      return await readAnswer(
        await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" }),
      );
    } catch (error) {
      if (!signal.aborted) return { result: "unavailable", message: describe(error) };
      return { result: "timed_out", message: outer.aborted ? "stopped" : `no answer within ${timeout} ms` };
    } finally {
      deadline.clear();
    }
  }

  #report(bytes: number, { result, message }: Verdict): ExportReport {
    const redacted = this.#redaction.apply(message);
    return redacted === "" ? { result, bytes } : { result, bytes, message: redacted };
  }
}

/** An error in words. What went wrong with a connection is often in the cause alone. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
