import { EXPORT_RESULTS, type ExportReport, type ExportResult } from "../../aggregate/exporter.ts";
import type { Verdict } from "./answer.ts";
import { pointCount } from "./point_count.ts";
import type { Redaction } from "./redaction.ts";

/** Messages that are told of an export, which may have thousands of requests. */
const MESSAGE_COUNT = 10;

/** What became of an export's requests, put together. */
export class Outcome {
  readonly #redaction: Redaction;
  #result: ExportResult = "success";
  #bytes = 0;
  #oversized = 0;
  #refused = 0;
  /** Redacted and cut, since a backend may say much to each request. */
  readonly #messages = new Set<string>();

  constructor(redaction: Redaction) {
    this.#redaction = redaction;
  }

  /** Adds a request, with a body of so many bytes; of one that couldn't be made, there is no message. */
  add(
    bytes: number,
    { result, message, refused = 0 }: Verdict,
    request?: Uint8Array,
    isOversized = false,
  ): void {
    this.#bytes += bytes;
    // Of a request that was rejected, no point is taken.
    if (request !== undefined && (result === "rejected" || refused !== 0)) {
      const points = pointCount(request);
      // A backend may say any number, but can't have refused more than there were.
      this.#refused += result === "rejected" ? points : Math.max(0, Math.min(refused, points));
    }
    if (EXPORT_RESULTS.indexOf(result) > EXPORT_RESULTS.indexOf(this.#result)) this.#result = result;
    this.#tell(message);
    if (!isOversized) return;
    this.#oversized++;
    this.#tell(`a data point makes a request of ${request?.length} bytes, more than maxRequestBytes`);
  }

  /** The worst result, and what was said first, each message once. */
  report(): ExportReport {
    const message = [...this.#messages].join("; ");
    return {
      result: this.#result,
      bytes: this.#bytes,
      ...(this.#refused === 0 ? {} : { refused: this.#refused }),
      ...(message === "" ? {} : { message }),
      ...(this.#oversized === 0 ? {} : { oversized: this.#oversized }),
    };
  }

  #tell(message: string): void {
    if (message === "" || this.#messages.size >= MESSAGE_COUNT) return;
    this.#messages.add(this.#redaction.apply(message));
  }
}
