import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { Piscina } from "piscina";
import { createTelemetry, type Telemetry, type WorkerHandle } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import type { PoolData } from "./pool_worker.ts";

const TASKS = 100;

function startPool(workerData: PoolData): Piscina {
  return new Piscina({
    filename: new URL("./pool_worker.ts", import.meta.url).href,
    minThreads: 2,
    maxThreads: 2,
    atomics: workerData.blocks ? "sync" : "disabled",
    workerData,
  });
}

function runTasks(pool: Piscina): Promise<unknown> {
  return Promise.all(Array.from({ length: TASKS }, (_, i) => pool.run(i)));
}

const COUNT = TASKS * (TASKS - 1) / 2;

async function checkPool(telemetry: Telemetry, pool: Piscina, handle: WorkerHandle): Promise<void> {
  const reader = telemetry.reader();
  await runTasks(pool);
  assert.equal(await handle.attached(), true);
  assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), COUNT);
  await runTasks(pool);
  // Terminates its workers, which have perhaps not yet flushed.
  await pool.destroy();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 2 * COUNT);
  await telemetry.shutdown();
}

test("a pool that emits what its workers post is attached like a worker", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const pool = startPool({ channel: undefined, blocks: false });
  await checkPool(telemetry, pool, telemetry.attach(pool));
});

test("the workers of any pool join through a channel", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const channel = new BroadcastChannel("percore.pool.test");
  const pool = startPool({ channel: channel.name, blocks: false });
  await checkPool(telemetry, pool, telemetry.attach(channel));
  channel.close();
});

test("the workers of a pool that block between tasks hand over what a task flushes", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const pool = startPool({ channel: undefined, blocks: true });
  const handle = telemetry.attach(pool);
  await runTasks(pool);
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), COUNT);
  await pool.destroy();
  // Deno never ends a thread that blocks: it stands still, and the program may say that this is its end.
  if (process.versions.bun === undefined) handle.threadEnded();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), COUNT);
  await telemetry.shutdown();
});
