import type { Benchmark } from "./benchmark.ts";
import { type Recorded, RecordingWorker, type Task } from "./recording_workers.ts";

const ROUNDS = 8;

/** Which of a worker's rates. */
type Rate = "rate" | "processorRate";

/** What the workers did in one round: each alone, and all together. */
interface Round {
  readonly alone: readonly Recorded[];
  readonly together: readonly Recorded[];
}

async function round(workers: readonly RecordingWorker[], loop: Task["loop"]): Promise<Round> {
  const task: Task = { loop, milliseconds: 250 }, alone: Recorded[] = [];
  for (const worker of workers) alone.push(await worker.perform(task));
  return { alone, together: await Promise.all(workers.map((worker) => worker.perform(task))) };
}

/** How much more all do together than one of them, on average, does alone, each at its best. */
function gain(rounds: readonly Round[], workers: number, rate: Rate): number {
  const sum = (recorded: readonly Recorded[]) => recorded.reduce((total, one) => total + one[rate], 0);
  const best = (worker: number) => Math.max(...rounds.map(({ alone }) => alone[worker]?.[rate] ?? 0));
  const alone = Array.from({ length: workers }, (_, worker) => best(worker)).reduce((a, b) => a + b);
  return Math.max(...rounds.map(({ together }) => sum(together))) / (alone / workers);
}

/** What two workers record at full speed, together, over what one does. */
export const benchmark: Benchmark = {
  unit: "ratio",
  floor: "the same of u32[i] += n, in memory of their own",
  async run() {
    const workers = [new RecordingWorker(), new RecordingWorker()];
    const recording: Round[] = [], bare: Round[] = [];
    for (let n = 0; n < ROUNDS; n++) recording.push(await round(workers, "recording"));
    for (let n = 0; n < ROUNDS; n++) bare.push(await round(workers, "bare"));
    await RecordingWorker.end(workers);
    return {
      value: gain(recording, workers.length, "rate"),
      floor: gain(bare, workers.length, "rate"),
      peers: {},
      extra: { "of processor time": gain(recording, workers.length, "processorRate") },
    };
  },
};
