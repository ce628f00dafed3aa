/**
 * Runs the end-to-end tests on Deno and on Bun, against a real Prometheus server and a real OpenTelemetry Collector:
 * `deno task e2e [PATTERN...]`. With patterns, only the files whose paths contain one of them.
 */
import process from "node:process";
import { buildCollector } from "./_collector.ts";
import { installed, Missing } from "./_debian_package.ts";
import { filesBelow } from "./_files.ts";
import { runTests, summary } from "./_test_run.ts";

const patterns = process.argv.slice(2).map((pattern) => pattern.replace(/^\.\//, ""));
const files = filesBelow("e2e", ".test.ts")
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)));

if (files.length === 0) {
  console.error("there is no such end-to-end test");
  process.exit(1);
}
try {
  installed("prometheus", "prometheus");
  buildCollector();
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(`the end-to-end tests need ${error.message}`);
  process.exit(1);
}
const counts = await runTests(files);
console.log(summary(counts));
process.exit(counts.failed > 0 ? 1 : 0);
