import { existsSync, readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../../shared/data/semconv/", import.meta.url);

/** Whether the official registry is there: it isn't part of the project. */
export const hasOfficialRegistry: boolean = existsSync(FOLDER);

/** The files of the official registry. */
export function officialRegistry(): readonly { readonly file: string; readonly text: string }[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.ya?ml$/.test(file)
  );
  return files.map((file) => ({ file, text: readFileSync(new URL(file, FOLDER), "utf8") }));
}
