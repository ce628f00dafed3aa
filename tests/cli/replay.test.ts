import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { run } from "@percore/telemetry/cli";
import type {
  ExportMetricsServiceRequest,
} from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import { AggregationTemporality } from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { otlpReceiver } from "../../examples/shop/receiver.ts";
import { otlpExporter } from "../../src/export/otlp/mod.ts";
import { streamExporter } from "../../src/export/stream/mod.ts";
import { backend, bodyOf } from "../otlp/backend.ts";
import { decode } from "../otlp/decode.ts";
import { Recorder } from "../stream/recorder.ts";
import { joined } from "../stream/streams.ts";

const folder = await mkdtemp(join(tmpdir(), "percore-replay-"));
after(() => rm(folder, { recursive: true }));

const NEVER = new AbortController().signal;
const PREFERENCE = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";

/** What a command wrote, and its exit code. */
async function percore(...args: string[]) {
  const out: string[] = [], errors: string[] = [];
  const code = await run(args, { out: (line) => out.push(line), error: (line) => errors.push(line) });
  return { code, out: out.join("\n"), errors: errors.join("\n") };
}

/** A backend that answers with the example's receiver, and keeps what it was sent. */
async function receiving(statusOf: (request: number) => number = () => 200) {
  const receiver = otlpReceiver(), requests: ExportMetricsServiceRequest[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = await backend(async (request, response) => {
    const body = await bodyOf(request), status = statusOf(requests.length + 1);
    if (status !== 200) return void response.writeHead(status, { "retry-after": "3600" }).end();
    requests.push(decode(body));
    headers.push(request.headers);
    const answer = await receiver.app.request("/v1/metrics", { method: "POST", body });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(new Uint8Array(await answer.arrayBuffer()));
  });
  return { ...server, receiver, requests, headers };
}

/** Records three windows with every instrument into a file, and exports all at last to a live backend. */
async function recorded(name: string, live?: string): Promise<string> {
  using recorder = new Recorder();
  const chunks: Uint8Array[] = [], file = join(folder, name);
  const stream = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) });
  const exporter = streamExporter(stream), reader = recorder.telemetry.reader({ temporality: "delta" });
  const cumulative = recorder.telemetry.reader();
  for (const round of [1, 2, 3]) {
    for (let instrument = 0; instrument <= 20; instrument++) recorder.record([instrument, 7 * round]);
    const { collection, commit } = reader.begin();
    assert.equal((await exporter.export(collection, NEVER)).result, "success");
    commit();
  }
  if (live !== undefined) {
    const report = await otlpExporter({ url: live }).export(cumulative.collect(), NEVER);
    assert.equal(report.result, "success");
  }
  await writeFile(file, joined(chunks));
  return file;
}

/** A request's points that were recorded, without their times and exemplars, as text in some order. */
function pointsOf(request: ExportMetricsServiceRequest | undefined): readonly string[] {
  const lines: string[] = [];
  for (const { resource, scopeMetrics } of request?.resourceMetrics ?? []) {
    for (const { scope, metrics, schemaUrl } of scopeMetrics) {
      if (scope?.name.startsWith("percore.")) continue;
      for (const { data, ...metric } of metrics) {
        for (const point of data.value?.dataPoints ?? []) {
          const told = [resource, schemaUrl, scope, metric, data.case, point];
          const line = JSON.stringify(told, (key, value) => {
            if (key.endsWith("UnixNano") || key === "exemplars") return undefined;
            return typeof value === "bigint" ? `${value}` : value;
          });
          // Nothing was recorded in it, so that a stream of deltas says nothing of it.
          if (!/"value":\{"case":"as\w+","value":"?0"?\}/.test(line) && !/"count":"0"/.test(line)) {
            lines.push(line);
          }
        }
      }
    }
  }
  return lines.sort();
}

test("a replay gives a backend the totals that it would have got from an OTLP exporter", async () => {
  await using live = await receiving();
  await using replayed = await receiving();
  const file = await recorded("whole.stream", live.url);
  const { code, out, errors } = await percore("replay", file, "--otlp", replayed.url);
  assert.deepEqual([code, errors], [0, ""]);
  assert.equal(replayed.requests.length, 3);
  const { length } = await readFile(file);
  assert.equal(
    out,
    `${file}: 3 windows were delivered, up to byte ${length}, in ${replayed.receiver.bytes} bytes of OTLP`,
  );
  const expected = pointsOf(live.requests.at(-1));
  assert(expected.length > 20);
  assert.deepEqual(pointsOf(replayed.requests.at(-1)), expected);
  assert.equal(replayed.receiver.sum("sample.amount"), (7 + 14 + 21) / 8);
});

test("where the environment prefers deltas, windows are sent as they are", async () => {
  await using server = await receiving();
  const file = await recorded("delta.stream");
  process.env[PREFERENCE] = "delta";
  try {
    assert.equal((await percore("replay", file, "--otlp", server.url)).code, 0);
  } finally {
    delete process.env[PREFERENCE];
  }
  const amounts = server.requests.flatMap(({ resourceMetrics }) => resourceMetrics)
    .flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(({ metrics }) => metrics)
    .filter(({ name }) => name === "sample.amount").map(({ data }) => {
      assert(data.case === "sum" && data.value.aggregationTemporality === AggregationTemporality.DELTA);
      return data.value.dataPoints[0]?.value.value;
    });
  assert.deepEqual(amounts, [7 / 8, 14 / 8, 21 / 8]);
});

test("headers are sent, and the result can be had as JSON", async () => {
  await using server = await receiving();
  const file = await recorded("headers.stream");
  const headers = ["--header", "x-tenant=a=b", "--header=authorization=Bearer token"];
  const { code, out } = await percore("replay", file, "--otlp", server.url, "--json", ...headers);
  assert.equal(code, 0);
  assert.deepEqual([server.headers[0]?.["x-tenant"], server.headers[0]?.authorization], [
    "a=b",
    "Bearer token",
  ]);
  const { length } = await readFile(file);
  const { bytes } = server.receiver;
  assert.deepEqual(JSON.parse(out), { file, result: "success", windows: 3, bytes, end: length });
});

test("of a damaged file, all before the damage is delivered, and it is said where that ends", async () => {
  await using server = await receiving();
  const file = await recorded("damaged.stream"), bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, -10));
  const { code, out, errors } = await percore("replay", file, "--otlp", server.url, "--json");
  assert.deepEqual([code, errors], [1, ""]);
  const result = JSON.parse(out);
  assert.deepEqual([result.result, result.windows, server.requests.length], ["damaged", 2, 2]);
  assert.equal(result.message, `the stream is damaged at byte ${result.end}: it ends within a record`);
  const told = await percore("replay", file, "--otlp", server.url);
  assert.equal(told.errors, `${file}: 2 windows were delivered, up to byte ${result.end}; ${result.message}`);
});

test("a backend that stops taking requests ends the replay, and it is said what it has", async () => {
  await using server = await receiving((request) => request === 2 ? 503 : 200);
  const file = await recorded("refused.stream");
  const { code, errors } = await percore("replay", file, "--otlp", server.url);
  assert.equal(code, 1);
  assert.match(errors, /: 1 window was delivered, up to byte \d+; unavailable: HTTP 503/);
  assert.equal(server.requests.length, 1);
});

test("wrong usage is told, with exit code 2; what isn't there ends with 1", async () => {
  const url = "http://127.0.0.1:9/v1/metrics";
  for (
    const [args, message] of [
      [["replay"], /^replay takes one file, not 0\n/],
      [["replay", "a", "b", "--otlp", url], /^replay takes one file, not 2\n/],
      [["replay", "a"], /^replay needs --otlp URL\n/],
      [["replay", "a", "--otlp", "nowhere"], /^url: /],
      [["replay", "a", "--otpl", url], /^there is no option --otpl: --otlp\?\n/],
      [["replay", "a", "--otlp"], /^--otlp needs a value behind it\n/],
      [["replay", "a", "--json=1", "--otlp", url], /^--json takes no value\n/],
      [["replay", "a", "--otlp", url, "--header", "secret"], /^--header takes KEY=VALUE\n/],
      [["replay", "a", "--otlp", url, "--header", "key: secret=="], /^headers: one has a name that HTTP/],
      [["repaly"], /^there is no command repaly: replay\?\n/],
      [[], /^which command\?\n/],
    ] as const
  ) {
    const { code, errors } = await percore(...args);
    assert.equal(code, 2, errors);
    assert.match(errors, message);
    assert.match(errors, /usage: percore/);
    assert.doesNotMatch(errors, /secret/);
  }
  const { code, errors } = await percore("replay", join(folder, "missing"), "--otlp", url);
  assert.equal(code, 1);
  assert.match(errors, /^percore replay: .*missing/);
});

test("every command tells how it is used", async () => {
  const all = await percore("--help");
  assert.deepEqual([all.code, all.errors], [0, ""]);
  for (const [, name = ""] of all.out.matchAll(/^ {2}(\w+) /gm)) {
    const { code, out } = await percore(name, "--help");
    assert.equal(code, 0);
    assert(out.startsWith(`usage: percore ${name} `), out);
  }
});

test("the command runs as a process, in the folder in which it was typed", async () => {
  await recorded("process.stream");
  const script = fileURLToPath(new URL("../../scripts/percore.ts", import.meta.url));
  const options = process.versions.bun === undefined ? ["run", "--quiet", "--no-check", "--allow-all"] : [];
  const percore = (...args: string[]) =>
    spawnSync(process.execPath, [...options, script, ...args], {
      encoding: "utf8",
      timeout: 50_000,
      env: { ...process.env, INIT_CWD: folder, OTEL_EXPORTER_OTLP_TIMEOUT: "200" },
    });
  assert.match(percore("--help").stdout, /^usage: percore COMMAND/);
  assert.equal(percore("replay").status, 2);
  // Nobody listens there.
  const { status, stderr } = percore(
    "replay",
    "process.stream",
    "--otlp",
    "http://127.0.0.1:1/v1/metrics",
    "--json",
  );
  assert.deepEqual([status, stderr], [1, ""]);
});
