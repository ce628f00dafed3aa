/**
 * Runs the end-to-end tests on Deno and on Bun, against real Prometheus servers and a real OpenTelemetry Collector:
 * `deno task e2e [PATTERN...]`. With patterns, only the files whose paths contain one of them.
 */
import process from "node:process";
import { buildCollector } from "./_collector.ts";
import { buildPrometheus3 } from "./_prometheus_3.ts";
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
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(`the end-to-end tests need ${error.message}`);
  process.exit(1);
}
for (const [name, build] of [["collector", buildCollector], ["prometheus", buildPrometheus3]] as const) {
  if (!files.some((file) => file.includes(name))) continue;
  try {
    build();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    // Their names say so, too.
    console.error(`some tests are skipped: they need ${error.message}`);
  }
}
const counts = await runTests(files);
console.log(summary(counts));
process.exit(counts.failed > 0 ? 1 : 0);
