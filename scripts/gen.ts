/**
 * Compiles schemas to TypeScript.
 *
 *     gen [--check]                                the project's own schemas
 *     gen PATH... --out DIR [options]              a schema of your own: what `percore gen` does
 *
 * Exit codes: 0 done, 1 a wrong schema or a stale file, 2 wrong usage.
 */
import { glob } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { generate, type GenerationJob } from "../src/cli/gen.ts";
import { run } from "../src/cli/run.ts";
import { ROOT } from "./_root.ts";

/** percore's own schemas, and the folders of `src` that use them. */
const OWN_SCHEMAS: Readonly<Record<string, string>> = {
  "percore.yaml": "self",
  "http_server.yaml": "http",
  "runtime.yaml": "runtime",
};

/** The project's own schemas: percore's, and those of each example. */
async function ownJobs(): Promise<readonly GenerationJob[]> {
  const jobs: GenerationJob[] = Object.entries(OWN_SCHEMAS).map(([file, folder]) => ({
    paths: [join("schema", file)],
    out: join("src", folder),
    library: "../set/mod.ts",
  }));
  const examples = await Array.fromAsync(glob("examples/*/schema"));
  return [...jobs, ...examples.sort().map((folder) => ({ paths: [folder], out: dirname(folder) }))];
}

const args = process.argv.slice(2), output = { out: console.log, error: console.error };
if (args.every((arg) => arg === "--check")) {
  process.chdir(ROOT);
  process.exitCode = await generate(await ownJobs(), { isCheck: args.length > 0, format: "text", output });
} else {
  // Tasks run in the folder of the manifest; paths are relative to where the command was typed.
  process.chdir(process.env.INIT_CWD ?? ".");
  process.exitCode = await run(["gen", ...args], output);
}
