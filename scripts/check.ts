/**
 * Checks everything but the behaviour: `deno task check`. Each step is one line, all steps are run, and what a
 * failed one wrote follows its line.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "./_root.ts";
import { executable } from "./_runtimes.ts";

/** Where there is TypeScript; `.cache` has some that isn't the project's. */
const SOURCES = ["mod.ts", "src", "proto", "scripts", "examples", "tests", "e2e", "bench"]
  .filter((path) => existsSync(join(ROOT, path)));

const STEPS: readonly (readonly [name: string, ...args: string[]])[] = [
  ["format", "fmt", "--check"],
  ["lint", "lint"],
  ["types", "check", ...SOURCES],
  ["types by tsc", "run", "-A", "node_modules/typescript/bin/tsc", "--noEmit"],
  ["generated sets", "run", "-A", "scripts/gen.ts", "--check"],
  ["page of errors", "run", "-A", "scripts/errors.ts", "--check"],
  ["page of the language", "run", "-A", "scripts/reference.ts", "--check"],
  ["protobuf", "run", "-A", "scripts/proto.ts", "--check"],
  ["exports", "run", "-A", "scripts/exports.ts"],
  ["import direction", "run", "-A", "scripts/imports.ts"],
  ["documentation", "run", "-A", "scripts/doc_lint.ts"],
  ["publish", "publish", "--dry-run", "--allow-dirty"],
];

const deno = executable("deno");
const width = Math.max(...STEPS.map(([name]) => name.length));
let failures = 0;
for (const [name, ...args] of STEPS) {
  const begin = performance.now();
  const { status, stdout, stderr, error } = spawnSync(deno, args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const ok = status === 0;
  console.log(`${name.padEnd(width)}  ${ok ? "ok    " : "failed"}  ${seconds} s`);
  if (ok) continue;
  failures++;
  console.log(`${error?.message ?? ""}${stdout}${stderr}`.trim());
}
process.exit(failures > 0 ? 1 : 0);
