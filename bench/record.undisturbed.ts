import { PrometheusRenderer } from "@percore/telemetry/prometheus";
import type { Benchmark } from "./benchmark.ts";
import { telemetry } from "./collected.ts";
import { RecordingWorker, type Task } from "./recording_workers.ts";

const ROUNDS = 8;

/** Milliseconds between two flushes, drains and scrapes. */
const CADENCE = 100;

/** How fast a worker records while it flushes and the main thread drains and renders, over how fast it does otherwise. */
export const benchmark: Benchmark = {
  unit: "ratio",
  floor: "the goal",
  async run() {
    const worker = new RecordingWorker(), task: Task = { loop: "recording", milliseconds: 500 };
    const reader = telemetry.reader(), renderer = new PrometheusRenderer();
    let undisturbed = 0, disturbed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      undisturbed = Math.max(undisturbed, (await worker.perform(task)).rate);
      const scrape = setInterval(() => renderer.render(reader.collect()), CADENCE);
      disturbed = Math.max(disturbed, (await worker.perform({ ...task, cadence: CADENCE })).rate);
      clearInterval(scrape);
    }
    await RecordingWorker.end([worker]);
    return { value: disturbed / undisturbed, floor: 0.98, peers: {} };
  },
};
