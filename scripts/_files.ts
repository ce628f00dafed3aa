import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./_root.ts";

/** The files below a folder whose names end with `suffix`, as sorted paths from the project's folder. */
export function filesBelow(folder: string, suffix: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(suffix))
    .map((path) => join(folder, path))
    .sort();
}
