import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { StatusSchema } from "../../proto/gen/es/google/rpc/status_pb.ts";
import { ExportMetricsServiceResponseSchema } from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import { createTelemetry } from "@percore/telemetry";
import type { Exporter } from "../../src/aggregate/exporter.ts";
import { otlpExporter } from "../../src/export/otlp/mod.ts";
import manifest from "../../deno.json" with { type: "json" };
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Plain } from "../set/sample_sets.ts";
import { backend, bodyOf } from "./backend.ts";
import { decode, numbersOf } from "./decode.ts";
import { attribute, collection, descriptor, metric, record, setPoints } from "./set_points.ts";

const PROTOBUF = { "content-type": "application/x-protobuf" };
const counter = descriptor({ metrics: [metric({ name: "test.count", instrument: "counter" })] });
const never = new AbortController().signal;

function points(value = 1) {
  const points = setPoints(counter);
  record(points, 0, [value]);
  return points;
}

function send(exporter: Exporter, signal = never) {
  return exporter.export(collection([points()]), signal);
}

function partialSuccess(rejectedDataPoints: bigint, errorMessage: string): Uint8Array {
  return toBinary(
    ExportMetricsServiceResponseSchema,
    create(ExportMetricsServiceResponseSchema, { partialSuccess: { rejectedDataPoints, errorMessage } }),
  );
}

test("the defaults are those of the specification", () => {
  const { name, temporality, interval, timeout } = otlpExporter();
  assert.deepEqual({ name, temporality, interval, timeout }, {
    name: "otlp",
    temporality: "cumulative",
    interval: 60_000,
    timeout: 10_000,
  });
});

test("an export posts the encoded points with the program's headers", async () => {
  const requests: unknown[] = [];
  await using server = await backend(async (request, response) => {
    const { method, url, headers } = request;
    const [metric] = decode(await bodyOf(request)).resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
    requests.push({
      line: `${method} ${url}`,
      type: headers["content-type"],
      agent: headers["user-agent"],
      key: headers["api-key"],
      value: numbersOf(metric)[0]?.value.value,
    });
    response.writeHead(200, PROTOBUF).end();
  });
  const report = await send(otlpExporter({ url: server.url, headers: { "Api-Key": "secret" } }));
  assert.equal(report.result, "success");
  assert(report.bytes > 0);
  assert.equal(report.message, undefined);
  assert.deepEqual(requests, [{
    line: "POST /v1/metrics",
    type: "application/x-protobuf",
    agent: `OTel-OTLP-Exporter-percore/${manifest.version}`,
    key: "secret",
    value: 1n,
  }]);
});

test("a collection without points sends nothing and is a success", async () => {
  await using server = await backend(() => assert.fail("a request was sent"));
  const report = await otlpExporter({ url: server.url }).export(collection([]), never);
  assert.deepEqual(report, { result: "success", bytes: 0 });
});

test("a partial success is told with its count and message", async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, PROTOBUF).end(partialSuccess(1n, "too old"));
  });
  const { result, message, refused } = await send(otlpExporter({ url: server.url }));
  assert.deepEqual([result, refused], ["partial_success", 1]);
  assert.equal(message, "1 data points were rejected: too old");
});

test("a backend that refuses more points than it was sent, or fewer than none, isn't believed", async () => {
  for (const [said, counted] of [[2n, 1], [2n ** 53n, 1], [2n ** 63n - 1n, 1], [-1n, undefined]] as const) {
    await using server = await backend((_, response) => {
      response.writeHead(200, PROTOBUF).end(partialSuccess(said, "too old"));
    });
    const { result, message, refused } = await send(otlpExporter({ url: server.url }));
    assert.deepEqual([result, refused], ["partial_success", counted]);
    assert.equal(message, `${Number(said)} data points were rejected: too old`);
  }
});

test("a partial success that rejected nothing is a success with a warning", async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, PROTOBUF).end(partialSuccess(0n, "please upgrade"));
  });
  const { result, message } = await send(otlpExporter({ url: server.url }));
  assert.deepEqual([result, message], ["success", "please upgrade"]);
});

for (const status of [429, 502, 503, 504]) {
  test(`HTTP ${status} means unavailable`, async () => {
    await using server = await backend((_, response) => {
      response.writeHead(status, { "content-type": "text/plain", "retry-after": "3600" }).end("not now");
    });
    const { result, message } = await send(otlpExporter({ url: server.url }));
    assert.deepEqual([result, message], ["unavailable", `HTTP ${status}: not now`]);
  });
}

test("points that a backend refuses for good are counted by what became of their export", async () => {
  let requests = 0;
  await using server = await backend((_, response) => {
    requests++;
    if (requests === 1) response.writeHead(400).end();
    else if (requests === 2) response.writeHead(200, PROTOBUF).end(partialSuccess(2n, "too old"));
    else response.writeHead(503, { "retry-after": "3600" }).end();
  });
  const telemetry = createTelemetry({ resource: {}, exporters: [otlpExporter({ url: server.url })] });
  const set = telemetry.register(Plain), reader = telemetry.reader();
  for (let i = 0; i < 3; i++) {
    set.count.add(1);
    assert.equal(await telemetry.flush({ export: true }), 0);
  }
  const points = pointsOf(reader.collect(), "percore.exporter");
  const counts = Object.fromEntries(points.series.map(([result], index) => [
    result?.value,
    [valueOf(points, "exports", index), valueOf(points, "refused", index)],
  ]));
  const { rejected: [exports, refused = 0] = [], ...others } = counts;
  assert.deepEqual(others, { partial_success: [1, 2], unavailable: [1, 0] });
  // percore's own points are among them.
  assert(exports === 1 && refused >= 1);
  await telemetry.shutdown({ timeout: 500 });
});

for (const status of [400, 401, 404, 500]) {
  test(`HTTP ${status} means rejected, with the message of the answer's Status`, async () => {
    await using server = await backend((_, response) => {
      const body = toBinary(StatusSchema, create(StatusSchema, { code: 3, message: "no such metric" }));
      response.writeHead(status, PROTOBUF).end(body);
    });
    const { result, message, refused } = await send(otlpExporter({ url: server.url }));
    assert.deepEqual([result, message, refused], ["rejected", `HTTP ${status}: no such metric`, 1]);
  });
}

test("a redirect is not followed and means rejected", async () => {
  let requests = 0;
  await using server = await backend((_, response) => {
    requests++;
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  const { result } = await send(otlpExporter({ url: server.url }));
  assert.deepEqual([result, requests], ["rejected", 1]);
});

test("an answer that claims to be protocol buffers and isn't means rejected", async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, PROTOBUF).end("<html>Welcome</html>");
  });
  const { result, message } = await send(otlpExporter({ url: server.url }));
  assert.deepEqual([result, message], ["rejected", "the answer is no ExportMetricsServiceResponse"]);
});

test("a web page with status 200 is of no OTLP backend and means rejected", async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>Sign in</html>");
  });
  const { result, message, refused } = await send(otlpExporter({ url: server.url }));
  assert.deepEqual([result, refused], ["rejected", 1]);
  assert.match(message ?? "", /web page/);
});

test("any other text with status 200 is a success", async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, { "content-type": "text/plain" }).end("OK");
  });
  assert.equal((await send(otlpExporter({ url: server.url }))).result, "success");
});

test("a console that throws does no harm to an export, or to the program", async (context) => {
  context.mock.method(console, "warn", () => {
    throw new Error("nothing may be written in tests");
  });
  await using server = await backend((_, response) => void response.writeHead(400).end("not in tests"));
  const telemetry = createTelemetry({ resource: {}, exporters: [otlpExporter({ url: server.url })] });
  assert.equal(await telemetry.flush({ export: true }), 0);
  await telemetry.shutdown();
});

test("nobody listening means unavailable", async () => {
  // An export's own timers keep no process alive.
  await using _other = await backend(() => {});
  const server = await backend(() => {});
  await server[Symbol.asyncDispose]();
  const { result, message } = await send(otlpExporter({ url: server.url, timeout: 500 }));
  assert.equal(result, "unavailable");
  assert(message);
});

test("a connection that breaks off means unavailable", async () => {
  await using server = await backend((request) => {
    request.socket.destroy();
  });
  const { result } = await send(otlpExporter({ url: server.url, timeout: 500 }));
  // The last attempt may begin so late that the timeout ends it.
  assert.match(result, /^(unavailable|timed_out)$/);
});

test("a backend that never answers is given up after the timeout", async () => {
  await using server = await backend(() => {});
  const began = performance.now();
  const { result, message } = await send(otlpExporter({ url: server.url, timeout: 80 }));
  assert.deepEqual([result, message], ["timed_out", "no answer within 80 ms"]);
  assert(performance.now() - began >= 79);
});

test("a backend that never ends its answer is given up after the timeout", async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, PROTOBUF).write("\n");
  });
  assert.equal((await send(otlpExporter({ url: server.url, timeout: 80 }))).result, "timed_out");
});

test("the reader's signal ends an export, before and while it runs", async () => {
  const controller = new AbortController();
  let requests = 0;
  await using server = await backend(() => {
    requests++;
    controller.abort();
  });
  const exporter = otlpExporter({ url: server.url });
  assert.equal((await send(exporter, controller.signal)).result, "timed_out");
  const { result, message } = await send(exporter, controller.signal);
  assert.deepEqual([result, message, requests], ["timed_out", "stopped", 1]);
});

test("an endless error text is neither read to its end nor repeated in full", async () => {
  await using server = await backend((_, response) => {
    const chunk = "error ".repeat(10_000);
    response.writeHead(500, { "content-type": "text/plain" });
    const write = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", write);
    write();
  });
  const { result, message } = await send(otlpExporter({ url: server.url }));
  assert.equal(result, "rejected");
  assert.match(message ?? "", /^HTTP 500: error error /);
  assert((message?.length ?? 0) < 1100);
});

test("an answer of 10 MiB to an accepted request means rejected", async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, PROTOBUF).end(new Uint8Array(10 * 1024 * 1024));
  });
  const { result, message } = await send(otlpExporter({ url: server.url }));
  assert.deepEqual([result, message], ["rejected", "the answer is longer than 4194304 bytes"]);
});

test("a header's value never appears in a message, even when the backend repeats it", async () => {
  await using server = await backend((request, response) => {
    const { authorization = "" } = request.headers;
    const words = authorization.split(" ");
    response.writeHead(401).end(`${authorization}, ${words[1]}, ${request.url}: not known`);
  });
  const exporter = otlpExporter({
    url: `${server.url}?key=querysecret`,
    headers: { authorization: "Bearer abcd-1234" },
  });
  const { message } = await send(exporter);
  assert.equal(message, "HTTP 401: [redacted], [redacted], /v1/metrics?[redacted]: not known");
});

test("a header's value doesn't appear in a text of JSON either", async () => {
  await using server = await backend((request, response) => {
    response.writeHead(401, { "content-type": "text/plain" }).end(JSON.stringify(request.headers["api-key"]));
  });
  const { message } = await send(otlpExporter({ url: server.url, headers: { "api-key": 'ab"cd\\ef' } }));
  assert.equal(message, 'HTTP 401: "[redacted]"');
});

test("a value of the URL's query doesn't appear without its escapes either", async () => {
  await using server = await backend((request, response) => {
    const { searchParams } = new URL(request.url ?? "", "http://localhost");
    response.writeHead(401).end(`${[...searchParams.values()].join(", ")}: not known`);
  });
  const { message } = await send(otlpExporter({ url: `${server.url}?key=query%2Fsecret&b=a+secret%20b` }));
  assert.equal(message, "HTTP 401: [redacted], [redacted]: not known");
});

test("a network error's message doesn't hold the URL's query either", async () => {
  // An export's own timers keep no process alive.
  await using _other = await backend(() => {});
  const server = await backend(() => {});
  await server[Symbol.asyncDispose]();
  const { message } = await send(otlpExporter({ url: `${server.url}?key=querysecret`, timeout: 500 }));
  assert.doesNotMatch(message ?? "", /querysecret/);
});

test("options of another type are refused at once, in words of the exporter's own", () => {
  const headers = [
    null,
    "secret",
    [["a", "secret"]],
    new Headers({ a: "secret" }),
    new Map([["a", "secret"]]),
  ];
  const cases: [options: object, message: RegExp][] = [
    ...headers.map((headers): [object, RegExp] => [{ headers }, /^headers: expected an object of names and/]),
    ...[undefined, null, 5].map((a): [object, RegExp] => [{ headers: { a } }, /^headers: "a" has a value/]),
    [{ timeout: "500" }, /^timeout: expected milliseconds/],
    [{ interval: 500n }, /^interval: expected milliseconds/],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => otlpExporter(options), { name: "TypeError", message });
  }
});

test("what can't be used is refused at once, without repeating a secret", () => {
  const refused = [
    { url: "nowhere" },
    { url: "ftp://example.com" },
    { url: "https://me:secret@example.com/" },
    { headers: { "api-key": "secret\nsecret" } },
    { headers: { "api key": "secret" } },
    { headers: { "authorization: Bearer secret": "=" } },
    { timeout: 0 },
    { timeout: 2 ** 31 },
    { interval: NaN },
    { protocol: "grpc" as "http/json" },
    { compression: "zstd" as "gzip" },
    { maxRequestBytes: 0 },
    { maxRequestBytes: 1.5 },
    { maxRequestBytes: 64 * 1024 * 1024 + 1 },
  ];
  for (const options of refused) {
    assert.throws(() => otlpExporter(options), (error: Error) => {
      return error instanceof TypeError && !error.message.includes("secret");
    });
  }
});

test(
  "a request that is still being sent keeps its bytes while the next is encoded",
  { timeout: 60_000 },
  async () => {
    // More than the kernel's buffers hold, so that the first is really still being sent.
    const regions = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(256 * 1024, "x"));
    const registration = [attribute({ key: "test.region", type: "string" })];
    const wide = descriptor({ ...counter, attributes: { registration, measurement: [] } });
    const sets = regions.map((region) => setPoints(wide, { attributes: { "test.region": region } }));
    const { promise: second, resolve: secondCame } = Promise.withResolvers<void>();
    const values: unknown[] = [];
    let requests = 0;
    await using server = await backend(async (request, response) => {
      if (++requests === 1) await second;
      else secondCame();
      const [metric] = decode(await bodyOf(request)).resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
      values.push(new Set(numbersOf(metric).map((point) => point.value.value)));
      response.writeHead(200, PROTOBUF).end();
    });
    // Runtimes take seconds for such bodies, on a busy machine more than the default.
    const exporter = otlpExporter({ url: server.url, timeout: 50_000, maxRequestBytes: 64 * 1024 * 1024 });
    const reports = [1, 2].map((value) => {
      for (const points of sets) record(points, 0, [value]);
      return exporter.export(collection(sets), never);
    });
    assert.deepEqual((await Promise.all(reports)).map(({ result }) => result), ["success", "success"]);
    assert.deepEqual(new Set(values), new Set([new Set([1n]), new Set([2n])]));
  },
);
