import { after, type Cancel, every, LONGEST_DELAY } from "../host/timer.ts";
import { describe } from "../host/warn.ts";
import type { PointId } from "./collection.ts";
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
      const abort = this.#start(), cancel = after(exporter.timeout, () => abort.abort());
      void Promise.resolve(this.#running).finally(cancel);
    });
  }

  /** Stops the interval and exports once more, as {@linkcode push} does. */
  finish(timeout: number): Promise<void> {
    this.#stop();
    return this.push(timeout);
  }

  /**
   * Exports what has been flushed, within `timeout` milliseconds: an export that is under way has half of them left, and
   * is given up then.
   */
  async push(timeout: number): Promise<void> {
    const end = performance.now() + timeout;
    await this.#ended(timeout / 2, this.#abort);
    // Of those who have waited for the same export, the first one begins the next for all of them.
    const abort = this.#running === undefined ? this.#start() : undefined;
    await this.#ended(Math.min(end - performance.now(), this.#exporter.timeout), abort);
  }

  /** Waits for the export that is under way. After a time gives it up, or without `abort` the waiting. */
  async #ended(timeout: number, abort?: AbortController): Promise<void> {
    if (this.#running === undefined) return;
    const { promise: over, resolve } = Promise.withResolvers<void>();
    // While somebody waits, the process is kept alive.
    const timer = setTimeout(
      () => abort === undefined ? resolve() : abort.abort(),
      Math.min(Math.max(0, timeout), LONGEST_DELAY),
    );
    await Promise.race([this.#running, over]);
    clearTimeout(timer);
  }

  /** Starts an export; what is returned gives it up. */
  #start(): AbortController {
    const abort = this.#abort = new AbortController();
    this.#running = this.#export(abort.signal).finally(() => this.#running = undefined);
    return abort;
  }

  async #export(signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    const aborted = new Promise<ExportReport>((resolve) => {
      signal.addEventListener("abort", () => resolve({ result: "timed_out", bytes: 0 }));
    });
    const batch = this.#tryToBegin(), settled: PointId[] = [];
    // An exporter that doesn't heed the signal is not waited for.
    const report = "collection" in batch
      ? await Promise.race([this.#attempt(batch, signal, settled), aborted])
      : batch;
    if ("collection" in batch) {
      if (ARRIVED.includes(report.result)) batch.commit();
      else batch.rollBack(settled);
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

  async #attempt({ collection }: Batch, signal: AbortSignal, settled: PointId[]): Promise<ExportReport> {
    try {
      const { result, bytes, refused, oversized, message } = await this.#exporter.export(
        collection,
        signal,
        (points) => {
          for (const point of points) settled.push(point);
        },
      );
      if (EXPORT_RESULTS.includes(result) && isCount(bytes)) {
        return {
          result,
          bytes,
          ...(isCount(refused) ? { refused } : {}),
          ...(isCount(oversized) ? { oversized } : {}),
          ...(message === undefined ? {} : { message: describe(message) }),
        };
      }
      throw new TypeError(`exporter ${this.#exporter.name} gave no report`);
    } catch (error) {
      // An exporter doesn't reject; one that somebody else wrote may not know.
      return { result: "unavailable", bytes: 0, message: describe(error) };
    }
  }
}

/** What an exporter that somebody else wrote may have counted. */
function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
