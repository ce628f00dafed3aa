import { jsonSchemaText } from "../codegen/json_schema.ts";
import { Arguments } from "./arguments.ts";
import { type Command, type Output, UsageError } from "./command.ts";
import { writeOutputs } from "./outputs.ts";
import { formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";

const HELP = `usage: percore schema [--out FILE] [options]

Writes the JSON Schema of the schema language, percore/1, with which an editor completes and checks schema files.

  --out FILE          where it goes (standard output)
  --check             writes nothing, and fails when FILE is stale
${REPORT_HELP}

Exit codes: 0 done; 1 a stale file; 2 wrong usage.`;

/** `percore schema`: the language's JSON Schema. */
export const schema: Command = {
  name: "schema",
  brief: "writes the JSON Schema of the schema language, for editors",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, { ...REPORT_OPTIONS, out: "text", check: "flag" });
    const out = given.text("out"), isCheck = given.has("check");
    if (given.positionals.length > 0) throw new UsageError("schema takes no PATH");
    if (isCheck && out === undefined) throw new UsageError("--check needs --out FILE");
    const report = new Report("schema", formatOf(given), output);
    const text = jsonSchemaText();
    if (out === undefined) report.text(text);
    else report.files(await writeOutputs([{ path: out, text }], [], { isCheck, command: "schema" }));
    return report.end();
  },
};
