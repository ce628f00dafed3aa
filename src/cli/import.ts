import { overlay } from "../codegen/overlay.ts";
import { Arguments } from "./arguments.ts";
import { type Command, type Output, UsageError } from "./command.ts";
import { compiled } from "./compiled.ts";
import { writeOutputs } from "./outputs.ts";
import { formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";

const HELP = `usage: percore import PATH... [--out FILE] [options]

Reads a semantic-convention registry (folders and files of any version, or Weaver's resolved file) and proposes metric
sets for the metrics in it that no set takes: an overlay in percore/1, to be edited and compiled beside the registry.

  --out FILE          where the overlay goes (standard output)
  --check             writes nothing, and fails when FILE is stale
${REPORT_HELP}

Exit codes: 0 done; 1 an error in the registry, or a stale file; 2 wrong usage.`;

/** `percore import`: a registry to an overlay with metric sets. */
export const importing: Command = {
  name: "import",
  brief: "proposes metric sets for the metrics of a registry",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, { ...REPORT_OPTIONS, out: "text", check: "flag" });
    const out = given.text("out"), isCheck = given.has("check");
    if (given.positionals.length === 0) throw new UsageError("import needs a PATH");
    if (isCheck && out === undefined) throw new UsageError("--check needs --out FILE");
    const report = new Report("import", formatOf(given), output);
    const { schema, problems } = await compiled(given.positionals, output);
    report.problems(problems);
    if (schema !== undefined) {
      const text = overlay(schema);
      if (out === undefined) report.text(text);
      else report.files(await writeOutputs([{ path: out, text }], [], { isCheck, command: "import" }));
    }
    return report.end();
  },
};
