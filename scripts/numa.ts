/**
 * Tests pinning and where memory lies on an emulated machine with two NUMA nodes: `deno task numa [--runtime NAME]`.
 * Ends with 0, with 1 when something isn't as it should be, or with 2 where the test can't be run.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { problemsOf } from "../e2e/numa/problems.ts";
import type { Report } from "../e2e/numa/report.ts";
import { installed, Missing, newest, unpacked } from "./_debian_package.ts";
import { boot, type Guest } from "./_guest.ts";
import { ROOT } from "./_root.ts";
import { executable, type RuntimeName } from "./_runtimes.ts";

const USAGE = "usage: numa [--runtime deno|bun]";

/** Milliseconds that the guest may take; it needs two minutes on two cores. */
const TIMEOUT = 15 * 60_000;

/** How many lines of the console tell why there is no report. */
const TAIL = 40;

/** What the program in the guest consists of. */
const SOURCES = ["deno.json", "package.json", "mod.ts", "src", "e2e/numa", "tests/set", "tests/aggregate"];

/** There are no packages in the guest, and no network. */
const COMMANDS: Readonly<Record<RuntimeName, string>> = {
  deno: "DENO_NO_PACKAGE_JSON=1 DENO_NO_UPDATE_CHECK=1 deno run -A --no-lock",
  bun: "bun",
};

function guestOf(runtimes: readonly RuntimeName[]): Guest {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Missing("Linux on x86-64");
  installed("qemu-system-x86_64", "qemu-system-x86");
  const boots = join(unpacked(newest("linux-image-cloud-amd64")), "boot");
  const kernel = readdirSync(boots).find((file) => file.startsWith("vmlinuz"));
  if (kernel === undefined) throw new Missing(`a kernel in ${boots}`);
  const programs = runtimes.map((name) => [`bin/${name}`, executable(name)]);
  const sources = SOURCES.map((path) => [`percore/${path}`, join(ROOT, path)]);
  return {
    kernel: join(boots, kernel),
    busybox: join(unpacked("busybox-static"), "bin", "busybox"),
    files: Object.fromEntries([...programs, ...sources]),
    script: ["cd /percore", ...runtimes.map((name) => `${COMMANDS[name]} e2e/numa/guest.ts >$REPORT`)].join(
      "\n",
    ),
    timeout: TIMEOUT,
  };
}

function prepared(runtimes: readonly RuntimeName[]): Guest {
  try {
    return guestOf(runtimes);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.error(`the test of NUMA can't be run here, it needs ${error.message}`);
    process.exit(2);
  }
}

function reportsIn(text: string): readonly Report[] {
  return text.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

const { values } = parseArgs({ options: { runtime: { type: "string" }, help: { type: "boolean" } } });
const runtimes = (["deno", "bun"] as const).filter((name) => name === (values.runtime ?? name));
if (values.help || runtimes.length === 0) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

const guest = prepared(runtimes);
console.log("booting a machine with two nodes, which takes some minutes");
const output = boot(guest), reports = reportsIn(output.report);
let failed = false;
for (const name of runtimes) {
  const report = reports.find(({ runtime }) => runtime === name);
  const problems = report === undefined ? ["no report from the guest"] : problemsOf(report);
  console.log(`${name}: ${problems.length === 0 ? "ok" : "failed"}`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (report !== undefined) console.log(`  ${JSON.stringify(report)}`);
  if (problems.length > 0) failed = true;
}
if (failed) console.error(output.console.trim().split("\n").slice(-TAIL).join("\n"));
process.exit(failed ? 1 : 0);
