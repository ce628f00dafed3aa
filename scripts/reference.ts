/**
 * Writes the tables of docs/schema.md, the page of the schema language, from the descriptions of its shapes:
 * `deno task reference`. With `--check` it writes nothing, and fails when a table is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { withKeyTables } from "./_key_tables.ts";
import { ROOT } from "./_root.ts";

const path = join(ROOT, "docs/schema.md");
const before = readFileSync(path, "utf8");
const page = withKeyTables(before);
if (!process.argv.includes("--check")) {
  writeFileSync(path, page);
} else if (before !== page) {
  console.error("docs/schema.md is stale: run deno task reference");
  process.exitCode = 1;
}
