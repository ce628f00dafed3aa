import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./_root.ts";
import { executable, type RuntimeName } from "./_runtimes.ts";
import { countTests, type TestCounts } from "./_junit.ts";

/** What a test may take on Bun, which has a limit, in milliseconds. */
const TEST_TIMEOUT = 60_000;

const RUNTIMES: readonly RuntimeName[] = ["deno", "bun"];

/**
 * Runs test files on both runtimes, one after the other, with their output as it comes, and returns the counts of
 * both. A runtime that fails without a failed test counts as one, and so does one that ran no test.
 *
 * @param files Paths from the project's folder.
 */
export async function runTests(files: readonly string[]): Promise<TestCounts> {
  const total = { passed: 0, failed: 0, skipped: 0 }, failures: string[] = [];
  for (const name of RUNTIMES) {
    const counts = await runOn(name, files);
    console.log(`\n${name}: ${summary(counts)}\n`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    failures.push(...counts.failures.map((test) => `failed on ${name}: ${test}`));
  }
  for (const failure of failures) console.log(failure);
  return { ...total, failures };
}

/** The closing line, which the names of failed tests precede: `N passed, N failed`, and how many were skipped if any were. */
export function summary({ passed, failed, skipped }: Omit<TestCounts, "failures">): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function runOn(name: RuntimeName, files: readonly string[]): Promise<TestCounts> {
  const folder = join(ROOT, ".cache", "junit"), report = join(folder, `${name}.xml`);
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  let code: number;
  try {
    const path = executable(name);
    console.log(`${name}: test files: ${files.length}\n`);
    code = await run(path, argumentsOf(name, files, report));
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    code = 1;
  }
  const counts = existsSync(report)
    ? countTests(readFileSync(report, "utf8"))
    : { passed: 0, failed: 0, skipped: 0, failures: [] };
  const ranNone = counts.passed + counts.failed + counts.skipped === 0;
  return counts.failed === 0 && (code !== 0 || ranNone) ? { ...counts, failed: 1 } : counts;
}

function argumentsOf(name: RuntimeName, files: readonly string[], report: string): string[] {
  // To Bun, what doesn't begin with a dot is a pattern.
  const paths = files.map((file) => `./${file}`);
  return name === "deno"
    ? ["test", "--allow-all", `--junit-path=${report}`, ...paths]
    : ["test", `--timeout=${TEST_TIMEOUT}`, "--reporter=junit", `--reporter-outfile=${report}`, ...paths];
}

function run(path: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
