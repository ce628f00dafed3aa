import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { answerWorkers } from "../../src/http/mod.ts";
import { parseProtobuf } from "../prometheus/_decode_protobuf.ts";

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

function startWorker(telemetry: Telemetry) {
  const worker = new Worker(new URL("./serving_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const waiting: ((answered: Answered) => void)[] = [];
  worker.addEventListener("message", ({ data }) => {
    waiting.shift()?.({ ...data, text: new TextDecoder().decode(data.bytes) });
  });
  const ask = (path: string, accept?: string) =>
    new Promise<Answered>((resolve) => {
      waiting.push(resolve);
      worker.postMessage({ path, accept });
    });
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
  const protobuf = await first?.ask("/mine", PROTOBUF);
  assert.equal(protobuf?.type, `${PROTOBUF}; escaping=underscores`);
  const red = parseProtobuf(protobuf.bytes).find(({ name }) => name === "sample_labelled_count_total");
  assert.deepEqual(red?.samples.map(({ value }) => value), ["6"]);
  assert.equal((await first?.ask("/schema", "application/yaml"))?.type, "application/yaml");
  assert.match((await first?.ask("/snapshot"))?.text ?? "", /"sample.labelled.count":6\b/);
  const health = await first?.ask("/healthz");
  assert.deepEqual([health?.status, JSON.parse(health?.text ?? "").workers.alive], [200, 3]);
  assert.equal((await first?.ask("/stream"))?.status, 404);
  stop();
  await Promise.all(workers.map(({ end }) => end()));
  await telemetry.shutdown();
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
