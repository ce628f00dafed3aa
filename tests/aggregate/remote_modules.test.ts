import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { test } from "node:test";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

test("on Deno, an aggregating worker starts from modules that a server has (Bun loads none from servers)", {
  skip: process.versions.bun !== undefined,
  timeout: 60_000,
}, async () => {
  const server = createServer(async (request, response) => {
    try {
      const source = await readFile(fileURLToPath(new URL(`.${request.url}`, ROOT)));
      response.writeHead(200, { "content-type": "application/typescript" }).end(source);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`, program = `${base}/tests/aggregate/remote_program.ts`;
  const args = ["run", "-A", "--no-check", "--no-config", "--quiet", `--reload=${base}`, program];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], timeout: 50_000 });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  server.close();
  assert.equal(output, "0 true\n", errors);
  assert.equal(code, 0);
});
