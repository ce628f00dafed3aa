/**
 * Runs all tests, and the examples of the documentation, on Deno and on Bun: `deno task test [PATTERN...]`. With
 * patterns, only the files whose paths contain one of them.
 */
import process from "node:process";
import { writeDocExamples } from "./_doc_examples.ts";
import { filesBelow } from "./_files.ts";
import { runTests, summary } from "./_test_run.ts";

const patterns = process.argv.slice(2).map((pattern) => pattern.replace(/^\.\//, ""));
const files = [...filesBelow("tests", ".test.ts"), ...writeDocExamples()]
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)));

if (files.length === 0) {
  console.error(`no test file's path contains ${patterns.join(" or ")}`);
  process.exit(1);
}
const counts = await runTests(files);
console.log(summary(counts));
process.exit(counts.failed > 0 ? 1 : 0);
