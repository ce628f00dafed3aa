import { interruption } from "../host/command_line.ts";
import { fileInfo } from "../host/file.ts";
import { paths } from "../host/path.ts";
import { Watcher } from "../host/watch.ts";
import type { ReportFormat } from "../schema/report.ts";
import { Arguments } from "./arguments.ts";
import { type Command, CommandError, ExitCode, type Output, UsageError } from "./command.ts";
import { generated, type Generation, type GenerationJob } from "./generate.ts";
import { isSchemaName } from "./load.ts";
import { writeOutputs } from "./outputs.ts";
import { terminalText } from "./printed.ts";
import { formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";

const HELP = `usage: percore gen PATH... --out DIR [options]

Compiles one schema to TypeScript: its files, and all *.yaml and *.yml in its folders, give one module each. Where the
schema has an error, nothing is written. A module is removed when no file of a folder PATH gives it any longer.

  --out DIR           where the modules go
  --library NAME      what they import percore as (@percore/telemetry)
  --check             writes nothing, and fails when a module is stale
  --watch             compiles again whenever a file changes, until it is interrupted
${REPORT_HELP}

Exit codes: 0 done; 1 an error in the schema, or a stale module; 2 wrong usage.`;

/** How long files must have been left alone before they are read again, in milliseconds: editors write in steps. */
const QUIET = 100;

/** How generation is told, and whether anything is written. */
export interface GenerationOptions {
  readonly isCheck: boolean;
  readonly format: ReportFormat;
  readonly output: Output;
}

/** `percore gen`: a schema to TypeScript. */
export const gen: Command = {
  name: "gen",
  brief: "compiles a schema to TypeScript",
  help: HELP,
  run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, {
      ...REPORT_OPTIONS,
      out: "text",
      library: "text",
      check: "flag",
      watch: "flag",
    });
    const out = given.text("out"), library = given.text("library");
    if (given.positionals.length === 0) throw new UsageError("gen needs a PATH");
    if (out === undefined) throw new UsageError("gen needs --out DIR");
    if (given.has("check") && given.has("watch")) throw new UsageError("--check beside --watch");
    const job = { paths: given.positionals, out, ...(library === undefined ? {} : { library }) };
    const options = { isCheck: given.has("check"), format: formatOf(given), output };
    return given.has("watch") ? watch(job, options) : generate([job], options);
  },
};

/** Writes the modules of several schemas, or nothing where one of them has an error. Resolves to the exit code. */
export async function generate(jobs: readonly GenerationJob[], options: GenerationOptions): Promise<number> {
  const generations = [];
  for (const job of jobs) generations.push(await generated(job, options.output));
  return await finish(generations, options);
}

async function finish(
  generations: readonly Generation[],
  { isCheck, format, output }: GenerationOptions,
): Promise<number> {
  const report = new Report("gen", format, output);
  for (const { problems } of generations) report.problems(problems);
  if (!report.isFailed) {
    output.progress?.("writing");
    const files = generations.flatMap(({ files }) => files);
    const obsolete = generations.flatMap(({ obsolete }) => obsolete);
    report.files(await writeOutputs(files, obsolete, { isCheck, command: "gen" }));
  }
  return report.end();
}

/** Generates again after each change, until the process is interrupted. */
async function watch(job: GenerationJob, options: GenerationOptions): Promise<number> {
  const { basename } = paths(), { output, format } = options;
  const typed = new Set(job.paths.map((path) => basename(path)));
  const watcher = new Watcher((name) => isSchemaName(name) || typed.has(basename(name)));
  const ended = new AbortController();
  const interrupted = interruption(ended.signal).then(() => true);
  // What is watched may be gone for a while; the process stays.
  const staying = setInterval(() => {}, 1 << 30);
  try {
    for (;;) {
      for (const path of job.paths) await watchPath(watcher, path);
      try {
        const generation = await generated(job, output);
        for (const { path } of generation.watched) await watchPath(watcher, path);
        await finish([generation], options);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        output.error(terminalText(error.message));
      }
      if (format === "text") output.out("waiting for changes");
      if (await Promise.race([watcher.settled(QUIET).then(() => false), interrupted])) return ExitCode.done;
    }
  } finally {
    clearInterval(staying);
    ended.abort();
    watcher.close();
  }
}

async function watchPath(watcher: Watcher, path: string): Promise<void> {
  const info = await fileInfo(path).catch(() => undefined);
  if (info?.kind === "folder") watcher.add(path, "all");
  else watcher.add(paths().dirname(path), "one");
}
