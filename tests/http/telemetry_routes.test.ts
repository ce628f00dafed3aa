import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Exporter, type Telemetry } from "@percore/telemetry";
import { Hono } from "hono";
import { parse } from "yaml";
import { Changes } from "../../src/http/changes.ts";
import { healthRoutes, snapshotRoutes, streamRoutes, telemetryRoutes } from "../../src/http/mod.ts";
import { pointsText } from "../../src/http/points_text.ts";
import { collection, setPoints } from "../prometheus/_set_points.ts";
import { Colour, Labelled, Plain } from "../set/sample_sets.ts";
import { rest, served, stubborn, until } from "./_served.ts";

/** Percore's own sets are not what these tests are about. */
const views = [{ select: { set: "percore.*" }, drop: true }];

async function withTelemetry(use: (telemetry: Telemetry) => Promise<void>, exporters: Exporter[] = []) {
  const telemetry = createTelemetry({ resource: { "service.name": "shop" }, exporters, cadence: 10 });
  try {
    await use(telemetry);
  } finally {
    await telemetry.shutdown({ timeout: 500 });
  }
}

function labelled(telemetry: Telemetry) {
  return telemetry.register(Labelled, {
    entity: { "service.instance.id": "test", "thread.id": telemetry.health().workers },
    attributes: { "sample.region": "eu" },
  });
}

test("each route is where it is mounted, and can be switched off", async () => {
  await withTelemetry(async (telemetry) => {
    const app = new Hono().route("/internal", telemetryRoutes(telemetry, { snapshot: false, guards: [] }));
    const statuses = async (paths: readonly string[]) => {
      const all = paths.map(async (path) =>
        (await app.request(`/internal${path}`, { method: "HEAD" })).status
      );
      return await Promise.all(all);
    };
    assert.deepEqual(await statuses(["/metrics", "/schema", "/stream", "/healthz", "/snapshot"]), [
      200,
      200,
      200,
      200,
      404,
    ]);
  });
});

test("GET /schema tells what the live sets are made of, as JSON and as a registry", async () => {
  await withTelemetry(async (telemetry) => {
    const app = telemetryRoutes(telemetry);
    const set = labelled(telemetry);
    set.with(Colour.red, 0).count.increment();
    telemetry.drain();
    const json = await (await app.request("/schema")).json();
    const descriptor = json.sets.find(({ name }: { name: string }) => name === "sample.labelled");
    assert.deepEqual(descriptor, JSON.parse(JSON.stringify(Labelled.descriptor)));
    assert.deepEqual(
      json.entities.find(({ type }: { type: string }) => type === "sample.worker").type,
      "sample.worker",
    );
    const colour = json.attributes.find(({ key }: { key: string }) => key === "sample.colour");
    assert.deepEqual(colour.values, ["red", "green", "blue"]);

    const response = await app.request("/schema", { headers: { Accept: "application/yaml" } });
    assert.equal(response.headers.get("Content-Type"), "application/yaml");
    assert.equal(response.headers.get("Vary"), "Accept");
    const registry = parse(await response.text());
    assert.equal(registry.file_format, "definition/2");
    const attribute = registry.attributes.find(({ key }: { key: string }) => key === "sample.colour");
    assert.deepEqual(attribute.type.members[2], { id: "blue", value: "blue", stability: "development" });
    const metric = registry.metrics.find(({ name }: { name: string }) => name === "sample.labelled.size");
    assert.deepEqual(metric.annotations.percore, {
      set: "sample.labelled",
      field: "size",
      boundaries: [10, 100],
    });
    assert.deepEqual(metric.entity_associations, ["sample.worker"]);
    assert.deepEqual(metric.attributes[0], {
      ref: "sample.colour",
      requirement_level: "required",
      annotations: { percore: { attach: "measurement" } },
    });
    const first = registry.metrics.find(({ name }: { name: string }) => name === "sample.labelled.count");
    assert.equal(first.annotations.percore.metric_set.version, "1.0.0");
    set.close();
    telemetry.drain();
    const later = await (await app.request("/schema")).json();
    assert.ok(!later.sets.some(({ name }: { name: string }) => name === "sample.labelled"));
  });
});

test("GET /snapshot tells the current values by set, entity and attributes, and resets none", async () => {
  await withTelemetry(async (telemetry) => {
    const app = snapshotRoutes(telemetry, { views });
    const set = labelled(telemetry);
    set.with(Colour.red, 0).count.add(3);
    set.with(Colour.red, 0).size.record(50);
    for (let i = 0; i < 2; i++) {
      const { resource, sets } = await (await app.request("/snapshot")).json();
      assert.equal(resource.attributes["service.name"], "shop");
      assert.equal(sets.length, 1);
      const [{ name, entities: [{ entity, points: [{ attributes, series }] }] }] = sets;
      assert.equal(name, "sample.labelled");
      assert.deepEqual(entity, { "service.instance.id": "test" });
      assert.deepEqual(attributes, { "sample.region": "eu" });
      assert.deepEqual(series, [{
        attributes: { "sample.colour": "red", "sample.retried": false },
        values: {
          "sample.labelled.count": 3,
          "sample.labelled.size": {
            count: 1,
            sum: 50,
            min: 50,
            max: 50,
            boundaries: [10, 100],
            counts: [0, 1, 0],
          },
        },
      }]);
    }
  });
});

test("a snapshot says every number: whole ones beyond 2^53 and those that JSON hasn't got as texts", async () => {
  const points = setPoints({
    metrics: [
      { name: "count", instrument: "counter" },
      { name: "past", instrument: "gauge" },
      { name: "level", instrument: "gauge" },
      { name: "none", instrument: "gauge" },
      { name: "down", instrument: "updowncounter" },
    ],
    tuples: { 0: [7, Infinity, -Infinity, NaN, -5] },
  });
  points.carries[0] = 1;
  points.carries[4] = -1;
  const text = await new Blob([...pointsText(collection(points))]).text();
  assert.deepEqual(JSON.parse(text).sets[0].entities[0].points[0].series[0].values, {
    count: "9007199254740999",
    past: "Infinity",
    level: "-Infinity",
    down: "-9007199254740997",
  });
});

test("an exponential histogram's snapshot has its buckets, and a change in them alone is one", async () => {
  const points = setPoints({
    metrics: [{ name: "size", instrument: "histogram", aggregation: "exponential" }],
    tuples: { 0: [0, 0, 1, 4] },
  });
  points.record(0, 1.5, 2);
  const changes = new Changes();
  changes.update(collection(points));
  changes.update(collection(points));
  assert.equal(changes.version, 1);
  points.record(0, 4, 2);
  points.record(0, -4, 2);
  changes.update(collection(points));
  assert.equal(changes.version, 2);
  const text = await new Blob([...pointsText(collection(points), changes.since(1))]).text();
  const { size } = JSON.parse(text).sets[0].entities[0].points[0].series[0].values;
  assert.deepEqual([size.count, size.zeros, size.scale], [3, 0, 2]);
  assert.deepEqual(size.positive, { offset: 2, counts: [1, 0, 0, 0, 0, 1] });
  assert.deepEqual(size.negative, { offset: 7, counts: [1] });
});

test("a client of the stream that goes away while its event is made is none that failed", async (context) => {
  // The console is told once of each failure: other tests of the stream come after this one.
  const warned: unknown[] = [];
  context.mock.method(console, "warn", (message: unknown) => warned.push(message));
  const points = setPoints({ metrics: [{ name: "count", instrument: "counter" }], tuples: { 0: [1] } });
  const source = { reader: () => ({ collect: () => collection(points) }) };
  const app = streamRoutes(source, { guards: [], maxClients: 1, window: 60_000 });
  // The second one has the place of the first.
  for (let i = 0; i < 2; i++) {
    const response = await app.request("/stream"), reader = response.body?.getReader();
    assert.match(new TextDecoder().decode((await reader?.read())?.value), /^retry: /);
    const event = reader?.read();
    await reader?.cancel();
    assert.deepEqual(await event, { done: true, value: undefined });
  }
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(warned, []);
});

/** Reads a stream's events, one at a time. */
async function events(base: string, path: string, lastEventId?: string) {
  const aborted = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
  const response = await fetch(base + path, { signal: aborted.signal, headers });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = (response.body ?? new ReadableStream<Uint8Array<ArrayBuffer>>())
    .pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  /** The next block that has a line which begins so. */
  async function next(prefix: string): Promise<string> {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        if (block.split("\n").some((line) => line.startsWith(prefix))) return block;
        continue;
      }
      const { done, value } = await reader.read();
      if (done) return "";
      text += value;
    }
  }
  return {
    next,
    /** The values of the next event, by metric, and its id. */
    async values() {
      const block = await next("data: "), data = block.split("\n").find((line) => line.startsWith("data: "));
      const { sets } = JSON.parse(data?.slice(6) ?? "");
      return { id: /^id: (.*)$/m.exec(block)?.[1], values: sets[0].entities[0].points[0].series[0].values };
    },
    async close() {
      aborted.abort();
      await reader.cancel().catch(() => {});
    },
  };
}

test("GET /stream sends what has changed, and to a client that comes back what it has missed", async () => {
  await withTelemetry(async (telemetry) => {
    const set = telemetry.register(Plain);
    const app = streamRoutes(telemetry, { views, window: 10, heartbeat: 30 });
    set.count.add(1);
    set.level.set(5);
    await served(app, async (_port, base) => {
      const first = await events(base, "/stream");
      const { values, id } = await first.values();
      assert.equal(values["sample.count"], 1);
      assert.equal(values["sample.level"], 5);
      set.count.add(1);
      assert.deepEqual((await first.values()).values, { "sample.count": 2 });
      assert.match(await first.next(": heartbeat"), /heartbeat/);
      await first.close();
      set.level.set(6);
      const again = await events(base, "/stream", id);
      assert.deepEqual((await again.values()).values, { "sample.count": 2, "sample.level": 6 });
      await again.close();
      // Another process's event tells nothing.
      const other = await events(base, "/stream", `1-${id?.split("-")[1]}`);
      assert.equal(Object.keys((await other.values()).values).length > 2, true);
      await other.close();
    });
  });
});

test("a stream has room for some clients, which the next have when they go, and ends with the telemetry", async () => {
  await withTelemetry(async (telemetry) => {
    const app = streamRoutes(telemetry, { views, window: 10, heartbeat: 10, maxClients: 1 });
    await served(app, async (_port, base) => {
      const first = await events(base, "/stream");
      assert.match(await first.next(": percore"), /retry/);
      const refused = await fetch(`${base}/stream`);
      assert.equal(refused.status, 503);
      await refused.text();
      await first.close();
      for (let status = 503; status !== 200;) {
        const next = await fetch(`${base}/stream`);
        status = next.status;
        await next.body?.cancel();
      }
    });
    await served(streamRoutes(telemetry, { window: 5 }), async (_port, base) => {
      const open = await fetch(`${base}/stream`);
      await telemetry.shutdown({ timeout: 100 });
      assert.match(await open.text(), /^retry: 1000\n: percore\n\n/);
    });
  });
});

test("a stream whose collection fails answers 500, and keeps no client's place for that", async () => {
  let fails = true;
  const source = {
    reader: () => ({
      collect() {
        if (fails) throw new Error("nothing to collect");
        return collection();
      },
    }),
  };
  const app = streamRoutes(source, { guards: [], maxClients: 1, window: 60_000 });
  for (let i = 0; i < 3; i++) {
    const response = await app.request("/stream");
    assert.equal(response.status, 500);
    assert.match(await response.text(), /console says why/);
  }
  fails = false;
  const response = await app.request("/stream");
  assert.equal(response.status, 200);
  await response.body?.cancel();
});

test("a client of the stream that reads nothing is cut off, and is not waited for by others", async () => {
  // So much, in each window, that connections can't keep it.
  const count = 40_000;
  const points = setPoints({
    metrics: [{ name: "count", instrument: "counter" }],
    measurement: [{ key: "route", type: "int", brief: "", stability: "stable", bound: count }],
    tuples: Object.fromEntries(Array.from({ length: count }, (_, i) => [i, [0]])),
  });
  const source = {
    reader: () => ({
      collect() {
        for (let i = 0; i < count; i++) points.values[i] = (points.values[i] ?? 0) + 1;
        return collection(points);
      },
    }),
  };
  const app = streamRoutes(source, { window: 50, deadline: 400, maxClients: 2 });
  await served(app, async (port, base) => {
    const silent = await stubborn(port, "/stream");
    const reading = await events(base, "/stream");
    const begin = performance.now();
    let isCut = false;
    while (!isCut) {
      await reading.next("data: ");
      // The place of the silent one is free again.
      const third = await app.request("/stream", { method: "GET" });
      isCut = third.status === 200;
      await third.body?.cancel();
      assert.ok(performance.now() - begin < 20_000);
    }
    await reading.close();
    assert.ok((await rest(silent)).length > 0);
  });
});

test("GET /healthz tells of workers, exports and counts, and is 503 when an exporter keeps failing", async () => {
  let result: "success" | "unavailable" = "unavailable", exports = 0;
  const exporter: Exporter = {
    name: "broken",
    temporality: "cumulative",
    interval: 5,
    timeout: 1000,
    async export() {
      exports++;
      return await Promise.resolve({ result, bytes: 0 });
    },
  };
  await withTelemetry(async (telemetry) => {
    const app = healthRoutes(telemetry, { maxFailures: 2 });
    const health = async () => {
      const response = await app.request("/healthz");
      return { status: response.status, body: await response.json() };
    };
    const first = await health();
    assert.equal(first.body.counts.deferrals, 0);
    assert.equal(first.body.workers.alive, 0);
    await until(() => exports > 3);
    const failing = await health();
    assert.equal(failing.status, 503);
    assert.match(failing.body.problems[0], /^exporter broken has failed \d+ times in a row$/);
    result = "success";
    const before = exports;
    await until(() => exports > before + 1);
    const well = await health();
    assert.deepEqual([well.status, well.body.status, well.body.exports[0].last], [200, "ok", "success"]);
    assert.equal((await healthRoutes(telemetry, { minWorkers: 1 }).request("/healthz")).status, 503);
    await telemetry.shutdown({ timeout: 100 });
    assert.deepEqual((await health()).body.problems, ["the telemetry has shut down"]);
  }, [exporter]);
});
