import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { basename } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { OtlpExporterOptions } from "../../src/export/otlp/mod.ts";
import { USER_AGENT } from "../../src/export/otlp/user_agent.ts";

const isBun = process.versions.bun !== undefined;
const program = fileURLToPath(new URL("environment_program.ts", import.meta.url));

type Variables = Readonly<Record<string, string>>;

/** Runs the program with these variables: what it found, and the lines that it warned with. */
function run(variables: Variables, options: OtlpExporterOptions = {}, permission = "--allow-all") {
  const runtime = isBun ? [] : ["run", "--quiet", "--no-check", permission];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("OTEL_")));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...runtime, program, JSON.stringify(options)],
    { encoding: "utf8", env: { ...env, ...variables }, timeout: 50_000 },
  );
  assert.equal(status, 0, stderr);
  const found: Record<string, unknown> = JSON.parse(stdout);
  // Deno has warnings of its own about some of these variables.
  return { found, warnings: stderr.split("\n").filter((line) => line.startsWith("percore: ")) };
}

const OWN_HEADERS = { "content-type": "application/x-protobuf", "user-agent": USER_AGENT };
const DEFAULTS = {
  protocol: "http/protobuf",
  compression: "none",
  timeout: 10_000,
  interval: 60_000,
  maxRequestBytes: 4_194_304,
  temporality: "cumulative",
  views: [],
  by: "process",
  cardinalityLimit: 10_000,
  tls: {},
  url: "http://localhost:4318/v1/metrics",
  headers: OWN_HEADERS,
  secrets: [""],
  resource: { "service.name": `unknown_service:${basename(process.execPath)}`, "test.given": "program" },
  exports: 1,
};

const SET: Variables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: "https://example.com/otlp/",
  OTEL_EXPORTER_OTLP_HEADERS: "api-key=s%3Decret, tenant = blue ,",
  OTEL_EXPORTER_OTLP_COMPRESSION: "GZIP",
  OTEL_EXPORTER_OTLP_TIMEOUT: "4000",
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "Delta",
  OTEL_METRIC_EXPORT_INTERVAL: "1000",
  OTEL_METRIC_EXPORT_TIMEOUT: "3000",
  OTEL_RESOURCE_ATTRIBUTES: "service.name=other,service.version=1%2C2,test.given=environment",
  OTEL_SERVICE_NAME: "shop",
  OTEL_SDK_DISABLED: "True",
};

const slow = { timeout: 60_000 };

test("variables that are unset or empty change nothing", slow, () => {
  assert.deepEqual(run({}), { found: DEFAULTS, warnings: [] });
  const empty = Object.fromEntries(Object.keys(SET).map((name, index) => [name, index % 2 ? "" : " "]));
  assert.deepEqual(run(empty), { found: DEFAULTS, warnings: [] });
});

test("each variable says what the options leave open", slow, () => {
  assert.deepEqual(run(SET), {
    found: {
      ...DEFAULTS,
      protocol: "http/json",
      compression: "gzip",
      timeout: 3000,
      interval: 1000,
      temporality: "delta",
      url: "https://example.com/otlp/v1/metrics",
      headers: {
        ...OWN_HEADERS,
        "api-key": "s=ecret",
        tenant: "blue",
        "content-encoding": "gzip",
        "content-type": "application/json",
      },
      secrets: ["s=ecret", "blue", ""],
      resource: { "service.name": "shop", "service.version": "1,2", "test.given": "program" },
      exports: 0,
    },
    warnings: [],
  });
});

test("the variables for metrics go before those for all signals", slow, () => {
  const { found, warnings } = run({
    ...SET,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "https://metrics.example.com",
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: "api-key=other",
    OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: "none",
    OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: "0",
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: "http/protobuf",
    OTEL_METRIC_EXPORT_TIMEOUT: "50000",
  });
  assert.deepEqual(warnings, []);
  const { url, headers, compression, timeout, protocol } = found;
  assert.deepEqual({ url, headers, compression, timeout, protocol }, {
    url: "https://metrics.example.com/",
    headers: { ...OWN_HEADERS, "api-key": "other" },
    compression: "none",
    timeout: 50_000,
    protocol: "http/protobuf",
  });
});

const BAD: Variables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: "https://me:topsecret@example.com/",
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "topsecret",
  OTEL_EXPORTER_OTLP_HEADERS: "api-key=%zz,x=topsecret",
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: "authorization: Bearer topsecret==",
  OTEL_EXPORTER_OTLP_COMPRESSION: "topsecret",
  OTEL_EXPORTER_OTLP_TIMEOUT: "-1",
  OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: "10s",
  OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "topsecret",
  OTEL_METRIC_EXPORT_INTERVAL: "0",
  OTEL_METRIC_EXPORT_TIMEOUT: "2147483648",
  OTEL_RESOURCE_ATTRIBUTES: "service.name=shop,=topsecret",
  OTEL_SDK_DISABLED: "1",
};

test("a variable that can't be used is ignored with a warning that doesn't repeat it", slow, () => {
  const { found, warnings } = run(BAD);
  assert.deepEqual(found, DEFAULTS);
  const named = warnings.map((line) => /^percore: the environment's (\w+) is ignored: \S/.exec(line)?.[1]);
  assert.deepEqual(named.sort(), Object.keys(BAD).sort());
  assert.doesNotMatch(warnings.join("\n"), /topsecret/);
});

test("files of TLS that can't be used are ignored with a warning that repeats nothing of them", slow, () => {
  const file = (name: string) => fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
  const cases: [Variables, string[]][] = [
    [{ OTEL_EXPORTER_OTLP_CERTIFICATE: "/nowhere/topsecret" }, ["OTEL_EXPORTER_OTLP_CERTIFICATE"]],
    [{ OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: file("client.key") }, [
      "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE",
    ]],
    [{ OTEL_EXPORTER_OTLP_CLIENT_KEY: file("client.key") }, [
      "OTEL_EXPORTER_OTLP_[METRICS_]CLIENT_CERTIFICATE and …CLIENT_KEY",
    ]],
    [{
      OTEL_EXPORTER_OTLP_CLIENT_KEY: file("server.key"),
      OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE: file("client.pem"),
    }, ["OTEL_EXPORTER_OTLP_[METRICS_]CLIENT_CERTIFICATE and …CLIENT_KEY"]],
  ];
  for (const [variables, expected] of cases) {
    const { found, warnings } = run(variables);
    assert.deepEqual(found, DEFAULTS);
    const named = warnings.map((line) => /^percore: the environment's (.+) is ignored: \S/.exec(line)?.[1]);
    assert.deepEqual(named, expected);
    assert.doesNotMatch(warnings.join(), /topsecret|BEGIN|\/nowhere/);
  }
});

test("an option wins over its variable, which isn't even complained about", slow, () => {
  const { OTEL_RESOURCE_ATTRIBUTES: _attributes, OTEL_SDK_DISABLED: _disabled, ...variables } = BAD;
  const options = {
    url: "http://localhost:1234/mine",
    headers: { "x-mine": "1" },
    protocol: "http/json",
    compression: "gzip",
    timeout: 20_000,
    interval: 5_000,
    temporality: "lowmemory",
  } as const;
  const { found, warnings } = run(variables, options);
  const headers = {
    ...OWN_HEADERS,
    "x-mine": "1",
    "content-encoding": "gzip",
    "content-type": "application/json",
  };
  assert.deepEqual(found, { ...DEFAULTS, ...options, headers, secrets: ["1", ""] });
  assert.deepEqual(warnings, []);
});

test("without the permission to read the environment, all is as if nothing were set", {
  ...slow,
  skip: isBun,
}, () => {
  assert.deepEqual(run(SET, {}, "--allow-read"), { found: DEFAULTS, warnings: [] });
});
