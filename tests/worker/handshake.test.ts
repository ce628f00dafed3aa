import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker as NodeWorker } from "node:worker_threads";
import { connect, createTelemetry, type PortLike } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Plain } from "../set/sample_sets.ts";
import { posted } from "./posted.ts";

function start(name: string): Worker {
  const worker = new Worker(new URL(`./${name}_worker.ts`, import.meta.url), { type: "module" });
  // A worker that throws would take the test along.
  worker.addEventListener("error", (event) => event.preventDefault());
  return worker;
}

test("a worker may be attached long after it has called connect()", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const worker = start("staying");
  const offered = Promise.withResolvers<void>();
  const listener = () => offered.resolve();
  worker.addEventListener("message", listener);
  await offered.promise;
  worker.removeEventListener("message", listener);
  const recorded = posted(worker, "recorded");
  const handle = telemetry.attach(worker);
  await handle.attached();
  await recorded;
  assert.equal(await telemetry.flush(), 0);
  worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
  await telemetry.shutdown();
});

test("the program's listeners see its own messages, and none of percore's", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const worker = start("staying");
  const handle = telemetry.attach(worker);
  const seen: unknown[] = [];
  worker.addEventListener("message", ({ data }) => seen.push(data));
  const recorded = posted(worker, "recorded");
  await handle.attached();
  await recorded;
  assert.equal(await telemetry.flush(), 0);
  assert.deepEqual(seen, ["recorded"]);
  worker.terminate();
  await handle.ended();
  await telemetry.shutdown();
});

test("a worker of node:worker_threads is attached and salvaged like a web worker", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const worker = new NodeWorker(new URL("./node_worker.ts", import.meta.url));
  const handle = telemetry.attach(worker);
  await posted(worker, "recorded");
  await worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
  await telemetry.shutdown();
});

test("a worker joins through a port that it is given", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const { port1, port2 } = new MessageChannel();
  const handle = telemetry.attach(port1);
  const worker = start("port");
  const seen: unknown[] = [];
  worker.addEventListener("message", ({ data }) => seen.push(data));
  const recorded = posted(worker, "recorded");
  worker.postMessage(port2, [port2]);
  assert.equal(await handle.attached(), true);
  await recorded;
  assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
  // The worker has closed its end, which is no sign of its own end.
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
  worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
  assert.deepEqual(seen, ["recorded"]);
  port1.close();
  await telemetry.shutdown();
});

test("a port that can't take messages is refused", async () => {
  await assert.rejects(connect({ port: {} as PortLike }), /takes a port with postMessage\(\)/);
});

test("a port that fails doesn't fail the worker", async () => {
  const closed = new BroadcastChannel("percore.handshake.test");
  closed.close();
  const telemetry = await connect({ port: closed, timeout: 1 });
  assert.equal(telemetry.id, 0);
  assert.equal(await telemetry.close(), true);
});

test("connect() is refused on the main thread", async () => {
  await assert.rejects(connect(), /on the main thread, use createTelemetry/);
});

test("a worker may leave and join again", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const worker = start("reconnecting");
  const handle = telemetry.attach(worker);
  await posted(worker, "recorded");
  worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 11);
  await telemetry.shutdown();
});

test("a worker that is attached twice counts once", async () => {
  const telemetry = createTelemetry({ resource: {} }), other = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const worker = new NodeWorker(new URL("./node_worker.ts", import.meta.url));
  const handle = telemetry.attach(worker);
  assert.equal(telemetry.attach(worker), handle);
  assert.equal(other.attach(worker), handle);
  await posted(worker, "recorded");
  await worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 42);
  await Promise.all([telemetry.shutdown(), other.shutdown()]);
});

test("a worker that fails before it connects is not waited for", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const handle = telemetry.attach(start("broken"));
  assert.equal(await handle.attached(), false);
  await handle.ended();
  await telemetry.shutdown();
});

test("messages that only look like percore's do no harm", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const reader = telemetry.reader();
  const worker = start("hostile");
  telemetry.attach(worker);
  await posted(worker, "done");
  worker.terminate();
  const set = telemetry.register(Plain);
  set.count.add(7);
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 7);
  await telemetry.shutdown();
});

test("flush() may be called many times at once", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const worker = start("staying");
  const handle = telemetry.attach(worker);
  await handle.attached();
  const late = await Promise.all(Array.from({ length: 10 }, () => telemetry.flush({ timeout: 20_000 })));
  assert.deepEqual(late, new Array(10).fill(0));
  worker.terminate();
  await handle.ended();
  await telemetry.shutdown();
});
