/**
 * Checks that imports in src/ run one way, as docs/architecture.md says: `deno run -A scripts/imports.ts`.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { filesBelow } from "./_files.ts";
import { ROOT } from "./_root.ts";

/** A folder imports those to its left in its row. */
const ROWS: readonly (readonly string[])[] = [
  ["src/schema", "src/codegen"],
  [
    "src/set",
    "src/self",
    "src/transport",
    "src/worker",
    "src/aggregate",
    "src/export",
    "src/http",
    "src/runtime",
  ],
];

/** Knows the runtime; imported by all. */
const HOST = "src/host";

/** The commands, which are in no row: they import everything, and nothing imports them. */
const CLI = "src/cli";

/** All that generated code imports from percore. */
const SET = "src/set";

/** Rules that an exporter and the compiler must agree on: pure, and imported by both rows. They import types alone. */
const SHARED: readonly string[] = ["src/export/prometheus/metric_name.ts"];

/** The packages that the files of a folder may import; the others may import none. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "src/schema": ["yaml", "zod"],
  "src/codegen": ["yaml", "zod"],
  "src/http": ["hono"],
};

/** The packages that they may import types from, which are gone at run time. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  "src/export/otel": ["@opentelemetry/sdk-metrics"],
};

/** Statements at the beginning of a line, which those in doc comments are not, and `import()`. */
const IMPORTS = /^(?:import|export)\s(?:[^;"]*?\sfrom\s)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;

function problem(file: string, specifier: string, isType: boolean): string | undefined {
  const folder = folderOf(file);
  if (specifier.startsWith("node:")) return folder === HOST ? undefined : `only ${HOST} knows the runtime`;
  if (SHARED.includes(file) && !isType) return "a shared rule imports types alone";
  if (!specifier.startsWith(".")) {
    const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
    if (isType && TYPES[dirname(file)]?.includes(name)) return undefined;
    return PACKAGES[folder]?.includes(name) ? undefined : `${folder} has no such dependency`;
  }
  const target = folderOf(join(dirname(file), specifier));
  if (target === folder || target === HOST || SHARED.includes(join(dirname(file), specifier))) {
    return undefined;
  }
  if (file.endsWith(".gen.ts")) return target === SET ? undefined : `generated code imports ${SET} alone`;
  if (folder === CLI) return undefined;
  const row = ROWS.find((folders) => folders.includes(folder)) ?? [];
  return row.slice(0, row.indexOf(folder)).includes(target)
    ? undefined
    : `${target} is not to the left of ${folder}`;
}

function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

let problems = 0;
for (const file of filesBelow("src", ".ts")) {
  for (const [text, statement, call] of readFileSync(join(ROOT, file), "utf8").matchAll(IMPORTS)) {
    const specifier = statement ?? call ?? "";
    const reason = problem(file, specifier, text.startsWith("import type "));
    if (reason === undefined) continue;
    problems++;
    console.error(`${file} imports ${specifier}: ${reason}`);
  }
}
process.exit(problems > 0 ? 1 : 0);
