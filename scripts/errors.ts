/**
 * Writes docs/errors.md, the page that explains every problem of a schema: `deno task errors`. With `--check` it writes
 * nothing, and fails when the page is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { errorsPage } from "./_errors_page.ts";
import { ROOT } from "./_root.ts";

const path = join(ROOT, "docs/errors.md");
const page = errorsPage();
if (!process.argv.includes("--check")) {
  writeFileSync(path, page);
} else if (readFileSync(path, "utf8") !== page) {
  console.error("docs/errors.md is stale: run deno task errors");
  process.exitCode = 1;
}
