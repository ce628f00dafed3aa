import assert from "node:assert/strict";
import { test } from "node:test";
import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { bearerAuth } from "hono/bearer-auth";
import type { Collection } from "../../src/aggregate/collection.ts";
import { allowNetworks, connInfo, httpServerMetrics, metricsRoutes, rateLimit } from "../../src/http/mod.ts";
import { withTelemetry } from "../recorded.ts";
import { served } from "./_served.ts";

const EMPTY: Collection = { resource: { attributes: {} }, sets: [] };
const source = { reader: () => ({ collect: () => EMPTY }) };

/** What Deno's server gives beside a request. */
const from = (hostname: string) => ({ remoteAddr: { hostname } });

test("with a bearer token or a password as guard, nobody else is answered, whatever the method", async () => {
  const guards = [
    { guard: bearerAuth({ token: "secret-token" }), authorization: "Bearer secret-token" },
    { guard: basicAuth({ username: "u", password: "p" }), authorization: `Basic ${btoa("u:p")}` },
  ];
  for (const { guard, authorization } of guards) {
    const app = new Hono().route("/in", metricsRoutes(source, { guards: [guard] }));
    const ask = (header: string, method = "GET") =>
      app.request("/in/metrics", { method, headers: header === "" ? {} : { Authorization: header } });
    assert.equal((await ask(authorization)).status, 200);
    assert.equal((await ask("")).status, 401);
    assert.equal((await ask("", "HEAD")).status, 401);
    assert.equal((await ask(`${authorization}x`)).status, 401);
  }
});

test("a list of networks lets their clients in, as either family of addresses names them", async () => {
  const guards = [allowNetworks(["10.0.0.0/8", "::1", "2001:db8::/32"])];
  const app = metricsRoutes(source, { guards });
  const status = async (address: string) => (await app.request("/metrics", {}, from(address))).status;
  for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "::1", "2001:db8::7"]) {
    assert.equal(await status(address), 200, address);
  }
  for (const address of ["11.1.2.3", "2001:db9::7"]) assert.equal(await status(address), 403, address);
  assert.equal((await app.request("/metrics")).status, 403);
  assert.throws(() => allowNetworks(["10.0.0.0/99"]), TypeError);
});

test("an empty list of networks lets nobody in", async () => {
  const app = metricsRoutes(source, { guards: [allowNetworks([])] });
  for (const address of ["127.0.0.1", "::1", "10.1.2.3"]) {
    assert.equal((await app.request("/metrics", {}, from(address))).status, 403, address);
  }
});

test("the client's address is known behind the middleware that counts the bytes of a body", async () => {
  await withTelemetry(async (telemetry) => {
    const app = new Hono().use(httpServerMetrics(telemetry, { bodySizes: true }))
      .use(allowNetworks(["127.0.0.1"]))
      .post("/", async (context) => context.text(await context.req.text()));
    await served(app, async (_port, base) => {
      // Of a stream that a program makes, nobody knows the length: it is sent in chunks.
      const body = new ReadableStream({
        async pull(to) {
          await new Promise((resolve) => setTimeout(resolve));
          to.enqueue(new TextEncoder().encode("streamed"));
          to.close();
        },
      });
      const response = await fetch(base, { method: "POST", body, duplex: "half" } as RequestInit);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), "streamed");
    });
  });
});

test("the client's address is known on the runtime's own server", async () => {
  const app = new Hono().get("/", (context) => context.text(connInfo(context).remote.address ?? ""));
  app.route("/", metricsRoutes(source, { guards: [allowNetworks(["127.0.0.1"])] }));
  await served(app, async (_port, base) => {
    assert.equal(await (await fetch(base)).text(), "127.0.0.1");
    const response = await fetch(`${base}/metrics`);
    await response.text();
    assert.equal(response.status, 200);
  });
});

test("a client that asks too often gets 429, which says when to come back; others are not disturbed", async () => {
  const app = metricsRoutes(source, { guards: [rateLimit({ perMinute: 60, burst: 2 })] });
  const ask = (address: string) => app.request("/metrics", {}, from(address));
  assert.equal((await ask("10.0.0.1")).status, 200);
  assert.equal((await ask("10.0.0.1")).status, 200);
  const limited = await ask("10.0.0.1");
  assert.equal(limited.status, 429);
  assert.equal(limited.headers.get("Retry-After"), "1");
  assert.equal((await ask("10.0.0.2")).status, 200);
  // A client of IPv6 has 2^64 addresses, and is one client.
  for (const address of ["2001:db8::1", "2001:db8:0:0:1::5"]) assert.equal((await ask(address)).status, 200);
  assert.equal((await ask("2001:0db8::9%eth0")).status, 429);
  assert.equal((await ask("2001:db8:0:1::1")).status, 200);
});

test("a client is the same to a rate limit whatever its port, and however long the text that names it", async () => {
  const guards = [rateLimit({ perMinute: 1, burst: 1 })], app = metricsRoutes(source, { guards });
  const ask = async (address: string) => (await app.request("/metrics", {}, from(address))).status;
  const clients = [
    ["10.0.0.1:4001", "10.0.0.1:4002", "::ffff:10.0.0.1"],
    ["10.0.0.2:4001", "10.0.0.2"],
    ["[2001:db8::1]:4001", "[2001:db8::2]:4002", "2001:db8::3"],
    [`${"x".repeat(64)}1`, `${"x".repeat(64)}2`],
  ];
  for (const [first = "", ...same] of clients) {
    assert.equal(await ask(first), 200, first);
    for (const address of same) assert.equal(await ask(address), 429, address);
  }
});

test("a rate limit tells a bounded number of clients apart, and still answers those beyond", async () => {
  const app = new Hono().use(rateLimit({ perMinute: 1, burst: 1 })).get("/", (context) => context.text(""));
  const ask = async (number: number) => {
    const address = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
    return (await app.request("/", {}, from(address))).status;
  };
  for (let i = 0; i < 10_000; i++) assert.equal(await ask(i), 200);
  assert.equal(await ask(10_000), 200);
  assert.equal(await ask(10_001), 429);
  assert.equal(await ask(0), 429);
});

test("a route without guards says so once another machine asks; one whose guards are elsewhere doesn't", async () => {
  const warned: unknown[] = [], { warn } = console;
  console.warn = (message: unknown) => warned.push(message);
  try {
    const open = new Hono().route("/open", metricsRoutes(source));
    const known = new Hono().route("/known", metricsRoutes(source, { guards: [] }));
    await open.request("/open/metrics", {}, from("127.0.0.1"));
    await open.request("/open/metrics", {}, from("::1"));
    await known.request("/known/metrics", {}, from("10.0.0.1"));
    assert.deepEqual(warned, []);
    await open.request("/open/metrics", {}, from("10.0.0.1"));
    await open.request("/open/metrics", {}, from("10.0.0.2"));
    assert.equal(warned.length, 1);
    assert.match(String(warned[0]), /\/open\/metrics is open to other machines/);
    const mounted = new Hono().route("/:tenant", metricsRoutes(source));
    for (const tenant of ["a", "b", "c%0Ad"]) {
      await mounted.request(`/${tenant}/metrics`, {}, from("10.0.0.1"));
    }
    assert.equal(warned.length, 2);
    assert.match(String(warned[1]), /\/:tenant\/metrics is open to other machines/);
  } finally {
    console.warn = warn;
  }
});
