import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { type Context, Hono } from "hono";
import { type Answer, Answers } from "../../src/http/answers.ts";
import { joined } from "../../src/host/joined.ts";
import { Blocks } from "../../src/http/blocks.ts";
import { metricsRoutes } from "../../src/http/mod.ts";
import { boundsOf, LimitError, type Limits } from "../../src/http/limits.ts";
import { renderInBlocks, type Rendering, renderInSlices } from "../../src/http/rendering.ts";
import { rest, served, stubborn, until } from "./_served.ts";

/** More than connections keep for a client that doesn't read. */
const LARGE = 16 * 2 ** 20;

const PIECE = new Uint8Array(65536).fill(65);

function answerOf(body: Rendering): Answer {
  return { status: 200, headers: { "Content-Type": "text/plain" }, body };
}

/** A large answer, which all clients share. */
async function large(limits: Limits) {
  const bounds = boundsOf(limits), answers = new Answers(bounds);
  const rendering = await renderInSlices(
    () => Array.from({ length: LARGE / PIECE.length }, () => PIECE),
    bounds.maxBytes,
  );
  const app = new Hono().get(
    "/",
    (context: Context) => answers.give(context, () => Promise.resolve(answerOf(rendering))),
  );
  return { app, answers, rendering };
}

test("a client that never reads is cut off at the deadline, and doesn't get the whole answer", async () => {
  const { app, answers } = await large({ deadline: 300 });
  await served(app, async (port) => {
    const socket = await stubborn(port, "/");
    await until(() => answers.clients === 1);
    assert.equal(answers.held, LARGE);
    await until(() => answers.clients === 0);
    assert.equal(answers.held, 0);
    const text = await rest(socket);
    assert.ok(text.length < LARGE);
    // Neither by its length nor by a last chunk can it be taken for a whole one.
    assert.ok(!text.endsWith("\r\n0\r\n\r\n"));
  });
});

test("what clients read at the same time is kept once, and forgotten when they go", async () => {
  const { app, answers } = await large({ deadline: 60_000 });
  await served(app, async (port, base) => {
    const sockets = await Promise.all([1, 2, 3].map(() => stubborn(port, "/")));
    await until(() => answers.clients === 3);
    assert.equal(answers.held, LARGE);
    const aborted = new AbortController();
    const response = await fetch(base, { signal: aborted.signal });
    assert.equal(response.status, 200);
    await until(() => answers.clients === 4);
    aborted.abort();
    for (const socket of sockets) socket.destroy();
    await response.body?.cancel().catch(() => {});
    await until(() => answers.clients === 0);
    assert.equal(answers.held, 0);
  });
});

test("a client that reads slowly, but in time, gets every byte", async () => {
  const { app, answers } = await large({});
  await served(app, async (port, base) => {
    const slow = await stubborn(port, "/");
    await until(() => answers.clients === 1);
    assert.equal((await (await fetch(base)).bytes()).length, LARGE);
    let length = 0;
    const got = new Promise<void>((resolve) =>
      slow.on("data", (piece: Uint8Array) => {
        length += piece.length;
        if (length >= LARGE) resolve();
      })
    );
    slow.resume();
    await got;
    slow.destroy();
    await until(() => answers.clients === 0);
  });
});

test("readers of older answers make room for those of newer ones", async () => {
  const bounds = boundsOf({ maxBytes: LARGE, deadline: 60_000 }), answers = new Answers(bounds);
  const app = new Hono().get("/", (context: Context) =>
    answers.give(context, async () =>
      answerOf(
        await renderInSlices(() => Array.from({ length: LARGE / PIECE.length }, () => PIECE), LARGE),
      )));
  await served(app, async (port) => {
    const sockets = [];
    for (let i = 0; i < 4; i++) {
      sockets.push(await stubborn(port, "/"));
      await until(() => answers.clients === Math.min(i + 1, 2));
      assert.ok(answers.held <= 2 * LARGE);
    }
    for (const socket of sockets) socket.destroy();
    await until(() => answers.clients === 0);
  });
});

test("more clients than may be, an answer that isn't ready in time and one that is too large get 503", async () => {
  const gate = Promise.withResolvers<Answer>();
  const answers = new Answers(boundsOf({ maxClients: 1, deadline: 50 }));
  const app = new Hono()
    .get("/", (context: Context) => answers.give(context, () => gate.promise))
    .get(
      "/large",
      (context: Context) =>
        answers.give(context, async () => answerOf(await renderInSlices(() => [PIECE, PIECE], 100_000))),
    );
  const late = app.request("/");
  const refused = await app.request("/");
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("Retry-After"), "1");
  assert.match(await refused.text(), /Too many clients/);
  assert.equal((await late).status, 503);
  assert.match(await (await late).text(), /not ready in time/);
  const tooLarge = await app.request("/large");
  assert.equal(tooLarge.status, 503);
  assert.match(await tooLarge.text(), /100000 bytes/);
  assert.equal(answers.clients, 0);
});

test("clients that scrape at the same time read one text, and all of them get it whole", async () => {
  const resource = { attributes: { padding: "x".repeat(LARGE) } };
  const source = { reader: () => ({ collect: () => ({ resource, sets: [] }) }) };
  const app = metricsRoutes(source, { maxBytes: LARGE + 65536, deadline: 60_000 });
  await served(app, async (port) => {
    const sockets = await Promise.all([1, 2, 3, 4, 5].map(() => stubborn(port, "/metrics")));
    const texts = await Promise.all(sockets.map(async (socket) => {
      let end = "";
      const isWhole = new Promise<void>((resolve) =>
        socket.on("data", (piece: Uint8Array) => {
          end = (end + new TextDecoder().decode(piece)).slice(-20);
          if (end.includes('x"} 1\n')) resolve();
        })
      );
      // A client that is cut off gets no end, but the end of its connection.
      const isClosed = once(socket, "close");
      socket.resume();
      await Promise.race([isWhole, isClosed]);
      socket.destroy();
      return end;
    }));
    for (const end of texts) assert.match(end, /xx"\} 1\n/);
  });
});

test("who waits for room gets it when a reader ends, or after a while at the cost of the oldest", async () => {
  const bounds = boundsOf({ maxBytes: LARGE, deadline: 60_000 }), answers = new Answers(bounds);
  const app = new Hono().get("/", (context: Context) =>
    answers.give(context, async () => {
      await answers.room();
      return answerOf(
        await renderInSlices(() => Array.from({ length: LARGE / PIECE.length }, () => PIECE), LARGE),
      );
    }));
  await served(app, async (port, base) => {
    const first = await stubborn(port, "/");
    await until(() => answers.held === LARGE);
    assert.notEqual(answers.room(), undefined);
    // Both readers are there, since two answers are all that may be kept.
    assert.equal((await (await fetch(base)).bytes()).length, LARGE);
    assert.equal(answers.clients, 1);
    const room = answers.room();
    first.destroy();
    await room;
    assert.equal(answers.held, 0);
    assert.equal(answers.room(), undefined);
  });
});

test("memory that one text was written to is used for the next one, and each reader has bytes of its own", async () => {
  const blocks = new Blocks();
  const responseOf = (byte: number) => new Response(new Uint8Array(200_000).fill(byte));
  const first = await renderInBlocks(responseOf(1), blocks), read = [...first.chunks()];
  assert.equal(first.bytes, 200_000);
  first.forget();
  first.forget();
  assert.throws(() => first.chunks(), LimitError);
  const second = await renderInBlocks(responseOf(2), blocks),
    third = await renderInBlocks(responseOf(3), blocks);
  for (const [chunks, byte] of [[read, 1], [second.chunks(), 2], [third.chunks(), 3]] as const) {
    assert.deepEqual(joined([...chunks]), new Uint8Array(200_000).fill(byte));
  }
});
