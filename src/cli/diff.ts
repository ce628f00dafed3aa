import { formatChanges } from "../codegen/changes.ts";
import { fileInfo } from "../host/file.ts";
import { diffSchemas } from "../schema/diff/diff.ts";
import { Arguments } from "./arguments.ts";
import { type Command, type Output, UsageError } from "./command.ts";
import { type Compiled, compiled } from "./compiled.ts";
import { formatOf, Report, REPORT_HELP, REPORT_OPTIONS } from "./report.ts";
import { revisionPath, revisionTree } from "./revision.ts";

const HELP = `usage: percore diff OLD NEW [options]

Tells what is different between two versions of a schema, and whether that breaks who uses it. Each is a file or a
folder, or one of a revision of the git repository in which this is typed: HEAD~1:schema, v1.0.0:schema/shop.yaml.

${REPORT_HELP}

Exit codes: 0 nothing stable is broken; 1 a breaking change to something stable that wasn't deprecated before, or an
error in one of the schemas; 2 wrong usage.`;

/** `percore diff`: two versions of a schema. */
export const diff: Command = {
  name: "diff",
  brief: "tells what is different between two versions of a schema",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, REPORT_OPTIONS);
    const [old, next, ...others] = given.positionals;
    if (old === undefined || next === undefined || others.length > 0) {
      throw new UsageError(`diff takes two versions, not ${given.positionals.length}`);
    }
    const report = new Report("diff", formatOf(given), output);
    const before = await versionOf(old, output), after = await versionOf(next, output);
    report.problems([...before.problems, ...after.problems].filter(({ level }) => level === "error"));
    if (before.schema !== undefined && after.schema !== undefined) {
      const changes = diffSchemas(before.schema, after.schema);
      report.note(formatChanges(changes, "text"), { changes });
      if (changes.some(({ isFailing }) => isFailing)) report.fail();
    }
    return report.end();
  },
};

/** The schema at a path, or in a revision where there is no such path. */
async function versionOf(typed: string, output: Output): Promise<Compiled> {
  const inGit = revisionPath(typed);
  if (inGit === undefined || await fileInfo(typed) !== undefined) return await compiled([typed], output);
  const { revision, path } = inGit, tree = revisionTree(revision);
  return await compiled([path], output, tree);
}
