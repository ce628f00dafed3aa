import { compile } from "../schema/compile.ts";
import type { Diagnostic } from "../schema/diagnostic.ts";
import type { Schema } from "../schema/model.ts";
import type { Output } from "./command.ts";
import { disk } from "./disk.ts";
import { load, type Watchable } from "./load.ts";
import { counted } from "./report.ts";
import type { Tree } from "./tree.ts";

/** What a command works on. */
export interface Compiled {
  /** `undefined` where there is an error. */
  readonly schema: Schema | undefined;
  readonly problems: readonly Diagnostic[];
  readonly watched: readonly Watchable[];
  /** How many files the schema has, without those of its dependencies. */
  readonly count: number;
  /** The folder of its manifest, or the one in which the command was typed. */
  readonly folder: string;
}

/** Reads what was typed, and compiles it. */
export async function compiled(
  typed: readonly string[],
  output: Output,
  tree: Tree = disk,
): Promise<Compiled> {
  output.progress?.("reading");
  const { source, problems, watched, folder } = await load(typed, tree);
  const count = source.files.length;
  // With a file missing, whatever refers to it would be a problem too.
  if (problems.length > 0) return { schema: undefined, problems, watched, count, folder };
  output.progress?.(`compiling ${counted(count, "file")}`);
  return { ...compile(source), watched, count, folder };
}
