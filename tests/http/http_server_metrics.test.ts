import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { once } from "node:events";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { stream } from "hono/streaming";
import type { UpgradeWebSocket } from "hono/ws";
import { createTelemetry, type MetricReader } from "@percore/telemetry";
import { httpServerMetrics, type HttpServerMetricsOptions } from "@percore/telemetry/hono";
import { type Recorded, recordedIn, withTelemetry } from "../recorded.ts";
import { serving } from "./serving.ts";

const isBun = process.versions.bun !== undefined;

/** Each of Hono's adapters can be loaded on its own runtime alone. */
const { upgradeWebSocket }: { readonly upgradeWebSocket: UpgradeWebSocket } = isBun
  ? await import("hono/bun")
  : await import("hono/deno");

const GET = { "http.request.method": "GET", "url.scheme": "http" };

/** An app of the middleware alone, and what it has recorded. */
async function measured(
  use: (app: Hono, reader: MetricReader) => Promise<void>,
  options: HttpServerMetricsOptions = {},
): Promise<void> {
  await withTelemetry((telemetry, reader) =>
    use(new Hono().use(httpServerMetrics(telemetry, options)), reader)
  );
}

/** Asks an app without a server, and reads the answer to its end. */
async function ask(app: Hono, ...request: Parameters<Hono["request"]>): Promise<void> {
  await (await app.request(...request)).arrayBuffer();
}

/** How often each combination of attributes was recorded. */
function durations(reader: MetricReader): (readonly [attributes: Recorded["attributes"], count: number])[] {
  return recordedIn(reader.collect(), "percore.http.server").map(({ attributes, fields: { duration } }) => [
    attributes,
    typeof duration === "object" ? duration.count : NaN,
  ]);
}

function active(reader: MetricReader): number {
  const series = recordedIn(reader.collect(), "percore.http.server.active");
  return series.reduce(
    (sum, { fields: { requests } }) => sum + (typeof requests === "number" ? requests : NaN),
    0,
  );
}

/** Waits until the requests that have begun have ended. */
async function settled(reader: MetricReader): Promise<void> {
  while (active(reader) !== 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Requests as a client makes them that `fetch` can't be: the answer as it comes, until the server closes. */
async function raw(port: number, ...lines: string[]): Promise<string> {
  const socket = createConnection(port, "127.0.0.1");
  socket.setEncoding("utf8");
  let answer = "";
  socket.on("data", (text: string) => answer += text);
  // A connection that breaks closes, too.
  socket.on("error", () => {});
  socket.write(lines.join("\r\n"));
  await new Promise<void>((resolve) => socket.on("close", () => resolve()));
  return answer;
}

test("a request is recorded under method, scheme, status and the route's template", async () => {
  await measured(async (app, reader) => {
    app.get("/users/:id", (context) => context.text(`user ${context.req.param("id")}`));
    await serving(app, async (port) => {
      for (const id of [1, 2, 3]) {
        assert.equal(await (await fetch(`http://127.0.0.1:${port}/users/${id}`)).text(), `user ${id}`);
      }
    });
    const attributes = { ...GET, "http.response.status_code": 200, "http.route": "/users/:id" };
    assert.deepEqual(durations(reader), [[attributes, 3]]);
    assert.equal(active(reader), 0);
  });
});

test("without a matched route there is no http.route, also with a notFound handler", async () => {
  await measured(async (app, reader) => {
    app.get("/here", (context) => context.text("here"));
    app.notFound((context) => context.text("nothing", 404));
    await ask(app, "/nowhere/at/all");
    await ask(app, "/here", { method: "POST" });
    assert.deepEqual(durations(reader), [
      [{ ...GET, "http.response.status_code": 404 }, 1],
      [{ "http.request.method": "POST", "url.scheme": "http", "http.response.status_code": 404 }, 1],
    ]);
  });
});

test("a route that answers notFound() itself has its template", async () => {
  await measured(async (app, reader) => {
    app.get("/users/:id", (context) => context.notFound());
    await ask(app, "/users/7");
    assert.deepEqual(durations(reader), [
      [{ ...GET, "http.response.status_code": 404, "http.route": "/users/:id" }, 1],
    ]);
  });
});

test("an app mounted below another one has the whole template, wherever the middleware is", async () => {
  for (const place of ["outer", "inner"]) {
    await withTelemetry(async (telemetry, reader) => {
      const middleware = httpServerMetrics(telemetry), inner = new Hono(), outer = new Hono();
      (place === "outer" ? outer : inner).use(middleware);
      // An error handler of its own makes Hono wrap the inner app's handlers.
      inner.onError((_error, context) => context.text("inner", 503));
      inner.get("/orders/:id", (context) => context.text("order"));
      inner.get("/broken", () => {
        throw new TypeError("broken");
      });
      outer.route("/shop", inner);
      await ask(outer, "/shop/orders/1");
      await ask(outer, "/shop/broken");
      assert.deepEqual(durations(reader), [
        [{ ...GET, "http.response.status_code": 200, "http.route": "/shop/orders/:id" }, 1],
        [{
          ...GET,
          "http.response.status_code": 503,
          "error.type": "TypeError",
          "http.route": "/shop/broken",
        }, 1],
      ]);
    });
  }
});

test("what is mounted by app.mount() is recorded without a template, also when it fails", async () => {
  await measured(async (app, reader) => {
    app.onError((_error, context) => context.text("failed", 500));
    app.mount("/legacy", (request: Request) => {
      if (request.url.endsWith("/broken")) throw new RangeError("broken");
      return new URL(request.url).pathname === "/there"
        ? new Response("there")
        : new Response("no", { status: 404 });
    });
    await serving(app, async (port) => {
      for (const path of ["there", "nowhere", "broken"]) {
        await (await fetch(`http://127.0.0.1:${port}/legacy/${path}`)).text();
      }
      await settled(reader);
    });
    assert.deepEqual(durations(reader), [
      [{ ...GET, "http.response.status_code": 200 }, 1],
      [{ ...GET, "http.response.status_code": 404 }, 1],
      [{ ...GET, "http.response.status_code": 500, "error.type": "RangeError" }, 1],
    ]);
  });
});

test("a connection that becomes a web socket is a request that ends with its upgrade", async () => {
  for (const bodySizes of [false, true]) {
    await measured(async (app, reader) => {
      app.get(
        "/socket",
        upgradeWebSocket(() => ({
          onMessage(event, socket) {
            socket.send(`${event.data} back`);
          },
        })),
      );
      await serving(app, async (port) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`);
        const { promise: answer, resolve, reject } = Promise.withResolvers<unknown>();
        socket.onopen = () => socket.send("there and");
        socket.onmessage = ({ data }) => resolve(data);
        socket.onerror = () => reject(new Error("no connection"));
        assert.equal(await answer, "there and back");
        // The socket is open, and the request over.
        assert.equal(active(reader), 0);
        const closed = new Promise((resolve) => socket.onclose = resolve);
        socket.close();
        await closed;
        const plain = await fetch(`http://127.0.0.1:${port}/socket`);
        assert.equal(plain.status, 404);
        await plain.text();
        await settled(reader);
      });
      // Bun takes the connection over, and throws away the response that Hono makes.
      const status = isBun ? 200 : 101;
      assert.deepEqual(durations(reader), [
        [{ ...GET, "http.response.status_code": status, "http.route": "/socket" }, 1],
        [{ ...GET, "http.response.status_code": 404, "http.route": "/socket" }, 1],
      ]);
    }, { bodySizes });
  }
});

test("a middleware that answers early is counted under the route that it guards", async () => {
  await measured(async (app, reader) => {
    app.use(
      "/admin/*",
      (context, next) => context.req.query("key") ? next() : Promise.resolve(context.text("no", 401)),
    );
    app.get("/admin/users/:id", (context) => context.text("admin"));
    app.all("/everything", (context) => context.text("all"));
    await ask(app, "/admin/users/1");
    await ask(app, "/admin/users/1?key=1");
    await ask(app, "/admin/nothing");
    await ask(app, "/everything");
    assert.deepEqual(
      durations(reader).map(([attributes]) => [
        attributes["http.response.status_code"],
        attributes["http.route"],
      ]),
      [[401, "/admin/users/:id"], [200, "/admin/users/:id"], [401, undefined], [200, "/everything"]],
    );
  });
});

test("an exception is error.type, with the status that was sent; the client's own errors are none", async () => {
  await measured(async (app, reader) => {
    app.onError((error, context) =>
      error instanceof HTTPException ? error.getResponse() : context.text("failed", 500)
    );
    app.get("/thrown", () => {
      throw new RangeError("thrown");
    });
    app.get("/status", (context) => context.text("busy", 503));
    app.get("/client", () => {
      throw new HTTPException(403);
    });
    app.get("/odd", () => {
      throw "a text";
    });
    await serving(app, async (port) => {
      for (const path of ["thrown", "status", "client", "odd"]) {
        await (await fetch(`http://127.0.0.1:${port}/${path}`)).text();
      }
    });
    assert.deepEqual(durations(reader).map(([attributes]) => attributes), [
      { ...GET, "http.response.status_code": 500, "error.type": "RangeError", "http.route": "/thrown" },
      { ...GET, "http.response.status_code": 503, "error.type": "503", "http.route": "/status" },
      { ...GET, "http.response.status_code": 403, "http.route": "/client" },
      // Hono passes on what isn't an Error: what the runtime sends is not known here.
      { ...GET, "error.type": "_OTHER", "http.route": "/odd" },
    ]);
    assert.equal(active(reader), 0);
  });
});

test("methods that aren't known are _OTHER; the list of those that are can be replaced", async () => {
  for (
    const [knownMethods, expected] of [
      [undefined, ["GET", "_OTHER", "_OTHER"]],
      [["PROPFIND"], ["_OTHER", "_OTHER", "PROPFIND"]],
    ] as const
  ) {
    await measured(async (app, reader) => {
      app.all("/", (context) => context.text("ok"));
      await serving(app, async (port) => {
        for (const method of ["GET", "MKCOL", "PROPFIND"]) {
          await raw(port, `${method} / HTTP/1.1`, "host: x", "connection: close", "", "");
        }
      });
      const counts = durations(reader).flatMap(([attributes, count]) =>
        Array.from({ length: count }, () => String(attributes["http.request.method"]))
      );
      assert.deepEqual(counts.sort(), [...expected].sort());
    }, knownMethods === undefined ? {} : { knownMethods });
  }
});

test("HEAD ends with its head, also where GET would stream", async () => {
  await measured(async (app, reader) => {
    app.get("/", () => new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(10)) })));
    await serving(app, async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, { method: "HEAD" });
      assert.equal(response.status, 200);
      await response.text();
    });
    assert.deepEqual(durations(reader), [
      [{
        "http.request.method": "HEAD",
        "url.scheme": "http",
        "http.response.status_code": 200,
        "http.route": "/",
      }, 1],
    ]);
    assert.equal(active(reader), 0);
  });
});

test("a streamed body is part of the request: it is active and unrecorded until the body has ended", async () => {
  await measured(async (app, reader) => {
    const gate = Promise.withResolvers<void>();
    app.get("/", (context) =>
      stream(context, async (to) => {
        await to.write("first");
        await gate.promise;
        await to.write(" second");
      }));
    await serving(app, async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/`), chunks = response.body?.getReader();
      await chunks?.read();
      assert.deepEqual(durations(reader), []);
      assert.equal(active(reader), 1);
      const before = performance.now();
      while (performance.now() < before + 20) await new Promise((resolve) => setTimeout(resolve, 1));
      gate.resolve();
      const rest = await chunks?.read();
      assert.equal(new TextDecoder().decode(rest?.value), " second");
      await settled(reader);
    });
    const [series] = recordedIn(reader.collect(), "percore.http.server");
    const { duration } = series?.fields ?? {};
    assert.ok(
      typeof duration === "object" && duration.count === 1 && duration.sum >= 0.02,
      JSON.stringify(series),
    );
  });
});

test(
  "a client that goes away in the middle of a body ends the request as aborted",
  { timeout: 30_000 },
  async () => {
    await measured(async (app, reader) => {
      const cancelled = Promise.withResolvers<void>();
      app.get("/", () =>
        new Response(
          new ReadableStream<Uint8Array>({
            async pull(to) {
              to.enqueue(new Uint8Array(1000));
              await new Promise((resolve) => setTimeout(resolve, 1));
            },
            cancel: () => cancelled.resolve(),
          }),
        ));
      await serving(app, async (port) => {
        const socket = createConnection(port, "127.0.0.1");
        socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
        await once(socket, "data");
        socket.destroy();
        // The program's own stream is told, as without the middleware.
        await cancelled.promise;
        await settled(reader);
      });
      assert.deepEqual(durations(reader), [
        [{ ...GET, "http.response.status_code": 200, "error.type": "aborted", "http.route": "/" }, 1],
      ]);
    });
  },
);

test("a client that goes away while it sends its body ends the request when the handler has been told", async () => {
  for (const bodySizes of [false, true]) {
    await measured(async (app, reader) => {
      const begun = Promise.withResolvers<void>();
      app.onError((_error, context) => context.text("failed", 500));
      app.post("/", async (context) => {
        begun.resolve();
        return context.text(await context.req.text());
      });
      await serving(app, async (port) => {
        const socket = createConnection(port, "127.0.0.1");
        socket.on("error", () => {});
        socket.write("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        await begun.promise;
        assert.equal(active(reader), 1);
        socket.destroy();
        await settled(reader);
      });
      const [[attributes, count] = [{}, 0], ...others] = durations(reader);
      assert.deepEqual([count, others], [1, []]);
      assert.equal(attributes["http.response.status_code"], 500);
      assert.equal(typeof attributes["error.type"], "string");
    }, { bodySizes });
  }
});

test("a body that fails is error.type, and the connection breaks as without the middleware", async () => {
  await measured(async (app, reader) => {
    let pulls = 0;
    app.get("/", () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull(to) {
            if (pulls++ > 0) throw new SyntaxError("in the middle");
            to.enqueue(new Uint8Array(10));
          },
        }),
      ));
    await serving(app, async (port) => {
      const answer = await raw(port, "GET / HTTP/1.1", "host: x", "connection: close", "", "");
      assert.doesNotMatch(answer, /0\r\n\r\n$/);
      await settled(reader);
    });
    assert.deepEqual(durations(reader), [
      [{ ...GET, "http.response.status_code": 200, "error.type": "SyntaxError", "http.route": "/" }, 1],
    ]);
  });
});

test("sizes are those of the bodies, whoever says or doesn't say them", async () => {
  await measured(async (app, reader) => {
    app.post("/echo", async (context) => context.body(await context.req.arrayBuffer()));
    app.post("/text", async (context) => context.text(await context.req.text()));
    app.post("/unread", (context) => context.body(null, 204));
    app.get("/none", (context) => context.json({ ok: true }));
    await serving(app, async (port) => {
      const send = async (path: string, body: BodyInit) => {
        const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
          method: "POST",
          body,
          ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
        });
        return (await response.arrayBuffer()).byteLength;
      };
      const chunks = () => new Blob([new Uint8Array(3000)]).stream();
      assert.equal(await send("echo", new Uint8Array(1000)), 1000);
      assert.equal(await send("echo", chunks()), 3000);
      assert.equal(await send("text", "äöü"), 6);
      assert.equal(await send("unread", "12345"), 0);
      assert.equal((await (await fetch(`http://127.0.0.1:${port}/none`)).text()).length, 11);
      await settled(reader);
    });
    const sizes = recordedIn(reader.collect(), "percore.http.server.bodies").map(({ attributes, fields }) => [
      attributes["http.route"],
      fields.request,
      fields.response,
    ]);
    assert.deepEqual(sizes, [
      ["/echo", { count: 2, sum: 4000 }, { count: 2, sum: 4000 }],
      ["/text", { count: 1, sum: 6 }, { count: 1, sum: 6 }],
      ["/unread", { count: 1, sum: 5 }, { count: 1, sum: 0 }],
      ["/none", { count: 1, sum: 0 }, { count: 1, sum: 11 }],
    ]);
  }, { bodySizes: true });
});

test("what is sent is what is sent without the middleware: bytes and headers", async () => {
  const answers: Readonly<Record<string, () => Response>> = {
    text: () => new Response("text"),
    empty: () => new Response(""),
    json: () => Response.json({ a: 1 }),
    bytes: () => new Response(new Uint8Array([1, 2, 3])),
    blob: () => new Response(new Blob(["<p>"], { type: "text/html" })),
    form: () => new Response(new URLSearchParams({ a: "1" })),
    stream: () => new Response(new Blob(["abc"]).stream()),
    large: () => new Response("x".repeat(3_000_000)),
    nothing: () => new Response(null, { status: 204 }),
    cookies: () => new Response("x", { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] }),
  };
  const plain = new Hono();
  for (const [path, answer] of Object.entries(answers)) plain.get(`/${path}`, answer);
  const seen = async (port: number, path: string) => {
    const { status, headers, body } = await fetch(`http://127.0.0.1:${port}/${path}`);
    const fields = ["content-type", "content-length", "set-cookie"].map((name) => headers.get(name));
    return [path, status, ...fields, (await new Response(body).text()).length];
  };
  for (const bodySizes of [false, true]) {
    await measured(async (app, reader) => {
      app.route("/", plain);
      await serving(plain, (before) =>
        serving(app, async (after) => {
          for (const path of Object.keys(answers)) {
            assert.deepEqual(await seen(after, path), await seen(before, path));
          }
        }));
      await settled(reader);
      assert.equal(durations(reader).reduce((sum, [, count]) => sum + count, 0), Object.keys(answers).length);
    }, { bodySizes });
  }
});

test("a body that somebody else reads is left alone", async () => {
  await measured(async (app, reader) => {
    const answers = [new Response(new Blob(["read"]).stream()), new Response(new Blob(["locked"]).stream())];
    await answers[0]?.text();
    answers[1]?.body?.getReader();
    app.get("/:number", (context) => answers[Number(context.req.param("number"))] ?? context.notFound());
    for (const [number, answer] of answers.entries()) assert.equal(await app.request(`/${number}`), answer);
    assert.equal(durations(reader).reduce((sum, [, count]) => sum + count, 0), 2);
  }, { bodySizes: true });
});

test("sizes are no series unless asked for", async () => {
  await measured(async (app, reader) => {
    app.get("/", (context) => context.text("ok"));
    await ask(app, "/");
    assert.ok(
      !reader.collect().sets.some(({ descriptor }) => descriptor.name === "percore.http.server.bodies"),
    );
  });
});

test("address and port, and a proxy's scheme, are recorded where that is asked for alone", async () => {
  const headers = { "x-forwarded-proto": "https" };
  for (const isAsked of [false, true]) {
    await measured(async (app, reader) => {
      app.get("/", (context) => context.text("ok"));
      await ask(app, "http://shop.example:8080/", { headers });
      await ask(app, "http://shop.example/", {
        headers: { forwarded: 'for=1;proto="https", for=2;proto=http' },
      });
      const asked = { "server.address": "shop.example", "url.scheme": "https" };
      const all = { ...GET, "http.response.status_code": 200, "http.route": "/" };
      assert.deepEqual(
        durations(reader),
        isAsked
          ? [[{ ...all, ...asked, "server.port": 8080 }, 1], [{ ...all, ...asked, "server.port": 80 }, 1]]
          : [[all, 2]],
      );
    }, { serverAddress: isAsked, forwardedScheme: isAsked });
  }
});

test("the version of HTTP is what Hono's adapter for Node tells", async () => {
  await measured(async (app, reader) => {
    app.get("/", (context) => context.text("ok"));
    for (const httpVersion of ["1.1", "2.0"]) await ask(app, "/", {}, { incoming: { httpVersion } });
    assert.deepEqual(
      durations(reader).map(([attributes]) => attributes["network.protocol.version"]),
      ["1.1", "2"],
    );
  });
});

test("whatever is asked, each request is recorded once and none stays active", async () => {
  const telemetry = createTelemetry({ resource: {} }), reader = telemetry.reader();
  const app = new Hono().use(httpServerMetrics(telemetry, { bodySizes: true }));
  app.onError((_error, context) => context.text("failed", 500));
  app.get("/whole/:id", (context) => context.text("whole"));
  app.get("/stream", () => new Response(new Blob(["streamed"]).stream()));
  app.get("/empty", (context) => context.body(null, 204));
  app.get("/redirect", (context) => context.redirect("/whole/1"));
  app.get("/throw", () => {
    throw new Error("thrown");
  });
  app.use("/guarded/*", (context) => Promise.resolve(context.text("no", 401)));
  app.get("/guarded/:id", (context) => context.text("never"));
  const path = fc.oneof(
    fc.constantFrom("/whole/1", "/stream", "/empty", "/redirect", "/throw", "/guarded/1", "/missing"),
    fc.webPath(),
  );
  let requests = 0;
  await serving(app, async (port) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(path, { maxLength: 10 }),
        fc.constantFrom("GET", "HEAD", "POST"),
        async (paths, method) => {
          await Promise.all(paths.map(async (path) => {
            const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, redirect: "manual" });
            await response.text();
          }));
          requests += paths.length;
          await settled(reader);
          assert.equal(durations(reader).reduce((sum, [, count]) => sum + count, 0), requests);
        },
      ),
      { numRuns: 30 },
    );
  });
  await telemetry.shutdown();
});

test("a client whose Host is no host is answered, and its request has no server's address", async () => {
  await measured(async (app, reader) => {
    app.get("/", (context) => context.text("there"));
    await serving(app, async (port) => {
      const answer = await raw(port, "GET / HTTP/1.1", "Host: a:99999", "Connection: close", "", "");
      assert.match(answer, /^HTTP\/1\.1 200 [^]*there$/);
    });
    assert.deepEqual(durations(reader), [[
      { ...GET, "http.response.status_code": 200, "http.route": "/" },
      1,
    ]]);
  }, { serverAddress: true });
});
