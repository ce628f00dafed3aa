import { registryFiles } from "../codegen/registry.ts";
import { paths, withSlashes } from "../host/path.ts";
import { Arguments } from "./arguments.ts";
import { type Command, type Output, UsageError } from "./command.ts";
import { compiled } from "./compiled.ts";
import { filesIn, writeOutputs } from "./outputs.ts";
import { formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";

const HELP = `usage: percore registry PATH... --out DIR [options]

Writes a schema as a semantic-convention registry (definition/2) with its manifest, as Weaver reads it. What the
format has no word for stands in annotations, so that the registry compiles to the same code as the schema.

  --out DIR           where the registry goes
  --check             writes nothing, and fails when a file is stale
${REPORT_HELP}

Exit codes: 0 done; 1 an error in the schema, or a stale file; 2 wrong usage.`;

/** `percore registry`: a schema to a registry that Weaver reads. */
export const registry: Command = {
  name: "registry",
  brief: "writes a schema as a semantic-convention registry",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, { ...REPORT_OPTIONS, out: "text", check: "flag" });
    const out = given.text("out");
    if (given.positionals.length === 0) throw new UsageError("registry needs a PATH");
    if (out === undefined) throw new UsageError("registry needs --out DIR");
    const report = new Report("registry", formatOf(given), output);
    const { schema, problems, folder } = await compiled(given.positionals, output);
    report.problems(problems);
    if (schema !== undefined) {
      const { join, relative, isAbsolute } = paths();
      // The manifest's paths are relative to its folder, which is another one now.
      const dependencyPath = (path: string) =>
        isAbsolute(path) ? path : withSlashes(relative(out, join(folder, path)));
      const files = filesIn(out, registryFiles(schema, { dependencyPath }));
      report.files(await writeOutputs(files, [], { isCheck: given.has("check"), command: "registry" }));
    }
    return report.end();
  },
};
