import { weaverTemplates } from "../codegen/weaver_templates.ts";
import { Arguments } from "./arguments.ts";
import { type Command, type Output, UsageError } from "./command.ts";
import { filesIn, writeOutputs } from "./outputs.ts";
import { formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";

const HELP = `usage: percore templates --out DIR [options]

Writes templates for Weaver, with which it generates what percore gen does:
weaver registry generate -r REGISTRY -t DIR --v2 percore OUT

  --out DIR           where they go: DIR/registry/percore/
  --check             writes nothing, and fails when a file is stale
${REPORT_HELP}

Exit codes: 0 done; 1 a stale file; 2 wrong usage.`;

/** `percore templates`: what makes Weaver generate code for percore. */
export const templates: Command = {
  name: "templates",
  brief: "writes templates with which Weaver generates the same TypeScript",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, { ...REPORT_OPTIONS, out: "text", check: "flag" });
    const out = given.text("out");
    if (given.positionals.length > 0) throw new UsageError("templates takes no PATH");
    if (out === undefined) throw new UsageError("templates needs --out DIR");
    const report = new Report("templates", formatOf(given), output);
    const options = { isCheck: given.has("check"), command: "templates" };
    report.files(await writeOutputs(filesIn(out, weaverTemplates()), [], options));
    return report.end();
  },
};
