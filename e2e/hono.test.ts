import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { answerWorkers } from "@percore/telemetry/hono";
import { talkTo } from "../examples/shop/messages.ts";
import { freePort } from "../examples/shop/serve.ts";
import { Missing } from "../scripts/_debian_package.ts";
import type { FromServing, ToServing } from "./serving_messages.ts";
import { until } from "./until.ts";
import { findWrk, load, type Wrk } from "./wrk.ts";

const WORKERS = 2, CONNECTIONS = 16, SECONDS = 3;

/** wrk, or why there is none. */
function wrkOr(): Wrk | string {
  try {
    return findWrk();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return `needs ${error.message}`;
  }
}

const wrk = wrkOr();

async function startWorker(telemetry: Telemetry, port: number, answered: SharedArrayBuffer) {
  const worker = new Worker(new URL("./serving_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const { send, received } = talkTo<ToServing, FromServing>(worker);
  send({ kind: "start", port, answered });
  await received("ready");
  async function stop(): Promise<void> {
    send({ kind: "stop" });
    await received("stopped");
    await handle.ended();
    worker.terminate();
  }
  return { stop };
}

/** What a scrape says, of whichever worker it was. */
async function scrape(port: number) {
  const response = await fetch(`http://127.0.0.1:${port}/telemetry/metrics`), text = await response.text();
  assert.equal(response.status, 200, text);
  const series = (name: string) => [...text.matchAll(new RegExp(`^${name}\\{(.*)\\} (\\d+)$`, "gm"))];
  const sum = (lines: RegExpMatchArray[]) => lines.reduce((total, [, , value]) => total + Number(value), 0);
  const ended = series("http_server_request_duration_seconds_count");
  return {
    ended: sum(ended),
    active: sum(series("http_server_active_requests")),
    labels: ended.map(([, labels = ""]) => labels),
  };
}

test(
  "workers under load, scraped through any of them, have counted every request that was answered",
  { timeout: 120_000, skip: typeof wrk === "string" ? wrk : false },
  async () => {
    assert.ok(typeof wrk !== "string");
    const telemetry = createTelemetry({ resource: { "service.name": "e2e" } });
    const close = answerWorkers(telemetry), port = await freePort();
    const answered = new SharedArrayBuffer(4), answers = new Int32Array(answered);
    const workers = await Promise.all(
      Array.from({ length: WORKERS }, () => startWorker(telemetry, port, answered)),
    );
    let isOver = false, before = 0, scrapes = 0;
    const loaded = load(wrk, port, {
      paths: ["/users/1", "/users/2", "/streamed"],
      connections: CONNECTIONS,
      seconds: SECONDS,
    }).finally(() => isOver = true);
    while (!isOver) {
      const { ended, active } = await scrape(port);
      assert.ok(ended >= before, `the count fell from ${before} to ${ended}`);
      assert.ok(active >= 0 && active <= CONNECTIONS, `${active} requests are active`);
      before = ended;
      scrapes++;
    }
    const { requests, problems } = await loaded;
    assert.deepEqual(problems, []);
    assert.ok(requests > 0 && scrapes > 0, `${requests} requests, ${scrapes} scrapes`);
    await until("all requests have ended, and all counts are there", async () => {
      const { ended, active } = await scrape(port);
      return active === 0 && ended === Atomics.load(answers, 0);
    });
    const { ended, labels } = await scrape(port), total = Atomics.load(answers, 0);
    assert.equal(ended, total);
    // When its time is over, wrk drops what it waits for: one request on each connection at most.
    assert.ok(
      total >= requests && total <= requests + CONNECTIONS,
      `${total} were counted, ${requests} answers have come`,
    );
    for (const label of labels) assert.match(label, /http_response_status_code="200"/);
    const routes = labels.map((label) => /http_route="([^"]*)"/.exec(label)?.[1]);
    assert.deepEqual([...new Set(routes)].sort(), ["/streamed", "/users/:id"]);
    await Promise.all(workers.map(({ stop }) => stop()));
    close();
    await telemetry.shutdown();
  },
);
