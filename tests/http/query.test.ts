import assert from "node:assert/strict";
import { test } from "node:test";
import { Exposition, metricsRoutes } from "../../src/http/mod.ts";
import { queryOf } from "../../src/http/query.ts";
import { rest, served, stubborn } from "./_served.ts";

const source = { reader: () => ({ collect: () => ({ resource: { attributes: { a: "b" } }, sets: [] }) }) };

test("a query is what stands behind the path, also of a URL that is none", () => {
  const cases = [
    ["http://a/metrics?by=worker&name[]=x#y?z", "by=worker&name%5B%5D=x"],
    ["http://a:99999/metrics?by=%zz", "by=%25zz"],
    ["/metrics?a=b", "a=b"],
    ["http://a/metrics#?by=node", ""],
    ["http://a/metrics", ""],
    ["", ""],
  ] as const;
  for (const [url, query] of cases) assert.equal(String(queryOf(url)), query, url);
});

test("a client whose Host is no host is answered as others are, and nothing is written to the console", async () => {
  const warned: unknown[] = [], { warn } = console;
  console.warn = (message: unknown) => warned.push(message);
  try {
    await served(metricsRoutes(source, { guards: [] }), async (port) => {
      for (const more of ["", 'If-None-Match: "x"\r\n']) {
        const head = `Host: a:99999\r\nConnection: close\r\n${more}`;
        const text = await rest(await stubborn(port, "/metrics?name[]=target_info", head));
        assert.match(text, /^HTTP\/1\.1 200 /);
        assert.match(text, /\ntarget_info\{a="b"\} 1\n/);
      }
    });
  } finally {
    console.warn = warn;
  }
  assert.deepEqual(warned, []);
});

test("an exposition answers a request whose URL is none", async () => {
  const headers = new Headers(), exposition = new Exposition(source);
  const answer = exposition.respond({ url: "/metrics?name[]=none", method: "GET", headers });
  assert.equal(await answer.text(), "");
  assert.equal(exposition.respond({ url: "/metrics?by=none", method: "GET", headers }).status, 400);
});
