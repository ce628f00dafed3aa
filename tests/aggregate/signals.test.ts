import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { backend, bodyOf } from "../otlp/backend.ts";
import { decode } from "../otlp/decode.ts";

const program = fileURLToPath(new URL("./signal_program.ts", import.meta.url));
const isBun = process.versions.bun !== undefined;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal}: a program's handler exports what it recorded last, and the program ends`, {
    timeout: 60_000,
  }, async () => {
    const totals: bigint[] = [];
    await using server = await backend(async (request, response) => {
      for (const { scopeMetrics } of decode(await bodyOf(request)).resourceMetrics) {
        for (const { name, data } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
          if (name !== "sample.count" || data.case !== "sum") continue;
          for (const { value } of data.value.dataPoints) if (value.case === "asInt") totals.push(value.value);
        }
      }
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
    const args = isBun ? [program] : ["run", "-A", "--no-check", program];
    const child = spawn(process.execPath, [...args, server.url], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    // Not by child.kill(): Deno would then report the signal, whatever the exit code.
    process.kill(child.pid ?? 0, signal);
    const [code] = await once(child, "exit");
    assert.equal(code, 7);
    assert.equal(totals.length, 1, "one last export");
    assert((totals[0] ?? 0n) >= 1000n, `${totals[0]}`);
  });
}
