import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry } from "@percore/telemetry";
import { readStream, streamExporter } from "../../src/export/stream/mod.ts";
import { sumsOf } from "../aggregate/sums.ts";
import { Plain } from "../set/sample_sets.ts";
import { Recorder } from "./recorder.ts";
import { joined, streamOf } from "./streams.ts";

const NEVER = new AbortController().signal;
const COUNT = "sample.plain count 0";

/** What a stream's windows have counted, all together. */
async function countIn(stream: ReadableStream<Uint8Array>): Promise<number | undefined> {
  let count: number | undefined;
  for await (const { sets } of readStream(stream, { temporality: "cumulative" })) {
    count = sumsOf(sets).plain[`${COUNT} sum`];
  }
  return count;
}

/** A stream that keeps what is written; each write waits until it is let go, or fails. */
class GatedStream {
  readonly chunks: Uint8Array[] = [];
  readonly #waiting: PromiseWithResolvers<void>[] = [];
  #came = Promise.withResolvers<void>();
  readonly stream = new WritableStream<Uint8Array>({
    write: async (chunk) => {
      const gate = Promise.withResolvers<void>();
      this.#waiting.push(gate);
      this.#came.resolve();
      await gate.promise;
      this.chunks.push(chunk);
    },
  });

  /** How many writes are waiting. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Waits for a write, and lets it go. */
  async letGo(error?: Error): Promise<void> {
    if (this.#waiting.length === 0) await this.#came.promise;
    this.#came = Promise.withResolvers();
    const gate = this.#waiting.shift();
    if (error === undefined) gate?.resolve();
    else gate?.reject(error);
  }
}

test("a program's windows arrive in the stream, which stays the program's", async () => {
  const chunks: Uint8Array[] = [];
  let arrived = Promise.withResolvers<void>();
  const stream = new WritableStream<Uint8Array>({
    write(chunk) {
      chunks.push(chunk);
      arrived.resolve();
    },
  });
  const exporters = [streamExporter(stream, { interval: 5 })];
  const telemetry = createTelemetry({ resource: { "service.name": "test" }, cadence: 1, exporters });
  const plain = telemetry.register(Plain);
  // The telemetry's own timers keep no process alive.
  const alive = setInterval(() => {}, 1000);
  for (let n = 0; n < 5; n++) {
    arrived = Promise.withResolvers();
    plain.count.add(10);
    await arrived.promise;
  }
  clearInterval(alive);
  plain.count.add(1);
  await telemetry.shutdown();
  assert.equal(stream.locked, false);
  await stream.close();
  assert.equal(await countIn(streamOf(joined(chunks))), 51);
});

test("a stream without room is waited for, and then given up; nothing is lost or counted twice", async () => {
  using recorder = new Recorder();
  const gated = new GatedStream(), exporter = streamExporter(gated.stream);
  const reader = recorder.telemetry.reader({ temporality: exporter.temporality });
  /** Exports; after the stream has taken the bytes, if it does, the export is given up. */
  const giveUp = async () => {
    const abort = new AbortController(), { collection, rollBack } = reader.begin();
    const exported = exporter.export(collection, abort.signal);
    await new Promise((resolve) => setTimeout(resolve));
    abort.abort();
    const { result } = await exported;
    rollBack();
    return result;
  };
  recorder.record([0, 1]);
  assert.equal(await giveUp(), "timed_out");
  assert.equal(gated.waiting, 1);
  recorder.record([0, 10]);
  // The bytes of the first export are still in the way.
  assert.equal(await giveUp(), "timed_out");
  assert.equal(gated.waiting, 1);
  await gated.letGo();
  recorder.record([0, 100]);
  assert.equal(await giveUp(), "timed_out");
  assert.equal(gated.waiting, 1);
  await gated.letGo();
  recorder.record([0, 1000]);
  const { collection, commit } = reader.begin(), exported = exporter.export(collection, NEVER);
  await gated.letGo();
  assert.equal((await exported).result, "success");
  commit();
  assert.equal(gated.chunks.length, 3);
  assert.equal(await countIn(streamOf(joined(gated.chunks))), 1111);
  // Had the program died before the last window, the one that was given up would count.
  assert.equal(await countIn(streamOf(joined(gated.chunks.slice(0, 2)))), 111);
});

test("an export that is given up at the moment when the bytes arrive is one that was given up", async () => {
  using recorder = new Recorder();
  const gated = new GatedStream(), exporter = streamExporter(gated.stream);
  const reader = recorder.telemetry.reader({ temporality: "delta" });
  const abort = new AbortController();
  recorder.record([0, 1]);
  const { collection, rollBack } = reader.begin(), exported = exporter.export(collection, abort.signal);
  await gated.letGo();
  abort.abort();
  assert.equal((await exported).result, "timed_out");
  rollBack();
  const again = reader.begin(), repeated = exporter.export(again.collection, NEVER);
  await gated.letGo();
  assert.equal((await repeated).result, "success");
  assert.equal(await countIn(streamOf(joined(gated.chunks))), 1);
});

test("a stream that has failed makes exports unavailable, and their values stay", async () => {
  using recorder = new Recorder();
  const gated = new GatedStream(), exporter = streamExporter(gated.stream);
  const reader = recorder.telemetry.reader({ temporality: "delta" });
  recorder.record([0, 5]);
  const { collection, rollBack } = reader.begin(), exported = exporter.export(collection, NEVER);
  await gated.letGo(new Error("the disk is full"));
  assert.deepEqual(await exported, { result: "unavailable", bytes: 0, message: "Error: the disk is full" });
  rollBack();
  const again = reader.begin();
  const { result, message } = await exporter.export(again.collection, NEVER);
  assert.equal(result, "unavailable");
  assert.match(message ?? "", /the disk is full/);
  assert.equal(sumsOf(again.collection.sets).plain[`${COUNT} sum`], 5);
});

test("a stream that somebody else writes to is unavailable, and nothing throws", async () => {
  using recorder = new Recorder();
  const { stream } = new GatedStream(), exporter = streamExporter(stream), writer = stream.getWriter();
  const collection = recorder.telemetry.reader().collect();
  assert.equal((await exporter.export(collection, NEVER)).result, "unavailable");
  writer.releaseLock();
});

test("a shutdown isn't kept by a stream that stands still", async () => {
  const stream = new WritableStream<Uint8Array>({ write: () => new Promise<void>(() => {}) });
  const exporters = [streamExporter(stream)];
  const telemetry = createTelemetry({ resource: {}, exporters });
  telemetry.register(Plain).count.add(1);
  const begin = performance.now();
  await telemetry.shutdown({ timeout: 100 });
  assert(performance.now() - begin < 5_000);
});

test("options that can't be meant are refused", () => {
  const { stream } = new GatedStream();
  assert.throws(() => streamExporter(stream, { interval: 0 }), /^TypeError: interval: expected milliseconds/);
  assert.throws(() => streamExporter(stream, { timeout: NaN }), /^TypeError: timeout: expected milliseconds/);
  const text = { timeout: "500" };
  assert.throws(
    () => Reflect.apply(streamExporter, undefined, [stream, text]),
    /^TypeError: timeout: expected/,
  );
  const { readable } = new TransformStream();
  assert.throws(
    () => Reflect.apply(streamExporter, undefined, [readable]),
    /^TypeError: streamExporter\(\) takes a WritableStream$/,
  );
});
