import type { SchemaFile } from "../schema/mod.ts";

/** Where the modules of dependencies go. */
export const DEPENDENCIES = "dependencies";

/** The parts of a path that lead down, as names that need no escape in a module's specifier. */
function partsOf(path: string): readonly string[] {
  return path.replaceAll("\\", "/").split("/")
    .filter((part) => !["", ".", ".."].includes(part))
    .map((part) => part.replaceAll(/[^A-Za-z0-9._-]+/g, "_"));
}

/** How many folders all the files have in common, each given by the parts of its path. */
export function commonDepth(files: readonly (readonly string[])[]): number {
  const [first = []] = files;
  const isShared = (part: string, index: number) =>
    files.every((parts) => index < parts.length - 1 && parts[index] === part);
  const depth = first.findIndex((part, index) => !isShared(part, index));
  return Math.max(depth, 0);
}

/** How far a folder leads down each file's path; `undefined` where a file isn't in it. */
function depthOf(root: string, file: string): number | undefined {
  const prefix = root === "" || root === "." ? "" : `${root.replaceAll("\\", "/").replace(/\/+$/, "")}/`;
  return file.replaceAll("\\", "/").startsWith(prefix) ? partsOf(prefix).length : undefined;
}

function moduleNames(
  files: readonly SchemaFile[],
  folder: readonly string[],
  root: string | undefined,
  taken: Set<string>,
): readonly (readonly [SchemaFile, string])[] {
  const all = files.map(({ file }) => partsOf(file));
  const common = commonDepth(all);
  return files.map((file, index) => {
    const parts = all[index] ?? [], depth = root === undefined ? common : depthOf(root, file.file) ?? common;
    const path = [...folder, ...parts.slice(depth)].join("/").replace(/\.(ya?ml|json)$/i, "") || "schema";
    let name = path;
    // There are file systems that don't tell upper from lower case.
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${path}_${number}`;
    taken.add(name.toLowerCase());
    return [file, `${name}.gen.ts`];
  });
}

/**
 * Where the modules of a schema's files go: the same tree as that of the files below `root` or, if that isn't given, below
 * the folder that they have in common; those of dependencies have a folder of their own.
 */
export function modulePaths(
  files: readonly SchemaFile[],
  root: string | undefined,
): ReadonlyMap<SchemaFile, string> {
  const taken = new Set<string>();
  const own = files.filter(({ isForeign }) => !isForeign);
  const foreign = files.filter(({ isForeign }) => isForeign);
  return new Map([
    ...moduleNames(own, [], root, taken),
    ...moduleNames(foreign, [DEPENDENCIES], undefined, taken),
  ]);
}
