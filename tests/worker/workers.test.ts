import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { posted } from "./posted.ts";

function startWorker(telemetry: Telemetry) {
  const worker = new Worker(new URL("./counting_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const tally = new SharedArrayBuffer(16);
  const working = posted(worker, "working");
  worker.postMessage({ tally });
  return { worker, handle, working, counts: new BigInt64Array(tally) };
}

test("a worker that closes has handed over all that it recorded", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 5 });
  const reader = telemetry.reader();
  const { worker, handle, working, counts } = startWorker(telemetry);
  await working;
  const closed = posted(worker, "closed");
  worker.postMessage("close");
  await closed;
  await handle.ended();
  const points = pointsOf(reader.collect(), "sample.labelled");
  assert.equal(BigInt(valueOf(points, "count", 0)), counts[0]);
  assert.equal(BigInt(valueOf(points, "size", 1, 1)), counts[1]);
  assert.ok((counts[0] ?? 0n) > 0n);
  worker.terminate();
  await telemetry.shutdown();
});

test("flush() is a barrier for what living workers recorded before it", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const { worker, handle, working, counts } = startWorker(telemetry);
  await working;
  const before = Atomics.load(counts, 0);
  assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
  const value = BigInt(valueOf(pointsOf(reader.collect(), "sample.labelled"), "count", 0));
  assert.ok(value >= before, `${value} is less than ${before}`);
  worker.terminate();
  await handle.ended();
  await telemetry.shutdown();
});

test("workers that are terminated under load lose nothing and count nothing twice", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 5 });
  const reader = telemetry.reader();
  let red = 0n, blue = 0n;
  for (let round = 0; round < 8; round++) {
    const { worker, handle, working, counts } = startWorker(telemetry);
    await working;
    // Some windows of work, so that the end falls anywhere in one.
    await telemetry.flush({ timeout: 10_000 });
    for (let i = 0; i < round; i++) await telemetry.flush({ timeout: 10_000 });
    worker.terminate();
    await handle.ended();
    // Recording and counting are two stores: the end may fall between them.
    const points = pointsOf(reader.collect(), "sample.labelled");
    const redNow = BigInt(valueOf(points, "count", 0)) - red,
      blueNow = BigInt(valueOf(points, "size", 1, 1)) - blue;
    for (const [recorded, counted] of [[redNow, counts[0] ?? 0n], [blueNow, counts[1] ?? 0n]] as const) {
      assert.ok(
        recorded === counted || recorded === counted + 1n,
        `${recorded} recorded, ${counted} counted`,
      );
    }
    red += redNow;
    blue += blueNow;
  }
  await telemetry.shutdown();
});
