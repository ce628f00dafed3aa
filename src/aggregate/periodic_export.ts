import { type Cancel, every } from "../host/timer.ts";
import type { Collection } from "./collection.ts";
import type { Exporter, ExportReport } from "./exporter.ts";

/** What is told of an export. */
export type ReportExport = (report: ExportReport, seconds: number) => void;

/** Exports one reader's collections at an interval, one at a time. */
export class PeriodicExport {
  readonly #exporter: Exporter;
  readonly #collect: () => Collection;
  readonly #report: ReportExport;
  readonly #stop: Cancel;
  #running: Promise<void> | undefined;

  constructor(exporter: Exporter, collect: () => Collection, report: ReportExport) {
    this.#exporter = exporter;
    this.#collect = collect;
    this.#report = report;
    // While an export is under way, the next one is left out: the values travel with the one after it.
    this.#stop = every(exporter.interval, () => void this.#run(exporter.timeout));
  }

  /** Stops the interval and exports once more, within `timeout` milliseconds. */
  async finish(timeout: number): Promise<void> {
    this.#stop();
    const begin = performance.now();
    await this.#running;
    const left = timeout - (performance.now() - begin);
    await this.#run(Math.max(0, Math.min(left, this.#exporter.timeout)));
  }

  #run(timeout: number): Promise<void> {
    this.#running ??= this.#export(timeout).finally(() => this.#running = undefined);
    return this.#running;
  }

  async #export(timeout: number): Promise<void> {
    const begin = performance.now();
    const report = await this.#attempt(timeout);
    this.#report(report, (performance.now() - begin) / 1000);
  }

  async #attempt(timeout: number): Promise<ExportReport> {
    try {
      return await this.#exporter.export(this.#collect(), AbortSignal.timeout(timeout));
    } catch (error) {
      // An exporter doesn't reject; one that somebody else wrote may not know.
      return { result: "unavailable", bytes: 0, message: String(error) };
    }
  }
}
