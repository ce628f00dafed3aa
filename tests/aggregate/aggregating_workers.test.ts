import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { posted } from "../worker/posted.ts";
import { keepIdle, startedThreads } from "./own_threads.ts";
import { pointsOf, valueOf } from "./values.ts";

const isBun = process.versions.bun !== undefined;

/** A worker that counts as fast as it can, and counts beside percore. */
async function startWorker(telemetry: Telemetry) {
  const worker = new Worker(new URL("../worker/counting_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker), tally = new SharedArrayBuffer(16);
  const working = posted(worker, "working"), closed = posted(worker, "closed");
  worker.postMessage({ tally });
  await working;
  return { worker, handle, closed, counts: new BigInt64Array(tally) };
}

/** Flushes until all workers are drained by aggregating workers, whose threads take a while to begin. */
async function handOver(telemetry: Telemetry): Promise<void> {
  do await telemetry.flush({ timeout: 10_000 }); while (
    telemetry.inspect().some(({ id, drainedBy }) => id !== 0 && drainedBy === undefined)
  );
}

test("with aggregating workers, flush() is a barrier and closed workers have handed over all", async () => {
  const telemetry = createTelemetry({ resource: {}, aggregators: 2 });
  const reader = telemetry.reader();
  // Other files' threads are none of its.
  startedThreads();
  const workers = await Promise.all(Array.from({ length: 3 }, () => startWorker(telemetry)));
  assert.equal(startedThreads().length, 2, "threads are started when there are workers for them");
  await handOver(telemetry);
  assert.deepEqual(telemetry.inspect().map(({ drainedBy }) => drainedBy?.id), [undefined, 0, 1, 0]);
  const before = workers.reduce((sum, { counts }) => sum + Atomics.load(counts, 0), 0n);
  assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
  const value = BigInt(valueOf(pointsOf(reader.collect(), "sample.labelled"), "count"));
  assert(value >= before, `${value} is less than ${before}`);
  for (const { worker } of workers) worker.postMessage("close");
  await Promise.all(workers.flatMap(({ closed, handle }) => [closed, handle.ended()]));
  const points = pointsOf(reader.collect(), "sample.labelled");
  const counted = workers.reduce((sum, { counts }) => sum + (counts[0] ?? 0n), 0n);
  assert.equal(BigInt(valueOf(points, "count")), counted);
  assert.deepEqual(telemetry.inspect().map(({ id }) => id), [0]);
  for (const { worker } of workers) worker.terminate();
  await telemetry.shutdown();
});

test("an aggregating worker that ends in the middle of its work loses nothing and counts nothing twice", async () => {
  const telemetry = createTelemetry({ resource: {}, aggregators: 2, cadence: 2 });
  const reader = telemetry.reader();
  const workers = await Promise.all(Array.from({ length: 2 }, () => startWorker(telemetry)));
  await handOver(telemetry);
  for (const thread of startedThreads()) {
    // Some windows of work, so that the end falls anywhere in one.
    for (let i = 0; i < 3; i++) await telemetry.flush({ timeout: 10_000 });
    await thread.terminate();
  }
  assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
  assert.deepEqual(telemetry.inspect().map(({ drainedBy }) => drainedBy), [undefined, undefined, undefined]);
  for (const { worker } of workers) worker.postMessage("close");
  await Promise.all(workers.flatMap(({ closed, handle }) => [closed, handle.ended()]));
  const collection = reader.collect(), points = pointsOf(collection, "sample.labelled");
  const counted = workers.reduce((sum, { counts }) => sum + (counts[0] ?? 0n), 0n);
  assert.equal(BigInt(valueOf(points, "count")), counted);
  assert.equal(valueOf(pointsOf(collection, "percore.aggregator"), "lost"), 2);
  for (const { worker } of workers) worker.terminate();
  await telemetry.shutdown();
});

test("the last export has what waits in the rings while an aggregating worker does nothing", async () => {
  keepIdle(true);
  const counts: string[] = [];
  const telemetry = createTelemetry({
    resource: {},
    aggregators: 1,
    exporters: [{
      name: "test",
      temporality: "cumulative",
      interval: Infinity,
      timeout: Infinity,
      export: (collection) => {
        counts.push(String(valueOf(pointsOf(collection, "sample.plain"), "count")));
        return Promise.resolve({ result: "success", bytes: 0 });
      },
    }],
  });
  const worker = new Worker(new URL("../worker/staying_worker.ts", import.meta.url), { type: "module" });
  const recorded = posted(worker, "recorded");
  telemetry.attach(worker);
  await recorded;
  while (telemetry.inspect().every(({ drainedBy }) => drainedBy === undefined)) await delay(1);
  // What it had recorded before may have been drained by this thread.
  const again = posted(worker, "recorded");
  worker.postMessage("again");
  await again;
  assert.equal(await telemetry.flush(), 1);
  await telemetry.shutdown({ timeout: 4000 });
  keepIdle(false);
  assert.deepEqual(counts, ["84"]);
  worker.terminate();
});

for (const permission of isBun ? [undefined] : ["--allow-read", "--allow-all"]) {
  const what = permission === undefined ? "" : ` on Deno with ${permission}`;
  test(`a program ends though its aggregating workers don't${what}`, { timeout: 60_000 }, () => {
    const script = fileURLToPath(new URL("./aggregating_program.ts", import.meta.url));
    const args = permission === undefined
      ? [script]
      : ["run", "--no-prompt", "--no-check", permission, script];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      timeout: 50_000,
    });
    assert.equal(stdout, "1 true\n", stderr);
    assert.equal(status, 0, stderr);
  });
}

test("a number of aggregating workers that can't be meant is refused", () => {
  for (const aggregators of [-1, 0.5, NaN, 1000]) {
    assert.throws(() => createTelemetry({ resource: {}, aggregators }), /aggregators is .*from 0 to 64/);
  }
});
