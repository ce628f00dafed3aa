import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Hono } from "hono";
import type { Collection } from "../../src/aggregate/collection.ts";
import type { ReaderOptions } from "../../src/aggregate/reader.ts";
import { metricsRoutes, type MetricsSource } from "../../src/http/mod.ts";

/** Serves an app on a free loopback port while `use` runs. */
async function served(app: Hono, use: (base: string) => Promise<void>): Promise<void> {
  const server = createServer(async (request, response) => {
    const answer = await app.fetch(
      new Request(`http://${request.headers.host}${request.url}`, { method: request.method ?? "GET" }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(new Uint8Array(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${port(server)}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function port(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

/** A source whose resource says how often it was collected. */
function source(asked: ReaderOptions[] = []): MetricsSource {
  return {
    reader(options) {
      asked.push(options);
      let scrapes = 0;
      return {
        collect(): Collection {
          scrapes++;
          return { resource: { attributes: { scrapes } }, sets: [] };
        },
      };
    },
  };
}

test("GET /metrics, mounted anywhere, answers the text of a new collection with its content type", async () => {
  const app = new Hono().route("/internal", metricsRoutes(source()));
  await served(app, async (base) => {
    for (const scrape of [1, 2]) {
      const response = await fetch(`${base}/internal/metrics`);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
      assert.match(await response.text(), new RegExp(`^target_info\\{scrapes="${scrape}"\\} 1$`, "m"));
    }
    const elsewhere = await fetch(`${base}/metrics`);
    assert.equal(elsewhere.status, 404);
    await elsewhere.text();
  });
});

test("HEAD /metrics answers the head of GET alone, with the length of its body", async () => {
  await served(new Hono().route("/", metricsRoutes(source())), async (base) => {
    const whole = await fetch(`${base}/metrics`), { length } = new Uint8Array(await whole.arrayBuffer());
    const response = await fetch(`${base}/metrics`, { method: "HEAD" });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert.equal(response.headers.get("content-length"), String(length));
    assert.equal(await response.text(), "");
  });
});

test("POST is not answered", async () => {
  const response = await metricsRoutes(source()).request("/metrics", { method: "POST" });
  assert.equal(response.status, 404);
});

test("the path and the view are the program's choice, and one reader serves all requests", async () => {
  const asked: ReaderOptions[] = [];
  const app = metricsRoutes(source(asked), { path: "/workers", by: "worker" });
  await app.request("/workers");
  const response = await app.request("/workers");
  assert.match(await response.text(), /scrapes="2"/);
  metricsRoutes(source(asked));
  assert.deepEqual(asked, [{ temporality: "cumulative", by: "worker", views: [] }, {
    views: [],
    temporality: "cumulative",
    by: "process",
  }]);
});

test("a collection that fails gives 500 in plain text without the reason, and the next one is served", async () => {
  let fails = true;
  const good = source().reader({});
  const app = metricsRoutes({
    reader: () => ({
      collect() {
        if (fails) throw new Error("secret");
        return good.collect();
      },
    }),
  });
  const failed = await app.request("/metrics");
  assert.equal(failed.status, 500);
  assert.match(failed.headers.get("content-type") ?? "", /^text\/plain/);
  assert.doesNotMatch(await failed.text(), /secret/);
  fails = false;
  assert.equal((await app.request("/metrics")).status, 200);
});

test("who asks for the same at the same time gets one answer, made after it was asked for", async () => {
  const app = metricsRoutes(source());
  const ask = async (query: string) => {
    const text = await (await app.request(`/metrics${query}`)).text();
    return Number(/scrapes="(\d+)"/.exec(text)?.[1]);
  };
  const same = Array.from({ length: 10 }, () => ask(""));
  const [first, ...others] = await Promise.all(same);
  assert.equal(first, 1);
  assert.deepEqual(new Set(others), new Set([2]));
  assert.equal(await ask(""), 3);
  // What differs is made apart, by a reader that is the same.
  assert.deepEqual((await Promise.all([ask(""), ask("?name[]=target_info")])).sort(), [4, 5]);
});

test("who names an old tag shares the text with others, and is told 304 by the present one", async () => {
  const app = metricsRoutes(source());
  const ask = (tag: string) => app.request("/metrics", { headers: { "if-none-match": tag } });
  const responses = await Promise.all(Array.from({ length: 10 }, () => ask('W/"old"')));
  const texts = await Promise.all(responses.map((response) => response.text()));
  assert.equal(texts.every((text) => text.includes("target_info")), true);
  assert.ok(new Set(texts).size <= 2, `${new Set(texts).size} texts`);
  const tag = responses[0]?.headers.get("etag") ?? "";
  const unchanged = await ask(tag);
  assert.deepEqual([unchanged.status, await unchanged.text()], [304, ""]);
});
