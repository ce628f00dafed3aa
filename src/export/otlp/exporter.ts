import type { By } from "../../aggregate/by.ts";
import type { Collection } from "../../aggregate/collection.ts";
import type { TemporalityPreference } from "../../aggregate/temporality.ts";
import type { View } from "../../aggregate/view.ts";
import type { Exporter, ExportReport, Settle } from "../../aggregate/exporter.ts";
import { type Fetch, fetchWith } from "../../host/tls.ts";
import { untraced } from "../../host/untraced.ts";
import { readAnswer, type Verdict } from "./answer.ts";
import { Deadline } from "./deadline.ts";
import { MetricsEncoder } from "./metrics_encoder.ts";
import { Outcome } from "./outcome.ts";
import { type OtlpExporterOptions, type OtlpExporterSettings, settingsOf } from "./options.ts";
import { Redaction } from "./redaction.ts";
import { messageLimit, requestBody } from "./request_body.ts";
import { withRetries } from "./retry.ts";

/**
 * An exporter that posts metrics to an OTLP backend over HTTP, as protocol buffers or JSON (OTLP specification,
 * "OTLP/HTTP"). What the options leave open, the `OTEL_…` variables of the environment say, which are read
 * here, once. A collection without points sends nothing and is a success. Redirects are not followed, since the
 * request's headers may be secrets: they count as `rejected`.
 *
 * A collection that is larger than `maxRequestBytes` is sent in several requests, one after another, each with an end of
 * its own; the report has the worst of them.
 *
 * What may pass is tried again within the timeout: 429, 502, 503, 504, and a connection that can't be made or
 * breaks. Anything else is final, a partial success included.
 *
 * @throws {TypeError} if an option can't be used.
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
  /** Path and query may be secrets. */
  readonly backend: string;
  readonly temporality: TemporalityPreference;
  readonly views: readonly View[];
  readonly by: By;
  readonly cardinalityLimit: number;
  readonly interval: number;
  readonly timeout: number;
  readonly #settings: OtlpExporterSettings;
  readonly #redaction: Redaction;
  readonly #fetch: Fetch;
  readonly #encoder = new MetricsEncoder();

  constructor(settings: OtlpExporterSettings) {
    this.temporality = settings.temporality;
    this.views = settings.views;
    this.by = settings.by;
    this.cardinalityLimit = settings.cardinalityLimit;
    this.interval = settings.interval;
    this.timeout = settings.timeout;
    this.backend = settings.url.origin;
    this.#settings = settings;
    this.#redaction = new Redaction(settings.secrets);
    this.#fetch = fetchWith(settings.tls);
  }

  async export(collection: Collection, signal: AbortSignal, settle?: Settle): Promise<ExportReport> {
    const { timeout, protocol, maxRequestBytes } = this.#settings;
    const deadline = new Deadline(timeout, signal), outcome = new Outcome(this.#redaction);
    try {
      const requests = this.#encoder.encodeWithin(collection, messageLimit(maxRequestBytes, protocol));
      for (const { message, points, isOversized } of requests) {
        // The encoder uses the memory of a single one again.
        const own = points === undefined ? message.slice() : message;
        const { bytes, verdict } = await this.#send(own, deadline, signal);
        outcome.add(bytes, verdict, own, isOversized);
        // A backend that is away, or wants to be left alone, isn't asked for the others: they come again.
        if (verdict.result === "unavailable" || verdict.result === "timed_out") break;
        if (points !== undefined) settle?.(points);
      }
    } catch (error) {
      // percore has a defect, which mustn't break the program.
      outcome.add(0, { result: "rejected", message: describe(error) });
    } finally {
      deadline.clear();
    }
    return outcome.report();
  }

  async #send(
    message: Uint8Array<ArrayBuffer>,
    deadline: Deadline,
    signal: AbortSignal,
  ): Promise<{ bytes: number; verdict: Verdict }> {
    const { protocol, compression } = this.#settings;
    let body: Uint8Array<ArrayBuffer>;
    try {
      body = await requestBody(message, protocol, compression);
    } catch (error) {
      // It is larger than OTLP allows.
      return { bytes: 0, verdict: { result: "rejected", message: describe(error) } };
    }
    const verdict = await withRetries(() => this.#attempt(body, deadline, signal), deadline);
    return { bytes: body.length, verdict };
  }

  async #attempt(
    body: Uint8Array<ArrayBuffer>,
    { signal }: Deadline,
    outer: AbortSignal,
  ): Promise<Verdict> {
    const { url, headers, timeout } = this.#settings;
    try {
      signal.throwIfAborted();
      const request: RequestInit = { method: "POST", headers, body, signal, redirect: "manual" };
      const response = await untraced(() => this.#fetch(url, request));
      return await readAnswer(response, signal);
    } catch (error) {
      if (!signal.aborted) return { result: "unavailable", message: describe(error) };
      return { result: "timed_out", message: outer.aborted ? "stopped" : `no answer within ${timeout} ms` };
    }
  }
}

/** An error in words. What went wrong with a connection is often in the cause alone. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
