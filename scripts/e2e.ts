/**
 * Runs the end-to-end tests on Deno and on Bun, against a real Prometheus server: `deno task e2e [PATTERN...]`. With
 * patterns, only the files whose paths contain one of them.
 */
import process from "node:process";
import { filesBelow } from "./_files.ts";
import { installPrometheus } from "./_prometheus.ts";
import { runTests, summary } from "./_test_run.ts";

const patterns = process.argv.slice(2).map((pattern) => pattern.replace(/^\.\//, ""));
const files = filesBelow("e2e", ".test.ts")
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)));

if (files.length === 0) {
  console.error("there is no such end-to-end test");
  process.exit(1);
}
installPrometheus();
const counts = await runTests(files);
console.log(summary(counts));
process.exit(counts.failed > 0 ? 1 : 0);
