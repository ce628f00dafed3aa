/**
 * Writes docs/errors.md, the page that explains every problem of a schema: `deno task errors`. With `--check` it writes
 * nothing, and fails when the page is stale.
 */
import process from "node:process";
import { errorsPage } from "./_errors_page.ts";
import { writeGenerated } from "./_generated_file.ts";

const isCheck = process.argv.includes("--check");
process.exitCode = await writeGenerated("docs/errors.md", errorsPage(), isCheck, "deno task errors");
