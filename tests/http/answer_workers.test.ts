import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { openChannel } from "../../src/host/channel.ts";
import { answerWorkers, telemetryRoutes } from "../../src/http/mod.ts";
import { type Ask, isAsk } from "../../src/http/worker_channel.ts";
import { parseProtobuf } from "../prometheus/_decode_protobuf.ts";

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

function startWorker(telemetry: Telemetry) {
  const worker = new Worker(new URL("./serving_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const waiting: ((answered: Answered) => void)[] = [];
  worker.addEventListener("message", ({ data }) => waiting.shift()?.(data));
  async function ask(path: string, { headers = {}, method = "GET" }: Asked = {}) {
    const { status, headers: given, bytes } = await new Promise<Answered>((resolve) => {
      waiting.push(resolve);
      worker.postMessage({ path, headers, method });
    });
    const response = new Response(bytes), isCompressed = given["content-encoding"] === "gzip";
    const { body } = response;
    const text = isCompressed && body !== null
      ? await new Response(body.pipeThrough(new DecompressionStream("gzip"))).text()
      : await response.text();
    return { status, headers: given, type: given["content-type"], bytes, text };
  }
  async function end(): Promise<void> {
    worker.terminate();
    await handle.ended();
  }
  return { handle, ask, end };
}

/** Starts workers, each of which has recorded its number. */
async function startWorkers(telemetry: Telemetry, count: number) {
  const workers = Array.from({ length: count }, () => startWorker(telemetry));
  await Promise.all(workers.map(({ handle }) => handle.attached()));
  // A worker answers when it has recorded.
  await Promise.all(workers.map(({ ask }) => ask("/nothing")));
  assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
  return workers;
}

test("whichever worker is asked, it answers with the values of the whole process", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const stop = answerWorkers(telemetry);
  const workers = await startWorkers(telemetry, 3);
  for (const { ask } of workers) {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask("/mine")));
    for (const { status, type, text } of answers) {
      assert.equal(status, 200);
      assert.equal(type, "text/plain; version=0.0.4; charset=utf-8");
      assert.match(text, /^sample_labelled_count_total\{.*sample_colour="red".*\} 6$/m);
    }
  }
  const [first] = workers;
  const protobuf = await first?.ask("/mine", { headers: { accept: PROTOBUF } });
  assert.equal(protobuf?.type, `${PROTOBUF}; escaping=underscores`);
  const red = parseProtobuf(protobuf.bytes).find(({ name }) => name === "sample_labelled_count_total");
  assert.deepEqual(red?.samples.map(({ value }) => value), ["6"]);
  assert.equal(
    (await first?.ask("/schema", { headers: { accept: "application/yaml" } }))?.type,
    "application/yaml",
  );
  assert.match((await first?.ask("/snapshot"))?.text ?? "", /"sample.labelled.count":6\b/);
  const health = await first?.ask("/healthz");
  assert.deepEqual([health?.status, JSON.parse(health?.text ?? "").workers.alive], [200, 3]);
  assert.equal((await first?.ask("/stream"))?.status, 404);
  stop();
  await Promise.all(workers.map(({ end }) => end()));
  await telemetry.shutdown();
});

test("a worker answers queries, formats, codings, tags and HEAD as the thread that aggregates does", async () => {
  const telemetry = createTelemetry({ resource: {} });
  // Two readers have begun at two moments.
  const metrics = { alsoBy: ["worker"], created: false } as const;
  const stop = answerWorkers(telemetry, { metrics }), own = telemetryRoutes(telemetry, { metrics });
  const workers = await startWorkers(telemetry, 2), [worker] = workers;
  assert.ok(worker !== undefined);
  const openMetrics = { accept: "application/openmetrics-text;version=1.0.0" };
  for (
    const [query, asked, status] of [
      ["", {}, 200],
      ["?by=worker", {}, 200],
      ["?by=worker&name[]=sample_labelled_count_total", {}, 200],
      ["?name[]=target_info&name[]=sample_labelled_count_total&other=1", {}, 200],
      ["?by=nobody", {}, 400],
      ["", { headers: openMetrics }, 200],
      ["?by=worker", { headers: { ...openMetrics, "accept-encoding": "gzip" } }, 200],
      ["", { method: "HEAD" }, 200],
      ["?by=worker", { method: "HEAD", headers: openMetrics }, 200],
    ] as const
  ) {
    const there = await own.request(`/metrics${query}`, asked),
      here = await worker.ask(`/mine${query}`, asked);
    const text = await there.text(), what = `${query} ${JSON.stringify(asked)}`;
    assert.deepEqual([here.status, there.status], [status, status], what);
    for (const name of ["content-type", "vary"]) {
      assert.equal(here.headers[name] ?? null, there.headers.get(name), `${name} of ${what}`);
    }
    // Percore's own counts go on.
    const lines = (given: string) => given.split("\n").filter((line) => line.startsWith("sample_"));
    if (here.headers["content-encoding"] === undefined) {
      assert.equal(there.headers.get("content-encoding"), null);
      assert.deepEqual(lines(here.text), lines(text), what);
    } else assert.match(here.text, /^sample_labelled_count_total\{.*otel_scope_thread_id="2".*\} 2$/m);
    if (asked.method !== "HEAD" && query.includes("by=worker")) {
      assert.equal(
        lines(here.text).filter((line) => /^sample_labelled_count_total/.test(line)).length,
        2,
        what,
      );
    }
  }
  const head = await worker.ask("/mine", { method: "HEAD" });
  assert.equal(head.headers["content-length"], undefined);
  stop();
  await Promise.all(workers.map(({ end }) => end()));
  await telemetry.shutdown();
});

test("a worker's client that names the present tag is told 304, also when another worker gave the tag", async () => {
  const telemetry = createTelemetry({ resource: {} });
  // Without percore's own metrics, nothing arrives that isn't recorded.
  const views = [{ select: { set: "percore.*" }, drop: true }];
  const stop = answerWorkers(telemetry, { metrics: { views } });
  const workers = await startWorkers(telemetry, 2), [first, second] = workers;
  const given = await first?.ask("/mine"), tag = given?.headers["etag"] ?? "";
  assert.match(tag, /^W\/".+"$/);
  const same = await second?.ask("/mine", { headers: { "if-none-match": tag } });
  assert.deepEqual([same?.status, same?.text, same?.headers["etag"]], [304, "", tag]);
  assert.equal((await second?.ask("/mine", { headers: { "if-none-match": '"other"' } }))?.status, 200);
  assert.equal((await second?.ask("/mine?name[]=x", { headers: { "if-none-match": tag } }))?.status, 200);
  stop();
  await Promise.all(workers.map(({ end }) => end()));
  await telemetry.shutdown();
});

test("a worker refuses a query that is too long to be passed on", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const stop = answerWorkers(telemetry), workers = await startWorkers(telemetry, 1);
  assert.equal((await workers[0]?.ask(`/mine?name[]=${"x".repeat(8192)}`))?.status, 414);
  // What it doesn't know isn't passed on.
  assert.equal((await workers[0]?.ask(`/mine?other=${"x".repeat(8192)}`))?.status, 200);
  stop();
  await Promise.all(workers.map(({ end }) => end()));
  await telemetry.shutdown();
});

test("what a worker no longer waits for isn't made", async () => {
  const telemetry = createTelemetry({ resource: {} }), end = answerWorkers(telemetry);
  const answered: unknown[] = [], both = Promise.withResolvers<void>();
  const channel = openChannel(telemetry.channel, (message) => {
    if (isAsk(message) || typeof message !== "object" || message === null || !("ids" in message)) return;
    answered.push(message.ids);
    if (answered.length === 2) both.resolve();
  });
  try {
    const ask = (id: string, target: string, patience: number) => {
      const question = JSON.stringify({ method: "GET", target, headers: [] });
      channel?.post({ percore: "ask", id, question, patience } satisfies Ask);
    };
    ask("first", "/schema", Infinity);
    ask("gone", "/metrics", 0);
    ask("gone too", "/snapshot", 0);
    ask("there", "/snapshot", Infinity);
    ask("last", "/healthz", Infinity);
    await both.promise;
    assert.deepEqual(answered.slice(0, 2), [["first"], ["there"]]);
  } finally {
    channel?.close();
    end();
    await telemetry.shutdown();
  }
});

test("a worker that nobody answers answers 503 at its deadline; a route that isn't there is 404", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const workers = await startWorkers(telemetry, 1);
  const late = await workers[0]?.ask("/mine");
  assert.equal(late?.status, 503);
  assert.match(late?.text ?? "", /not ready in time/);
  const stop = answerWorkers(telemetry, { schema: false });
  assert.equal((await workers[0]?.ask("/schema"))?.status, 404);
  assert.equal((await workers[0]?.ask("/mine"))?.status, 200);
  stop();
  await Promise.all(workers.map(({ end }) => end()));
  await telemetry.shutdown();
});
