/**
 * What runs in the emulated machine of `deno task numa`: pins one worker to each node, and prints as one line of JSON
 * where the workers, the threads that drain their rings, and their memory are.
 */
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import {
  type AggregatingState,
  createTelemetry,
  type MetricReader,
  type WorkerHandle,
} from "@percore/telemetry";
import { pin, type Place, place, readTopology, unpin } from "@percore/telemetry/numa";
import { valueOf } from "../../tests/aggregate/values.ts";
import { pagesOf } from "./pages.ts";
import { givenPipes } from "./pipes.ts";
import type { AggregatingReport, PinnedReport, Recorded, Report, WorkerReport } from "./report.ts";
import { runsModule, threads } from "./threads.ts";

/** Milliseconds that a flush may take: the cpus are emulated. */
const TIMEOUT = 60_000;

/** Milliseconds between two drains, by default. */
const CADENCE = 100;

const topology = readTopology();
const places = place(topology.nodes.length, topology);
const telemetry = createTelemetry({ resource: {} });
const reader = telemetry.reader(), readerByNode = telemetry.reader({ by: "node" });
const workers: PinnedReport[] = [];
const attached: { readonly worker: Worker; readonly handle: WorkerHandle }[] = [];

function isRecorded(data: unknown): data is Recorded {
  return typeof data === "object" && data !== null && "recorded" in data;
}

function isReport(data: unknown): data is WorkerReport {
  return isRecorded(data) && "arena" in data;
}

/** Posts a cpu to a worker; its answer. */
function ask<Answer>(
  worker: Worker,
  cpu: number,
  isAnswer: (data: unknown) => data is Answer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => {
      if (isAnswer(data)) resolve(data);
    });
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(cpu);
  });
}

/** Who drains the worker that was attached last, once that isn't this thread, or after a while. */
async function drainer(): Promise<AggregatingState | undefined> {
  const deadline = performance.now() + TIMEOUT;
  for (;;) {
    const drainedBy = telemetry.inspect().at(-1)?.drainedBy;
    if (drainedBy !== undefined || performance.now() > deadline) return drainedBy;
    // The drains see it, which are made by themselves: more of them would take the emulated cpus from who has to begin.
    await delay(CADENCE);
  }
}

/** Starts a worker on another node than its own, where its aggregating worker's thread starts, too. */
async function start({ node, cpu }: Place, elsewhere: number): Promise<PinnedReport> {
  const before = new Set(threads().map(({ id }) => id));
  // A thread begins on the cpu of the one that starts it.
  pin(elsewhere);
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  attached.push({ worker, handle: telemetry.attach(worker) });
  const report = await ask(worker, cpu, isReport);
  unpin();
  const drainedBy = await drainer();
  const { recorded: later } = await ask(worker, cpu, isRecorded);
  await telemetry.flush({ timeout: TIMEOUT });
  const own = threads().filter((thread) =>
    runsModule(thread) && !before.has(thread.id) && thread.id !== report.thread.id
  );
  const pipes = givenPipes();
  const aggregating = own.flatMap((thread, i): AggregatingReport | [] => {
    const pipe = pipes[i];
    return pipe === undefined ? [] : { thread, before: pipe.before, pipe: pagesOf(pipe.memory) };
  });
  return { ...report, place: { node, cpu }, later, drainedBy, aggregating };
}

/** What a reader has of the workers' sets, by their node. */
function sums(reader: MetricReader): Record<string, number> {
  const points = reader.collect().sets.filter(({ descriptor }) => descriptor.name === "sample.plain");
  return Object.fromEntries(
    points.map((set) => [String(set.entity["percore.numa.node"]), Number(valueOf(set, "count"))]),
  );
}

/** What a reader has of the workers' sets that doesn't tell nodes apart. */
function sum(reader: MetricReader): number {
  return sums(reader)["undefined"] ?? NaN;
}

for (const [index, place] of places.entries()) {
  workers.push(await start(place, places[(index + 1) % places.length]?.cpu ?? place.cpu));
}
const late = await telemetry.flush({ timeout: TIMEOUT });
const exported = sum(reader), exportedByNode = sums(readerByNode);
const named: Record<string, number> = {};
for (const { name, allowed } of threads()) {
  const key = `${name} on ${allowed}`;
  named[key] = (named[key] ?? 0) + 1;
}
for (const { worker, handle } of attached) {
  worker.terminate();
  await handle.ended();
}
const report: Report = {
  runtime: process.versions.bun === undefined ? "deno" : "bun",
  topology,
  workers,
  threads: named,
  late,
  exported,
  exportedByNode,
  left: sum(reader),
};
console.log(JSON.stringify(report));
await telemetry.shutdown();
process.exit(0);
