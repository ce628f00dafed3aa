/**
 * What runs in the emulated machine of `deno task numa`: pins one worker to each node, and prints as one line of JSON
 * where the workers and their memory are.
 */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { pin, place, readTopology, unpin } from "@percore/telemetry/numa";
import { pointsOf, valueOf } from "../../tests/aggregate/values.ts";
import type { Report, WorkerReport } from "./report.ts";

function isReport(data: unknown): data is WorkerReport {
  return typeof data === "object" && data !== null && "recorded" in data;
}

const topology = readTopology();
const places = place(topology.nodes.length, topology);
const telemetry = createTelemetry({ resource: {} });
const reader = telemetry.reader();
const workers: Report["workers"][number][] = [];

for (const [index, { node, cpu }] of places.entries()) {
  // A thread begins on the cpu of the one that starts it: here, on another node than its own.
  pin(places[(index + 1) % places.length]?.cpu ?? cpu);
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const report = new Promise<WorkerReport>((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => {
      if (isReport(data)) resolve(data);
    });
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
  });
  worker.postMessage(cpu);
  workers.push({ ...await report, place: { node, cpu } });
  unpin();
  await telemetry.flush({ timeout: 60_000 });
  worker.terminate();
  await handle.ended();
}

const points = pointsOf(reader.collect(), "sample.plain");
const report: Report = {
  runtime: process.versions.bun === undefined ? "deno" : "bun",
  topology,
  workers,
  exported: Number(valueOf(points, "count")),
};
console.log(JSON.stringify(report));
await telemetry.shutdown();
process.exit(0);
