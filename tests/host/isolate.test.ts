import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { gunzipSync } from "node:zlib";
import { executable } from "../../scripts/_runtimes.ts";
import { backend, bodyOf } from "../otlp/backend.ts";
import { decode, numbersOf } from "../otlp/decode.ts";

const isBun = process.versions.bun !== undefined;

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function output(command: string, args: readonly string[], warning = ""): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 50_000 });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, warning);
  return stdout;
}

function run(program: string, ...args: readonly string[]): string {
  const options = isBun ? [] : ["run", "--quiet", "--no-check", "--allow-all"];
  // The program gives a bounded attribute more values than it has place for.
  const warning = program === "isolate_program.ts"
    ? "percore: attribute sample.route: there are more than 3 values; what is beyond counts as otel.metric.overflow\n"
    : "";
  return output(process.execPath, [...options, pathOf(program), ...args], warning);
}

/** A script has no `import.meta`, by which a module finds those that its threads run. */
const META = '--define=import.meta.url="https://example.com/bundle.js"';

/** The text of a module with all that it imports, as a page or an isolate loads it. */
function bundle(entry: string): string {
  const options = ["--target=browser", "--format=iife", "--conditions=bun", META];
  return output(executable("bun"), ["build", ...options, pathOf(entry)]);
}

const slow = { timeout: 60_000 };

test(
  "without shared memory, workers and the runtime's own objects, every instrument gives the same",
  slow,
  () => {
    const whole = run("isolate_program.ts", "whole");
    assert.match(whole, /^0 sample\.count 107374182400 /m);
    assert.equal(run("isolate_program.ts", "bare"), whole);
  },
);

test(
  "a bundle of the core runs in an isolate that has a clock, a timer and text encoding",
  slow,
  async () => {
    const text = bundle("isolate_entry.ts");
    const isolate: { recorded?: Promise<string> } = createContext({
      clearTimeout,
      console,
      performance,
      setTimeout,
      TextDecoder,
      TextEncoder,
    });
    runInContext(`delete globalThis.SharedArrayBuffer;\n${text}`, isolate);
    assert.equal(`${await isolate.recorded}\n`, run("isolate_program.ts", "whole"));
  },
);

test("at the edge, one promise flushes and pushes what a request has recorded", slow, async () => {
  let received = 0n;
  await using server = await backend(async (request, response) => {
    const body = gunzipSync(await bodyOf(request));
    const metrics = decode(body).resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics);
    for (const { value } of metrics.filter(({ name }) => name === "sample.count").flatMap(numbersOf)) {
      assert(value.case === "asInt");
      received += value.value;
    }
    response.writeHead(200).end();
  });
  const options = isBun ? [] : ["run", "--quiet", "--no-check", "--allow-all"];
  const child = spawn(process.execPath, [...options, pathOf("edge_program.ts"), server.url], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  assert.deepEqual(await once(child, "exit"), [0, null]);
  assert.equal(received, 6n);
});

test("a bundle of the core imports nothing by name", slow, () => {
  assert.doesNotMatch(
    bundle("../../mod.ts"),
    /\bimport\s*(?:\(\s*)?["'{*]|\bfrom\s*["']|\brequire\s*\(|\b__require\b/,
  );
});

test("connect() says that it needs shared memory where there is none", slow, () => {
  assert.match(run("connect_program.ts"), /^Error: connect\(\) needs memory that threads can share/);
});
