import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import type { Depth } from "./nested_worker.ts";
import { posted } from "./posted.ts";

function startNested(telemetry: Telemetry, depth: Depth) {
  const worker = new Worker(new URL("./nested_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  worker.postMessage(depth);
  return { worker, handle };
}

for (
  const [name, depth, all] of [
    ["one below another", { below: 1, early: false }, 55],
    ["one that was there before the other could attach it", { below: 1, early: true }, 55],
    ["two levels deep", { below: 2, early: false }, 555],
  ] as const
) {
  test(`workers of workers hand over all when the outermost is terminated: ${name}`, async () => {
    const telemetry = createTelemetry({ resource: {}, cadence: 5 });
    const reader = telemetry.reader();
    const { worker, handle } = startNested(telemetry, depth);
    await posted(worker, "ready");
    assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
    assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), all);
    worker.terminate();
    await handle.ended();
    assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), all);
    await telemetry.shutdown();
  });
}

test("workers of workers that haven't flushed are salvaged, whichever ends first", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 5 });
  const reader = telemetry.reader();
  const { worker, handle } = startNested(telemetry, { below: 2, early: false });
  await posted(worker, "ready");
  worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 555);
  await telemetry.shutdown();
});

test("a worker learns when all is taken over from a worker that it had started", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 5 });
  const reader = telemetry.reader();
  const { worker, handle } = startNested(telemetry, { below: 1, early: false });
  await posted(worker, "ready");
  const over = posted(worker, "over");
  worker.postMessage("end it");
  await over;
  // The outer one has not flushed the rest of what it recorded.
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 45);
  worker.terminate();
  await handle.ended();
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), 55);
  await telemetry.shutdown();
});
