import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, Hono } from "hono";
import { type Answer, Answers } from "../../src/http/answers.ts";
import { boundsOf, type Limits } from "../../src/http/limits.ts";
import { type Rendering, renderInSlices } from "../../src/http/rendering.ts";
import { SingleFlight } from "../../src/http/single_flight.ts";
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

test("while one rendering is under way, all who ask share the next, which begins after they have asked", async () => {
  let begun = 0;
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const flight = new SingleFlight(async () => {
    const number = begun++;
    await gates[number]?.promise;
    return number;
  });
  const first = flight.get(), others = Array.from({ length: 99 }, () => flight.get());
  assert.equal(begun, 1);
  gates[0]?.resolve();
  assert.equal(await first, 0);
  await until(() => begun === 2);
  const third = flight.get();
  gates[1]?.resolve();
  assert.deepEqual(new Set(await Promise.all(others)), new Set([1]));
  assert.equal(await third, 2);
  assert.equal(await flight.get(), 3);
});

test("a rendering that fails keeps none of the later ones from being made", async () => {
  let fails = true;
  const flight = new SingleFlight(async () => {
    await Promise.resolve();
    if (fails) throw new Error("no");
    return "yes";
  });
  const first = flight.get(), second = flight.get();
  await assert.rejects(first);
  fails = false;
  assert.equal(await second, "yes");
  assert.equal(await flight.get(), "yes");
});
