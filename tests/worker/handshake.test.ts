import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker as NodeWorker } from "node:worker_threads";
import { connect, createTelemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";

function start(name: string): Worker {
  const worker = new Worker(new URL("./ending_worker.ts", import.meta.url), { type: "module", name });
  // A worker that throws would take the test along.
  worker.addEventListener("error", (event) => event.preventDefault());
  return worker;
}

for (const name of ["throws", "closes"]) {
  test(`a worker that ${name} loses nothing`, async () => {
    const telemetry = createTelemetry({ resource: {} });
    const reader = telemetry.reader();
    const worker = start(name);
    await telemetry.attach(worker).ended();
    assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
    await telemetry.shutdown();
  });
}

test("a worker may be attached long after it has called connect()", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const worker = start("stays");
  const offered = Promise.withResolvers<void>();
  const listener = () => offered.resolve();
  worker.addEventListener("message", listener);
  await offered.promise;
  worker.removeEventListener("message", listener);
  const handle = telemetry.attach(worker);
  await handle.attached();
  assert.equal(await telemetry.flush(), 0);
  worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
  await telemetry.shutdown();
});

test("the program's listeners don't see percore's messages", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const worker = start("stays");
  const handle = telemetry.attach(worker);
  const seen: unknown[] = [];
  worker.addEventListener("message", ({ data }) => seen.push(data));
  await handle.attached();
  assert.equal(await telemetry.flush(), 0);
  assert.deepEqual(seen, []);
  worker.terminate();
  await handle.ended();
  await telemetry.shutdown();
});

test("a worker of node:worker_threads is attached and salvaged like a web worker", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const worker = new NodeWorker(new URL("./node_worker.ts", import.meta.url));
  const handle = telemetry.attach(worker);
  const recorded = new Promise<void>((resolve) => {
    worker.on("message", (message) => {
      if (message === "recorded") resolve();
    });
  });
  await recorded;
  await worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
  await telemetry.shutdown();
});

test("connect() is refused on the main thread", async () => {
  await assert.rejects(connect(), /on the main thread, use createTelemetry/);
});
