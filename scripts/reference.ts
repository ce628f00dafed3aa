/**
 * Writes the tables of docs/schema.md, the page of the schema language, from the descriptions of its shapes:
 * `deno task reference`. With `--check` it writes nothing, and fails when a table is stale.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { writeGenerated } from "./_generated_file.ts";
import { withKeyTables } from "./_key_tables.ts";
import { ROOT } from "./_root.ts";

const PAGE = "docs/schema.md";
const page = withKeyTables(readFileSync(join(ROOT, PAGE), "utf8"));
process.exitCode = await writeGenerated(PAGE, page, process.argv.includes("--check"), "deno task reference");
