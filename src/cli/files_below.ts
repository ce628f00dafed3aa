import { fileInfo, folderNames } from "../host/file.ts";
import { paths, withSlashes } from "../host/path.ts";
import { compare } from "../schema/diagnostic.ts";

/** Where no generated files are looked for: they would be somebody else's. */
const FOREIGN = "node_modules";

/** The files below a folder whose names end with `suffix`, by name; hidden ones are passed over. */
export async function filesBelow(folder: string, suffix: string): Promise<readonly string[]> {
  const found: string[] = [], visited = new Set<string>();
  const walk = async (path: string): Promise<void> => {
    const info = await fileInfo(path);
    if (info?.kind === "file" && path.endsWith(suffix)) found.push(withSlashes(path));
    // Links may lead in a circle.
    if (info?.kind !== "folder" || visited.has(info.realPath)) return;
    visited.add(info.realPath);
    for (const name of (await folderNames(path)).toSorted(compare)) {
      if (!name.startsWith(".") && name !== FOREIGN) await walk(paths().join(path, name));
    }
  };
  await walk(folder);
  return found;
}
