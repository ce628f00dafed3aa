/** The parts of a path's folder, without those that lead nowhere. */
function foldersOf(path: string): readonly string[] {
  return path.split("/").slice(0, -1).filter((part) => part !== "" && part !== ".");
}

/**
 * A path as a module at `from` imports it: both are relative to one folder. What isn't a relative path is taken as it is.
 */
export function importPath(from: string, to: string): string {
  const folders = foldersOf(from), others = foldersOf(to);
  let common = 0;
  while (common < folders.length && folders[common] === others[common]) common++;
  const up = "../".repeat(folders.length - common);
  const down = others.slice(common).map((part) => `${part}/`).join("");
  const isBelow = up === "" && !down.startsWith("../");
  return `${isBelow ? "./" : up}${down}${to.slice(to.lastIndexOf("/") + 1)}`;
}
