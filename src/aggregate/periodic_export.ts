import { after, type Cancel, every, LONGEST_DELAY } from "../host/timer.ts";
import { describe } from "../host/warn.ts";
import type { Batch } from "./reader.ts";
import type { ExportState } from "./health.ts";
import { EXPORT_RESULTS, type Exporter, type ExportReport, type ExportResult } from "./exporter.ts";

/** The backend has the points, or will never take them. */
const ARRIVED: readonly ExportResult[] = ["success", "partial_success", "rejected"];

/** What is told of an export. */
export type ReportExport = (report: ExportReport, seconds: number) => void;

/** Exports one reader's collections at an interval, one at a time. */
export class PeriodicExport {
  readonly #exporter: Exporter;
  readonly #begin: () => Batch;
  readonly #report: ReportExport;
  readonly #stop: Cancel;
  #running: Promise<void> | undefined;
  #abort = new AbortController();
  #last: ExportResult | undefined;
  #failures = 0;

  /** How its exports go. */
  get state(): ExportState {
    return { exporter: this.#exporter.name, last: this.#last, failures: this.#failures };
  }

  constructor(exporter: Exporter, begin: () => Batch, report: ReportExport) {
    this.#exporter = exporter;
    this.#begin = begin;
    this.#report = report;
    this.#stop = every(exporter.interval, () => {
      // While an export is under way, the next one is left out: the values travel with the one after it.
      if (this.#running !== undefined) return;
      const { ended, abort } = this.#start();
      void ended.finally(after(exporter.timeout, abort));
    });
  }

  /**
   * Stops the interval and exports once more, within `timeout` milliseconds: an export that is under way has half
   * of them left.
   */
  async finish(timeout: number): Promise<void> {
    this.#stop();
    const end = performance.now() + timeout;
    if (this.#running !== undefined) await this.#within(timeout / 2, () => this.#abort.abort());
    const { abort } = this.#start();
    await this.#within(Math.min(end - performance.now(), this.#exporter.timeout), abort);
  }

  /** Waits for the export that is under way, and gives it up after a time. */
  async #within(timeout: number, abort: () => void): Promise<void> {
    const timer = setTimeout(abort, Math.min(Math.max(0, timeout), LONGEST_DELAY));
    await this.#running;
    clearTimeout(timer);
  }

  /** Starts an export; `abort` gives it up. */
  #start(): { readonly ended: Promise<void>; readonly abort: () => void } {
    const controller = this.#abort = new AbortController();
    const ended = this.#running = this.#export(controller.signal).finally(() => this.#running = undefined);
    return { ended, abort: () => controller.abort() };
  }

  async #export(signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    const aborted = new Promise<ExportReport>((resolve) => {
      signal.addEventListener("abort", () => resolve({ result: "timed_out", bytes: 0 }));
    });
    const batch = this.#tryToBegin();
    // An exporter that doesn't heed the signal is not waited for.
    const report = "collection" in batch
      ? await Promise.race([this.#attempt(batch, signal), aborted])
      : batch;
    if ("collection" in batch) {
      if (ARRIVED.includes(report.result)) batch.commit();
      else batch.rollBack();
    }
    this.#last = report.result;
    this.#failures = ARRIVED.includes(report.result) ? 0 : this.#failures + 1;
    this.#report(report, (performance.now() - begin) / 1000);
  }

  /** Values that can't be taken together must neither end the program nor the exports to come. */
  #tryToBegin(): Batch | ExportReport {
    try {
      return this.#begin();
    } catch (error) {
      return { result: "unavailable", bytes: 0, message: describe(error) };
    }
  }

  async #attempt({ collection }: Batch, signal: AbortSignal): Promise<ExportReport> {
    try {
      const { result, bytes, message } = await this.#exporter.export(collection, signal);
      if (EXPORT_RESULTS.includes(result) && Number.isSafeInteger(bytes) && bytes >= 0) {
        return { result, bytes, ...(message === undefined ? {} : { message: describe(message) }) };
      }
      throw new TypeError(`exporter ${this.#exporter.name} gave no report`);
    } catch (error) {
      // An exporter doesn't reject; one that somebody else wrote may not know.
      return { result: "unavailable", bytes: 0, message: describe(error) };
    }
  }
}
