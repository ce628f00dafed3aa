import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker as NodeWorker } from "node:worker_threads";
import { createTelemetry, type WorkerLike } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import type { End } from "./ending_worker.ts";

const isBun = process.versions.bun !== undefined;

const url = new URL("./ending_worker.ts", import.meta.url);

function webWorker(end: End): WorkerLike {
  const worker = new Worker(url, { type: "module" });
  // A worker that throws would take the test along.
  worker.addEventListener("error", (event) => event.preventDefault());
  worker.postMessage(end);
  return worker;
}

function nodeWorker(end: End): WorkerLike {
  const worker = new NodeWorker(url);
  worker.on("error", () => {});
  worker.postMessage(end);
  return worker;
}

const ENDS: readonly (readonly [string, (end: End) => WorkerLike, readonly End[]])[] = [
  // Deno's don't end by themselves, Bun's have no close().
  ["web worker", webWorker, isBun ? ["return", "throw", "exit"] : ["close", "throw", "exit"]],
  ["worker of node:worker_threads", nodeWorker, ["return", "throw", "exit"]],
];

for (const [kind, start, ends] of ENDS) {
  for (const end of ends) {
    test(`the end of a ${kind} by ${end} is noticed, and nothing is lost or counted twice`, async () => {
      const telemetry = createTelemetry({ resource: {} });
      const reader = telemetry.reader();
      await telemetry.attach(start(end)).ended();
      const points = pointsOf(reader.collect(), "sample.plain");
      assert.deepEqual([valueOf(points, "count"), valueOf(points, "amount")], [42, 0.75]);
      await telemetry.shutdown();
    });
  }
}

for (const end of ["syscall", "pthread_exit"]) {
  test(`the end of a thread in native code, by ${end}, is noticed, and nothing is lost or counted twice`, {
    skip: process.platform !== "linux",
    timeout: 60_000,
  }, () => {
    // In a process of its own: its runtime waits for the worker for ever.
    const script = fileURLToPath(new URL("./native_end.ts", import.meta.url));
    const args = isBun ? [script, end] : ["run", "--no-check", "--allow-all", script, end];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      timeout: 50_000,
    });
    assert.equal(stdout, "42 0.75\n", stderr);
    assert.equal(status, 0);
  });
}
