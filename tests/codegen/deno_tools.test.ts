import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { type GeneratedFile, typescriptModules } from "../../src/codegen/mod.ts";
import { compile, formatDiagnostic } from "../../src/schema/mod.ts";
import { hostileName, hostileText, registryWith, schemaWith } from "./hostile_schema.ts";

const OWN = ["src/self/percore.gen.ts", "examples/shop/shop.gen.ts"];
const ROOT = new URL("../../", import.meta.url);
const LIBRARY = new URL("src/set/mod.ts", ROOT).href;

const IS_DENO = process.versions.bun === undefined;
/** The tools are part of the Deno that runs the test; the same texts are generated on either runtime. */
const options = { skip: IS_DENO ? false : "needs the tools of Deno" };

function modulesOf(...texts: readonly string[]): readonly GeneratedFile[] {
  const { schema, problems } = compile(texts.map((text, index) => ({ file: `${index}.yaml`, text })));
  assert.ok(schema, problems.filter(({ level }) => level === "error").map(formatDiagnostic).join("\n"));
  return typescriptModules(schema, { library: LIBRARY });
}

/** Modules of schemas with all kinds of texts and names, and with names of all lengths. */
function sampleModules(): readonly (readonly GeneratedFile[])[] {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(" "));
  const texts = fc.uniqueArray(fc.oneof(hostileText, sentence), { minLength: 12, maxLength: 30 });
  const longNames = [20, 40, 60, 70].map((length) =>
    schemaWith(["Text."]).replaceAll("a.enum", `a.${"e".repeat(length)}`)
      .replaceAll("a.bounded", `a.${"b".repeat(length)}`)
  );
  // The formatter takes some characters for wider than they are; how it breaks their lines doesn't matter.
  const narrow = (
    list: readonly string[],
  ) => [...new Set(list.map((text) => text.replace(/[^\0-\u024f]/gu, "x")))];
  const names = fc.uniqueArray(hostileName.map((name) => name.slice(0, 40)), {
    minLength: 20,
    maxLength: 20,
  });
  const given = fc.tuple(
    texts.map(narrow).filter(({ length }) => length >= 7),
    names.map((list) => narrow(list).slice(0, 6)),
  );
  return [
    ...fc.sample(given, 40).map(([texts, names]) => modulesOf(schemaWith(texts), registryWith(texts, names))),
    ...longNames.map((text) => modulesOf(text)),
  ];
}

async function deno(cwd: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 1 << 26 });
}

/** Calls back with a folder of modules, and with their names. */
async function withModules(run: (folder: string, names: readonly string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "percore-modules-"));
  try {
    const modules = sampleModules().flatMap((files, index) =>
      files.map(({ path, text }) => ({
        path: `${index}.${path}`,
        text: text.replaceAll('from "./', `from "./${index}.`),
      }))
    );
    const names = modules.map(({ path }) => path);
    await Promise.all(modules.map(({ path, text }) => writeFile(join(folder, path), text)));
    await writeFile(join(folder, "deno.json"), JSON.stringify({ compilerOptions: { noUnusedLocals: true } }));
    await run(folder, names);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("generated modules pass deno fmt and deno lint", options, async () => {
  await withModules(async (folder, names) => {
    await deno(folder, "fmt", "--check", "--line-width", "110", ...names);
    await deno(folder, "lint", ...names);
    // The project's own configuration keeps the formatter off generated files, so they are formatted elsewhere.
    const own = OWN.map((path) => join(folder, basename(path)));
    await Promise.all(OWN.map((path, index) => copyFile(new URL(path, ROOT), own[index] ?? "")));
    await deno(folder, "fmt", "--check", "--line-width", "110", ...own);
  });
});

test("generated modules pass deno check", options, async () => {
  await withModules((folder, names) => deno(folder, "check", "--quiet", ...names));
});
