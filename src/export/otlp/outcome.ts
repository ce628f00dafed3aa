import { EXPORT_RESULTS, type ExportReport, type ExportResult } from "../../aggregate/exporter.ts";
import type { Verdict } from "./answer.ts";
import type { Redaction } from "./redaction.ts";

/** What became of an export's requests, put together. */
export class Outcome {
  #result: ExportResult = "success";
  #bytes = 0;
  #oversized = 0;
  readonly #messages = new Set<string>();

  /** Adds a request; `oversize` is its size where it has a single point that is larger than the limit. */
  add(bytes: number, { result, message }: Verdict, oversize = 0): void {
    this.#bytes += bytes;
    if (EXPORT_RESULTS.indexOf(result) > EXPORT_RESULTS.indexOf(this.#result)) this.#result = result;
    if (message !== "") this.#messages.add(message);
    if (oversize === 0) return;
    this.#oversized++;
    this.#messages.add(`a data point makes a request of ${oversize} bytes, more than maxRequestBytes`);
  }

  /** The worst result, and what was said, each message once. */
  report(redaction: Redaction): ExportReport {
    const message = [...this.#messages].map((each) => redaction.apply(each)).join("; ");
    return {
      result: this.#result,
      bytes: this.#bytes,
      ...(message === "" ? {} : { message }),
      ...(this.#oversized === 0 ? {} : { oversized: this.#oversized }),
    };
  }
}
