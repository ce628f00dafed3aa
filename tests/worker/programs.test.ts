import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const isBun = process.versions.bun !== undefined;

for (const permission of ["--allow-read", "--allow-all"]) {
  test(`Deno with ${permission}: a worker's end is seen or told, without a prompt (Bun has no permissions)`, {
    skip: isBun,
  }, () => {
    const script = fileURLToPath(new URL("./unseen_end.ts", import.meta.url));
    const args = ["run", "--no-prompt", "--no-check", permission, script];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      timeout: 60_000,
    });
    assert.equal(stdout, "count 42\n", stderr);
    assert.equal(status, 0);
    assert.equal(/can't be seen here/.test(stderr), permission !== "--allow-all", stderr);
  });
}

test("waiting for a worker that never connects ends with the telemetry, and so does the program", {
  timeout: 60_000,
}, () => {
  const script = fileURLToPath(new URL("./unconnected_program.ts", import.meta.url));
  const args = isBun ? [script] : ["run", "--no-check", "--allow-all", script];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 50_000 });
  assert.equal(stdout, "false undefined\nfalse undefined\n", stderr);
  assert.equal(status, 0);
});
