import assert from "node:assert/strict";
import { basename } from "node:path";
import process from "node:process";
import { test } from "node:test";
import {
  type Collection,
  createTelemetry,
  type Exporter,
  type ExportReport,
  type WorkerHandle,
} from "@percore/telemetry";
import { controlOf, ControlWord, createRing } from "../../src/transport/ring.ts";
import { ANSWER_BYTES } from "../../src/worker/answer.ts";
import { PROTOCOL } from "../../src/worker/hello.ts";
import { Plain } from "../set/sample_sets.ts";
import { pointsOf, valueOf } from "./values.ts";

function exporter(send: (collection: Collection, signal: AbortSignal) => Promise<ExportReport>): Exporter {
  return { name: "test", temporality: "cumulative", interval: 1e6, timeout: 60_000, export: send };
}

test("shutdown() exports once more, with all that was recorded, and may be called twice", async () => {
  const values: unknown[] = [];
  const telemetry = createTelemetry({
    resource: {},
    exporters: [exporter((collection) => {
      values.push(valueOf(pointsOf(collection, "sample.plain"), "count"));
      return Promise.resolve({ result: "success", bytes: 1 });
    })],
  });
  telemetry.register(Plain).count.add(3);
  await Promise.all([telemetry.shutdown(), telemetry.shutdown()]);
  assert.deepEqual(values, [3]);
});

test("shutdown() keeps its deadline with an exporter that never ends and one that gives nonsense", async () => {
  const telemetry = createTelemetry({
    resource: {},
    exporters: [
      exporter(() => new Promise(() => {})),
      exporter(() => Promise.reject(new Error("broken on purpose"))),
      exporter(() => Promise.resolve(undefined as unknown as ExportReport)),
    ],
  });
  const begin = performance.now();
  await telemetry.shutdown({ timeout: 200 });
  // Far from a measurement: without the deadline it would be a minute.
  assert.ok(performance.now() - begin < 20_000);
});

test("an exporter may throw or report what can't be told", async () => {
  const values: unknown[] = [], untellable: unknown = Object.create(null);
  const good = { result: "unavailable", bytes: 0 };
  const answers = [
    () => Promise.reject(untellable),
    () => Promise.resolve({ ...good, message: untellable }),
    () => Promise.resolve({ ...good, bytes: 0.5 }),
    () => Promise.resolve({ ...good, result: "success" }),
  ] as (() => Promise<ExportReport>)[];
  const ended = Promise.withResolvers<void>();
  const telemetry = createTelemetry({
    resource: {},
    exporters: [{
      ...exporter((collection) => {
        const deltas = collection.sets.filter(({ temporality }) => temporality === "delta");
        values.push(valueOf(pointsOf({ ...collection, sets: deltas }, "sample.plain"), "count"));
        const answer = answers.shift();
        if (answers.length === 0) ended.resolve();
        return answer?.() ?? Promise.resolve({ result: "success", bytes: 0 });
      }),
      temporality: "delta",
      interval: 1,
    }],
  });
  telemetry.register(Plain).count.add(3);
  // The timers alone wouldn't keep the process alive.
  const alive = setInterval(() => {}, 1000);
  await ended.promise;
  clearInterval(alive);
  await telemetry.shutdown();
  assert.deepEqual(values.slice(0, 4), [3, 3, 3, 3]);
});

test("an exporter may want no exports but the last one, and all the time for it", async () => {
  const slow = Promise.withResolvers<void>(), seen: string[] = [];
  const report: ExportReport = { result: "success", bytes: 0 };
  let quickExports = 0;
  const quick = exporter(() => {
    if (++quickExports === 10) slow.resolve();
    return Promise.resolve(report);
  });
  const patient = exporter(async (_, signal) => {
    await slow.promise;
    seen.push(signal.aborted ? "aborted" : "exported");
    return report;
  });
  const telemetry = createTelemetry({
    resource: {},
    exporters: [
      { ...quick, interval: 1 },
      { ...patient, interval: 1, timeout: Infinity },
      { ...patient, interval: Infinity },
    ],
  });
  const alive = setInterval(() => {}, 1000);
  await slow.promise;
  await telemetry.shutdown({ timeout: Infinity });
  clearInterval(alive);
  assert.deepEqual(seen.slice(-2), ["exported", "exported"]);
});

test("a wait has an end, whatever a program gives as its time", async () => {
  const telemetry = createTelemetry({ resource: {} }), { port1, port2 } = new MessageChannel();
  const handle = telemetry.attach(port1);
  // A worker that never answers.
  port2.postMessage({
    percore: PROTOCOL,
    arena: new SharedArrayBuffer(65536),
    ring: createRing(65536, 1),
    answer: new SharedArrayBuffer(ANSWER_BYTES),
    root: 64,
  });
  assert.equal(await handle.attached(), true);
  for (const timeout of [NaN, "soon" as unknown as number]) {
    assert.equal(await telemetry.flush({ timeout }), 1);
  }
  handle.threadEnded();
  await handle.ended();
  port1.close();
  await telemetry.shutdown({ timeout: NaN });
});

test("flush({ export: true }) resolves when what was recorded before it has been exported", async () => {
  const values: unknown[] = [];
  let open = 0, most = 0;
  const telemetry = createTelemetry({
    resource: {},
    exporters: [exporter(async (collection) => {
      most = Math.max(most, ++open);
      const value = valueOf(pointsOf(collection, "sample.plain"), "count");
      await new Promise((resolve) => setTimeout(resolve, 20));
      values.push(value);
      open--;
      return { result: "success", bytes: 1 };
    })],
  });
  const { count } = telemetry.register(Plain);
  // As requests do that an edge worker answers at the same time.
  await Promise.all([1, 2, 3, 4].map(async (number) => {
    count.add(1);
    assert.equal(await telemetry.flush({ export: true }), 0);
    assert(Number(values.at(-1)) >= number, `${values} after ${number}`);
  }));
  assert.equal(most, 1);
  count.add(1);
  await telemetry.flush();
  assert.equal(values.at(-1), 4);
  await telemetry.shutdown();
  const { length } = values;
  assert.equal(await telemetry.flush({ export: true }), 0);
  assert.deepEqual([values.at(-1), values.length], [5, length]);
});

test("flush({ export: true }) keeps its timeout, also for one that waits for another's export", async () => {
  const telemetry = createTelemetry({ resource: {}, exporters: [exporter(() => new Promise(() => {}))] });
  const began = performance.now();
  const long = telemetry.flush({ export: true, timeout: 50_000 });
  await telemetry.flush({ export: true, timeout: 300 });
  assert(performance.now() - began < 20_000);
  await telemetry.shutdown({ timeout: 100 });
  await long;
});

test("a resource attribute that OTLP can't carry is left out", async () => {
  const resource = {
    "service.name": "shop",
    good: "a",
    list: [1, 2],
    missing: undefined,
    none: null,
    big: 1n,
    holes: new Array(2),
    deep: {},
  };
  const telemetry = createTelemetry({ resource: resource as unknown as Record<string, string> });
  assert.deepEqual(telemetry.reader().collect().resource.attributes, {
    "service.name": "shop",
    good: "a",
    list: [1, 2],
  });
  await telemetry.shutdown();
});

test("a service without a name is unknown, by the name of its executable", async () => {
  const unknown = createTelemetry({ resource: {} }),
    named = createTelemetry({ resource: { "service.name": "" } });
  assert.deepEqual(unknown.reader().collect().resource.attributes, {
    "service.name": `unknown_service:${basename(process.execPath)}`,
  });
  // What a program says counts, whatever it is.
  assert.deepEqual(named.reader().collect().resource.attributes, { "service.name": "" });
  await Promise.all([unknown.shutdown(), named.shutdown()]);
});

test("what was refused is counted by reason, also for a set that is closed", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Plain);
  for (let i = 0; i < 10; i++) set.count.add(NaN);
  set.close();
  reader.collect();
  const points = pointsOf(reader.collect(), "percore.recordings");
  assert.deepEqual(points.series.map(([measured]) => measured?.value), ["not_a_number"]);
  assert.equal(valueOf(points, "invalid"), 10);
  await telemetry.shutdown();
});

test("registering and closing sets again and again leaves memory as it is", { timeout: 60_000 }, async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  // The arena has 32 MiB: each round would take some hundred bytes of it for good.
  const rounds = 100_000;
  for (let i = 0; i < rounds; i++) {
    const set = telemetry.register(Plain);
    set.count.add(1);
    set.close();
    if (i % 100 === 0) telemetry.drain();
  }
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), rounds);
  await telemetry.shutdown();
});

test("wrong arguments are named", () => {
  const untyped = createTelemetry as unknown as (options?: unknown) => unknown;
  assert.throws(() => untyped(), /createTelemetry\(\) takes options/);
  for (const cadence of [0, -1, NaN, "5" as unknown as number]) {
    assert.throws(() => createTelemetry({ resource: {}, cadence }), /cadence is .*more than 0/);
  }
  for (const times of [{ interval: NaN }, { timeout: 0 }, { interval: undefined as unknown as number }]) {
    const exporters = [{ ...exporter(() => new Promise(() => {})), ...times }];
    assert.throws(() => createTelemetry({ resource: {}, exporters }), /an exporter's .*more than 0/);
  }
  const telemetry = createTelemetry({ resource: {} });
  assert.throws(() => telemetry.attach(undefined as never), /attach\(\) takes a Worker/);
  assert.throws(() => telemetry.register(undefined as never), /register\(\) takes a metric set/);
  return telemetry.shutdown();
});

test("an option that there isn't is named, with those that there are", () => {
  const misspelt = { resource: {}, exporter: [] } as unknown as { resource: Record<string, string> };
  assert.throws(
    () => createTelemetry(misspelt),
    /createTelemetry\(\): there is no key exporter: resource, .*exporters/,
  );
  const telemetry = createTelemetry({ resource: {} });
  const options = { cardinalityLimits: 5 } as object;
  assert.throws(
    () => telemetry.reader(options),
    /reader\(\): there is no key cardinalityLimits: .*cardinalityLimit/,
  );
  return telemetry.shutdown();
});

test("a worker that is offered to two is taken by one", async () => {
  const [first, second] = [createTelemetry({ resource: {} }), createTelemetry({ resource: {} })];
  const ring = createRing(65536, 7);
  const offer = {
    percore: PROTOCOL,
    arena: new SharedArrayBuffer(65536),
    ring,
    answer: new SharedArrayBuffer(ANSWER_BYTES),
    root: 64,
  };
  const control = controlOf(ring), handles: { handle: WorkerHandle; port1: MessagePort }[] = [];
  for (const telemetry of [first, second]) {
    const { port1, port2 } = new MessageChannel(), handle = telemetry.attach(port1);
    handles.push({ handle, port1 });
    // Another thread may have looked for the worker's number before the first one has given it.
    const number = Atomics.exchange(control, ControlWord.worker, 0), heard = Promise.withResolvers<void>();
    port1.addEventListener("message", () => heard.resolve());
    port2.postMessage(offer);
    port2.postMessage("what isn't percore's comes behind it");
    await heard.promise;
    if (number !== 0) Atomics.store(control, ControlWord.worker, number);
  }
  const ids = [first, second].map((telemetry) => telemetry.inspect().map(({ id }) => id));
  assert.deepEqual(ids.map(({ length }) => length).sort(), [1, 2]);
  for (const { handle, port1 } of handles) {
    handle.threadEnded();
    await handle.ended();
    port1.close();
  }
  await Promise.all([first, second].map((telemetry) => telemetry.shutdown()));
});

test("the ring of the thread that aggregates has the size that it is given", async () => {
  const telemetry = createTelemetry({ resource: {}, ringBytes: 65536 });
  assert.deepEqual(telemetry.inspect().map(({ id, ringBytes }) => [id, ringBytes]), [[0, 65536]]);
  await telemetry.shutdown();
  assert.throws(
    () => createTelemetry({ resource: {}, ringBytes: 100_000 }),
    /ringBytes is 100000: it must be a power of two/,
  );
});
