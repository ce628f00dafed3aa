import { byPlace } from "../schema/diagnostic.ts";
import { lint } from "../schema/lint/mod.ts";
import { summaryOf } from "../schema/report.ts";
import { Arguments } from "./arguments.ts";
import { type Command, type Output, UsageError } from "./command.ts";
import { compiled } from "./compiled.ts";
import { counted, formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";

const HELP = `usage: percore check PATH... [options]

Compiles one schema, or a semantic-convention registry, and tells all that is wrong with it, and what could be better:
names, units, briefs and stability as semantic conventions have them. Writes nothing.

  --deny-warnings     a warning is as bad as an error
${REPORT_HELP}

Exit codes: 0 no errors; 1 an error, or a warning with --deny-warnings; 2 wrong usage.`;

/** `percore check`: what is wrong with a schema. */
export const check: Command = {
  name: "check",
  brief: "tells what is wrong with a schema",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, { ...REPORT_OPTIONS, "deny-warnings": "flag" });
    if (given.positionals.length === 0) throw new UsageError("check needs a PATH");
    const report = new Report("check", formatOf(given), output, given.has("deny-warnings"));
    const { schema, problems, count } = await compiled(given.positionals, output);
    output.progress?.("looking closer");
    const all = schema === undefined ? problems : [...problems, ...lint(schema)].toSorted(byPlace);
    report.problems(all);
    if (all.length === 0) report.note(`${counted(count, "file")}: ${summaryOf(all)}`);
    return report.end();
  },
};
