/** What the benchmarks of real workers have in common: workers that record when they are told to. */
import { expectEqual } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { Series } from "./sets.ts";

/** What a worker is told to do. */
export interface Task {
  /** `recording`: `with(a, b).count.add(n)` over 1,024 series in turn; `bare`: `u32[i] += n` over 64 slots. */
  readonly loop: "recording" | "bare";
  /** For how long. */
  readonly milliseconds: number;
  /**
   * Milliseconds between two flushes meanwhile.
   * @default Infinity
   */
  readonly cadence?: number;
}

/** What it has done. */
export interface Recorded {
  /** Operations in a millisecond. */
  readonly rate: number;
  /** Operations in a millisecond in which the worker had a processor, whatever else ran on the machine; or NaN. */
  readonly processorRate: number;
  /** What was recorded, added up. */
  readonly sum: number;
}

/** A worker, and what it has recorded. */
export class RecordingWorker {
  readonly #worker = new Worker(new URL("./recording_worker.ts", import.meta.url), { type: "module" });
  readonly #attached = telemetry.attach(this.#worker).attached();
  #sum = 0;

  /** Lets it do something. */
  async perform(task: Task): Promise<Recorded> {
    if (!await this.#attached) throw new Error("the worker has failed");
    const { data } = await new Promise<MessageEvent<Recorded>>((resolve) => {
      this.#worker.addEventListener("message", resolve, { once: true });
      this.#worker.postMessage(task);
    });
    this.#sum += data.sum;
    return data;
  }

  /** Ends workers, unless something that they have recorded hasn't arrived. */
  static async end(workers: readonly RecordingWorker[]): Promise<void> {
    expectEqual("the number of workers that are late", await telemetry.flush(), 0);
    expectEqual("the sum", sumOf(Series, "count"), workers.reduce((sum, worker) => sum + worker.#sum, 0));
    for (const worker of workers) worker.#worker.terminate();
  }
}
