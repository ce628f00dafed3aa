/**
 * Runs the tests of the schema compiler on Deno and tells how much of it they reach, by folder: `deno task coverage`.
 * Fails when that is less than 95 % of the lines or of the branches, or when a file is far below.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { addUp, type Coverage, coverageOf, share } from "./_lcov.ts";
import { ROOT } from "./_root.ts";
import { executable } from "./_runtimes.ts";

const TESTS = ["tests/schema", "tests/codegen", "tests/cli"];
const FOLDERS = ["src/schema", "src/codegen"];

/** What has to be reached of all files together, and of each. */
const LEAST = 0.95;
const LEAST_OF_FILE = 0.8;

const folder = join(ROOT, ".cache", "coverage"), report = join(folder, "lcov.info");

/** Runs Deno, shows what it wrote if it fails, and says whether it didn't. */
function deno(...args: readonly string[]): boolean {
  const options = { cwd: ROOT, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(executable("deno"), args, options);
  if (status !== 0) console.error(`${stdout}${stderr}`.trim());
  return status === 0;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

function line(name: string, { lines, branches }: Coverage): string {
  return `${name.padEnd(40)} lines ${percent(share(lines)).padStart(7)}   branches ${
    percent(share(branches)).padStart(7)
  }`;
}

function isBelow({ lines, branches }: Coverage, least: number): boolean {
  return share(lines) < least || share(branches) < least;
}

rmSync(folder, { recursive: true, force: true });
const isReported = deno("test", "-A", "--no-check", `--coverage=${folder}`, ...TESTS) &&
  deno("coverage", folder, `--include=${FOLDERS.join("/|")}/`, "--lcov", `--output=${report}`);
if (!isReported) process.exit(1);

// Some tests run a copy of the package elsewhere.
const files = coverageOf(readFileSync(report, "utf8")).filter(({ file }) => file.startsWith(ROOT))
  .map((covered) => ({ ...covered, file: covered.file.slice(ROOT.length) }));
for (const name of FOLDERS) {
  console.log(line(name, addUp(files.filter(({ file }) => file.startsWith(`${name}/`)))));
}
const all = addUp(files);
console.log(line("all", all));
const low = files.filter((covered) => isBelow(covered, LEAST_OF_FILE));
for (const covered of low) console.log(line(`low: ${covered.file}`, covered));
process.exit(files.length === 0 || isBelow(all, LEAST) || low.length > 0 ? 1 : 0);
