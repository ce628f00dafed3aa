import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { otlpExporter, type OtlpExporterOptions } from "../../src/export/otlp/mod.ts";
import { jsonOf } from "../../src/export/otlp/message_json.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { backend, bodyOf } from "./backend.ts";
import { attribute, collection, descriptor, metric, record, setPoints } from "./set_points.ts";

const counter = descriptor({
  metrics: [metric({ name: "test.request.count", instrument: "counter" })],
  attributes: { registration: [attribute({ key: "test.request.text", type: "string" })], measurement: [] },
});

function points(text = "x".repeat(1000)) {
  const points = setPoints(counter, { attributes: { "test.request.text": text } });
  record(points, 0, [7]);
  return collection([points]);
}

/** Exports once: what came, and what was told of it. */
async function exported(
  options: OtlpExporterOptions,
  answer: { status?: number; type?: string; body?: string } = {},
) {
  let headers: IncomingHttpHeaders = {}, body = new Uint8Array();
  await using server = await backend(async (request, response) => {
    headers = request.headers;
    body = await bodyOf(request);
    response.writeHead(answer.status ?? 200, { "content-type": answer.type ?? "text/plain" }).end(
      answer.body,
    );
  });
  const exporter = otlpExporter({ ...options, url: server.url });
  const report = await exporter.export(points(), new AbortController().signal);
  return { headers, body, report };
}

const protobuf = new MetricsEncoder().encode(points())?.slice() ?? new Uint8Array();
const json = new TextEncoder().encode(JSON.stringify(jsonOf("ExportMetricsServiceRequest", protobuf)));
const BODIES = [["http/protobuf", "application/x-protobuf", protobuf], [
  "http/json",
  "application/json",
  json,
]] as const;

for (const [protocol, type, expected] of BODIES) {
  test(`${protocol} is sent as it is, or compressed by gzip`, async () => {
    const plain = await exported({ protocol, compression: "none" });
    assert.deepEqual([plain.headers["content-type"], plain.headers["content-encoding"]], [type, undefined]);
    assert.deepEqual(plain.body, expected);
    assert.deepEqual(plain.report, { result: "success", bytes: expected.length });

    const compressed = await exported({ protocol, compression: "gzip" });
    assert.deepEqual([compressed.headers["content-type"], compressed.headers["content-encoding"]], [
      type,
      "gzip",
    ]);
    assert.deepEqual(new Uint8Array(gunzipSync(compressed.body)), expected);
    assert.deepEqual(compressed.report, { result: "success", bytes: compressed.body.length });
    assert(compressed.body.length < expected.length / 2);
  });
}

test("a program's name goes before percore's in the user agent", async () => {
  const { headers } = await exported({ headers: { "User-Agent": "Shop/2.0" } });
  assert.match(headers["user-agent"] ?? "", /^Shop\/2\.0 OTel-OTLP-Exporter-percore\/\d+\.\d+\.\d+$/);
});

test("headers that describe the body are percore's own", async () => {
  const headers = { "content-type": "text/html", "content-encoding": "br" };
  const { headers: sent } = await exported({ headers, compression: "none" });
  assert.deepEqual([sent["content-type"], sent["content-encoding"]], ["application/x-protobuf", undefined]);
});

test("answers in JSON are understood", async () => {
  const type = "application/json; charset=utf-8";
  const cases: [status: number, body: string, result: string, message: string | undefined][] = [
    [200, "", "success", undefined],
    [200, "{}", "success", undefined],
    [200, '{"partialSuccess":{}}', "success", undefined],
    [200, '{"partialSuccess":{"errorMessage":"please upgrade"}}', "success", "please upgrade"],
    [
      200,
      '{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"too old"}}',
      "partial_success",
      "2 data points were rejected: too old",
    ],
    [200, '{"partialSuccess":{"rejectedDataPoints":3}}', "partial_success", "3 data points were rejected: "],
    [200, '{"partialSuccess":{"rejectedDataPoints":"many"}}', "rejected", undefined],
    [200, '{"partialSuccess":7}', "rejected", undefined],
    [200, '{"partialSuccess":', "rejected", undefined],
    [400, '{"code":3,"message":"no such metric"}', "rejected", "HTTP 400: no such metric"],
    [400, "<html>", "rejected", "HTTP 400"],
    [400, "null", "rejected", "HTTP 400"],
  ];
  for (const [status, body, result, message] of cases) {
    const { report } = await exported({ protocol: "http/json" }, { status, type, body });
    const expected = message ??
      (result === "rejected" ? "the answer is no ExportMetricsServiceResponse" : undefined);
    assert.deepEqual([report.result, report.message], [result, expected], body);
  }
});

test("a request that is larger than OTLP allows isn't sent, and is told", { timeout: 60_000 }, async () => {
  await using server = await backend(() => assert.fail("a request was sent"));
  const exporter = otlpExporter({ url: server.url });
  const report = await exporter.export(points("x".repeat(64 * 1024 * 1024)), new AbortController().signal);
  assert.deepEqual([report.result, report.bytes], ["rejected", 0]);
  assert.match(report.message ?? "", /^the request has \d+ bytes: OTLP allows 67108864; a data point/);
});
