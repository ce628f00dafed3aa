import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { ServerResponse } from "node:http";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { createTelemetry } from "@percore/telemetry";
import { otlpExporter } from "../../src/export/otlp/mod.ts";
import type { OtlpExporterOptions } from "../../src/export/otlp/mod.ts";
import { backoff } from "../../src/export/otlp/retry.ts";
import { retryAfterOf } from "../../src/export/otlp/retry_after.ts";
import { type Backend, backend, bodyOf } from "./backend.ts";
import { collection, descriptor, metric, record, setPoints } from "./set_points.ts";

const counter = descriptor({ metrics: [metric({ name: "test.retry.count", instrument: "counter" })] });
const never = new AbortController().signal;

function send({ url }: Backend, options: OtlpExporterOptions = {}, signal = never) {
  const points = setPoints(counter);
  record(points, 0, [1]);
  return otlpExporter({ ...options, url }).export(collection([points]), signal);
}

/** Answers one request after the other; `times` has when each came, by `Date.now()`, and `bodies` what it was. */
async function answering(...answers: ((response: ServerResponse) => void)[]) {
  const times: number[] = [], bodies: Uint8Array[] = [];
  const server = await backend(async (request, response) => {
    times.push(Date.now());
    bodies.push(await bodyOf(request));
    (answers[times.length - 1] ?? assert.fail("one request too many"))(response);
  });
  return Object.assign(server, { times, bodies });
}

const answer = (status: number, headers: Record<string, string> = {}) => (response: ServerResponse) => {
  response.writeHead(status, headers).end();
};
const breakOff = (response: ServerResponse) => void response.socket?.destroy();

for (const status of [429, 502, 503, 504]) {
  test(`after HTTP ${status} the same bytes are sent again`, async () => {
    await using server = await answering(answer(status), answer(200));
    const { result, message, bytes } = await send(server);
    assert.deepEqual([result, message, server.times.length], ["success", undefined, 2]);
    assert.deepEqual(server.bodies[1], server.bodies[0]);
    assert.equal(bytes, server.bodies[0]?.length);
  });
}

test("after a connection that broke off the request is sent again", async () => {
  await using server = await answering(breakOff, breakOff, answer(200));
  assert.equal((await send(server)).result, "success");
  assert.equal(server.times.length, 3);
});

test("a backend that comes up within the timeout gets the points", async () => {
  const away = await backend(() => {});
  await away[Symbol.asyncDispose]();
  const sent = send(away);
  await using _server = await backend(answerAll, Number(new URL(away.url).port));
  assert.equal((await sent).result, "success");
});

function answerAll(_: unknown, response: ServerResponse): void {
  response.writeHead(200).end();
}

for (const status of [400, 401, 413, 500, 501, 505]) {
  test(`HTTP ${status} is final, even with Retry-After`, async () => {
    await using server = await answering(answer(status, { "retry-after": "0" }));
    assert.equal((await send(server)).result, "rejected");
    assert.equal(server.times.length, 1);
  });
}

test("a partial success is never sent again", async () => {
  await using server = await answering((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ partialSuccess: { rejectedDataPoints: "1", errorMessage: "too old" } }));
  });
  const { result, message } = await send(server);
  assert.deepEqual([result, message], ["partial_success", "1 data points were rejected: too old"]);
  assert.equal(server.times.length, 1);
});

/** Promises more than it sends. */
const cutOff = (status: number) => (response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/x-protobuf", "content-length": "100" });
  response.write("\n", () => response.socket?.destroy());
};

test("an accepted request isn't sent again when the answer can't be read", async () => {
  const garbled = (response: ServerResponse) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end("this is not gzip");
  };
  for (const hostile of [cutOff(200), garbled]) {
    await using server = await answering(hostile);
    const { result, message } = await send(server);
    assert.deepEqual([result, message], ["rejected", "the answer can't be read"]);
    assert.equal(server.times.length, 1);
  }
});

test("of an answer that is cut off, the status counts", async () => {
  await using refusing = await answering(cutOff(400));
  assert.deepEqual((await send(refusing)).message, "HTTP 400");
  await using unavailable = await answering(cutOff(503), answer(200));
  assert.equal((await send(unavailable)).result, "success");
});

test("no two exports of a reader are under way at once, retries included", async () => {
  let open = 0, most = 0;
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  let requests = 0;
  await using server = await backend(async (request, response) => {
    most = Math.max(most, ++open);
    await bodyOf(request);
    await new Promise((resolve) => setTimeout(resolve, 30));
    open--;
    requests++;
    response.writeHead(requests % 3 === 1 ? 503 : 200).end();
    if (requests === 6) resolve();
  });
  const telemetry = createTelemetry({
    resource: {},
    exporters: [otlpExporter({ url: server.url, interval: 10 })],
  });
  await enough;
  await telemetry.shutdown({ timeout: 2000 });
  assert.equal(most, 1);
});

test("Retry-After in seconds is waited for", async () => {
  await using server = await answering(answer(503, { "retry-after": "1" }), answer(200));
  assert.equal((await send(server)).result, "success");
  const [first = NaN, second = NaN] = server.times;
  assert(second - first >= 995, `${second - first} ms`);
});

test("Retry-After as a date is waited for", async () => {
  // A date has whole seconds.
  const date = Math.ceil(Date.now() / 1000) * 1000 + 1000;
  const headers = { "retry-after": new Date(date).toUTCString() };
  await using server = await answering(answer(429, headers), answer(200));
  assert.equal((await send(server)).result, "success");
  assert((server.times[1] ?? NaN) >= date - 5);
});

test("a Retry-After beyond the timeout ends the export at once", async () => {
  await using server = await answering(answer(503, { "retry-after": "30" }));
  const began = performance.now();
  const { result, message } = await send(server);
  assert.deepEqual([result, message], ["unavailable", "HTTP 503"]);
  assert(performance.now() - began < 8_000);
});

test("retries end with the timeout", async () => {
  let requests = 0;
  await using server = await backend((_, response) => {
    requests++;
    response.writeHead(503).end();
  });
  const began = performance.now();
  assert.equal((await send(server, { timeout: 1000 })).result, "unavailable");
  assert(performance.now() - began < 1000);
  assert(requests >= 2 && requests <= 4, `${requests} requests`);
});

test("a retry that isn't answered ends with the timeout, too", async () => {
  await using server = await answering(answer(503), () => {});
  const { result, message } = await send(server, { timeout: 1000 });
  assert.deepEqual([result, message], ["timed_out", "no answer within 1000 ms"]);
});

test("the reader's signal ends the wait for a retry", async () => {
  const controller = new AbortController();
  await using server = await answering((response) => {
    response.on("finish", () => setTimeout(() => controller.abort(), 20));
    response.writeHead(503, { "retry-after": "9" }).end();
  });
  const began = performance.now();
  assert.equal((await send(server, {}, controller.signal)).result, "unavailable");
  assert(performance.now() - began < 8_000);
});

test("an export that waits for its next attempt keeps no process alive", { timeout: 60_000 }, () => {
  const program = fileURLToPath(new URL("ending_program.ts", import.meta.url));
  const options = process.versions.bun === undefined ? ["run", "--quiet", "--no-check", "--allow-all"] : [];
  const { status, stderr } = spawnSync(process.execPath, [...options, program], { timeout: 50_000 });
  assert.equal(status, 0, String(stderr));
});

test("back-off doubles up to a limit, and varies by a half", () => {
  fc.assert(fc.property(fc.nat(2000), (retry) => {
    const longest = Math.min(250 * 2 ** retry, 5000), delay = backoff(retry);
    assert(delay > longest / 2 - 1e-9 && delay <= longest);
  }));
  assert(new Set(Array.from({ length: 20 }, () => backoff(3))).size > 1);
});

test("Retry-After is understood in each of its forms, and ignored in any other", () => {
  const now = Date.UTC(1994, 10, 6, 8, 49, 30);
  const cases: [string, number | undefined][] = [
    ["0", 0],
    ["120", 120_000],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 7000],
    ["Sun, 06 Nov 1994 08:49:07 GMT", 0],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["soon", undefined],
    ["Sun, 99 Nov 1994", undefined],
  ];
  for (const [text, expected] of cases) {
    assert.equal(retryAfterOf(new Headers({ "retry-after": text }), now), expected, text);
  }
  assert.equal(retryAfterOf(new Headers(), now), undefined);
});
