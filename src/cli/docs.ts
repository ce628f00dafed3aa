import { markdownFiles } from "../codegen/docs/docs.ts";
import { Arguments } from "./arguments.ts";
import { type Command, type Output, UsageError } from "./command.ts";
import { compiled } from "./compiled.ts";
import { filesIn, writeOutputs } from "./outputs.ts";
import { formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";

const HELP = `usage: percore docs PATH... --out DIR [options]

Writes the documentation of a schema as Markdown: README.md, and a page for each namespace.

  --out DIR           where the pages go
  --check             writes nothing, and fails when a page is stale
${REPORT_HELP}

Exit codes: 0 done; 1 an error in the schema, or a stale page; 2 wrong usage.`;

/** `percore docs`: a schema to Markdown. */
export const docs: Command = {
  name: "docs",
  brief: "writes the documentation of a schema as Markdown",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, { ...REPORT_OPTIONS, out: "text", check: "flag" });
    const out = given.text("out");
    if (given.positionals.length === 0) throw new UsageError("docs needs a PATH");
    if (out === undefined) throw new UsageError("docs needs --out DIR");
    const report = new Report("docs", formatOf(given), output);
    const { schema, problems } = await compiled(given.positionals, output);
    report.problems(problems);
    if (schema !== undefined) {
      const files = filesIn(out, markdownFiles(schema));
      report.files(await writeOutputs(files, [], { isCheck: given.has("check"), command: "docs" }));
    }
    return report.end();
  },
};
