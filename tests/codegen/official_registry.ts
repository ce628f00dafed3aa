import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { RegistrySource } from "../../src/schema/mod.ts";

const FOLDER = new URL("../../../shared/data/semconv/", import.meta.url);

/** Whether the official registry is there: it isn't part of the project. */
export const hasOfficialRegistry: boolean = existsSync(FOLDER);

/** The official registry. */
export function officialRegistry(): RegistrySource {
  const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.ya?ml$/.test(file)
  );
  const files = names.map((file) => ({ file, text: readFileSync(new URL(file, FOLDER), "utf8") }));
  const manifest = files.find(({ file }) => file === "manifest.yaml");
  return {
    ...(manifest === undefined ? {} : { manifest }),
    files: files.filter((file) => file !== manifest),
    dependencies: [],
  };
}
