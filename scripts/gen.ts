/**
 * Compiles schemas to TypeScript.
 *
 *     gen [--check]                                the project's own schemas
 *     gen FILE.yaml... --out DIR [--check]         one schema of your own, in one or several files
 *         [--library SPECIFIER]                    what the generated code imports; default @percore/telemetry
 *
 * Writes nothing if a schema is wrong. `--check` writes nothing at all, and fails if a generated file is stale.
 * Exit codes: 0 done, 1 a wrong schema or a stale file, 2 wrong usage.
 */
import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { typescriptModules } from "../src/codegen/mod.ts";
import { compile, formatDiagnostic } from "../src/schema/mod.ts";

const USAGE = `usage: gen [--check] | gen FILE.yaml... --out DIR [--library SPECIFIER] [--check]
  --out DIR            where the modules go: one for each file, FILE.gen.ts
  --library SPECIFIER  what they import percore as (@percore/telemetry)
  --check              write nothing, and fail when a module is stale
  --help               this text`;

/** percore's own schemas, and the folders of `src` that use them. */
const OWN_SCHEMAS: Readonly<Record<string, string>> = {
  "percore.yaml": "self",
  "http_server.yaml": "http",
  "runtime.yaml": "runtime",
};

/** One schema, and where its modules go. */
interface Job {
  readonly files: readonly string[];
  readonly out: string;
  readonly library?: string;
}

/** A generated module. */
interface Output {
  readonly path: string;
  readonly text: string;
}

class UsageError extends Error {}

function posix(path: string): string {
  return path.replaceAll(sep, "/");
}

async function generate(
  { files, out, library }: Job,
): Promise<{ outputs: Output[]; problems: readonly string[] }> {
  const sources = await Promise.all(
    files.map(async (file) => ({ file: posix(file), text: await readFile(file, "utf8") })),
  );
  const { schema, problems } = compile(sources);
  if (schema === undefined) return { outputs: [], problems: problems.map(formatDiagnostic) };
  const modules = typescriptModules(schema, {
    sourceOf: ({ file }) => posix(relative(out, file)),
    ...(library === undefined ? {} : { library }),
  });
  const outputs = modules.map(({ path, text }) => ({ path: join(out, path), text }));
  return { outputs, problems: [] };
}

/** The project's own schemas: percore's, and those of each example. */
async function ownJobs(): Promise<readonly Job[]> {
  const jobs: Job[] = Object.entries(OWN_SCHEMAS).map(([file, folder]) => ({
    files: [join("schema", file)],
    out: join("src", folder),
    library: "../set/mod.ts",
  }));
  const files = await Array.fromAsync(glob("examples/*/schema/*.yaml"));
  const byExample = Map.groupBy(files.sort(), (file) => dirname(dirname(file)));
  return [...jobs, ...Array.from(byExample, ([out, files]) => ({ files, out }))];
}

async function jobsOf(files: readonly string[], out: string | undefined, library: string | undefined) {
  if (files.length === 0 && out === undefined && library === undefined) {
    process.chdir(fileURLToPath(new URL("..", import.meta.url)));
    return await ownJobs();
  }
  if (files.length === 0 || out === undefined) {
    throw new UsageError("FILE.yaml and --out DIR belong together");
  }
  return [{ files, out, ...(library === undefined ? {} : { library }) }];
}

async function contentOf(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: "boolean" },
      out: { type: "string" },
      library: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  // Tasks run in the folder of the manifest; paths are relative to where the command was typed.
  if (positionals.length > 0) process.chdir(process.env.INIT_CWD ?? ".");
  const jobs = await jobsOf(positionals, values.out, values.library);
  const results = await Promise.all(jobs.map(generate));
  const problems = results.flatMap((result) => result.problems);
  if (problems.length > 0) {
    console.error(
      `${problems.join("\n\n")}\n\n${problems.length} ${problems.length === 1 ? "error" : "errors"}`,
    );
    return 1;
  }
  let exitCode = 0;
  for (const { path, text } of results.flatMap(({ outputs }) => outputs)) {
    const isFresh = await contentOf(path) === text;
    if (values.check && !isFresh) {
      console.error(`${posix(path)} is stale: run gen`);
      exitCode = 1;
    } else if (!values.check && !isFresh) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    if (exitCode === 0) console.log(`${posix(path)} ${isFresh ? "is up to date" : "written"}`);
  }
  return exitCode;
}

function isUsageError(error: Error): boolean {
  return error instanceof UsageError ||
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(isUsageError(error) ? `${error.message}\n${USAGE}` : error.message);
  process.exitCode = 2;
}
