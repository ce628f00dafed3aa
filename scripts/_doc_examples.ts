import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./_files.ts";
import { ROOT } from "./_root.ts";
import { executable } from "./_runtimes.ts";

const FOLDER = ".cache/doc_examples";

/** A block of code in the documentation. */
interface Block {
  readonly language: "ts" | "yaml";
  /** The file and the line of the block's first line. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
  /** Marked with `ignore`: not run by itself. */
  readonly isIgnored: boolean;
  /** The file name in the block's first line. */
  readonly name: string | undefined;
}

/**
 * Makes a test file of each TypeScript block in the README, in `docs/` and behind an `@example` of a doc comment,
 * below `.cache`, and returns the paths. The test's name is the block's place; it passes when the block runs to its end.
 *
 * A block whose first line is a comment with a file name, such as `// worker.ts`, is written under that name, so
 * that others in the same document can import it or start it. A block marked with `ts ignore` isn't run by itself.
 * A schema with a name, such as `# orders.yaml`, is compiled beside them.
 */
export function writeDocExamples(): string[] {
  rmSync(join(ROOT, FOLDER), { recursive: true, force: true });
  const sources = ["mod.ts", ...filesBelow("src", ".ts")].filter((file) => existsSync(join(ROOT, file)));
  const documents = sources.map((file) => blocksOf(file, exampleText(read(file))));
  const pages = ["README.md", ...filesBelow("docs", ".md")].filter((file) => existsSync(join(ROOT, file)));
  documents.push(...pages.map((file) => blocksOf(file, read(file))));
  return documents.flatMap(writeBlocks);
}

/** The doc comments' examples, on the lines on which they stand, and nothing else. */
function exampleText(source: string): string {
  let inComment = false, inExample = false;
  return source.split("\n").map((line) => {
    if (/^\s*\/\*\*/.test(line)) [inComment, inExample] = [true, false];
    const text = inComment ? line.replace(/^\s*(\/\*\*|\* ?)/, "") : "";
    if (inComment && /^@\w+/.test(text)) inExample = text.startsWith("@example");
    if (line.includes("*/")) inComment = false;
    return inExample && inComment ? text : "";
  }).join("\n");
}

function blocksOf(file: string, text: string): Block[] {
  const blocks: Block[] = [];
  for (
    const { index, 1: language, 2: info = "", 3: code = "" } of text.matchAll(
      /^```(ts|yaml)\b(.*)\n([\s\S]*?)^```$/gm,
    )
  ) {
    blocks.push({
      language: language === "yaml" ? "yaml" : "ts",
      file,
      line: text.slice(0, index).split("\n").length + 1,
      code,
      isIgnored: info.split(/\s+/).includes("ignore"),
      name: /^(?:\/\/|#) (\w+\.(?:ts|yaml))\n/.exec(code)?.[1],
    });
  }
  return blocks;
}

/** Writes the blocks of one document, and a test for each of them that is to be run. */
function writeBlocks(blocks: readonly Block[]): string[] {
  // A block that only others start, such as a worker, is seen by no type checker, unless a test imports its types.
  const types = blocks.filter(({ language, name }) => language === "ts" && name !== undefined)
    .map(({ name }) => `import type {} from "./${name}";\n`).join("");
  return blocks.flatMap((
    block,
  ) => (block.language === "yaml" ? writeSchema(block) : writeExample(block, types)));
}

function writeExample({ file, line, code, isIgnored, name }: Block, types: string): string[] {
  const path = name ?? `line_${line}.ts`;
  if (isIgnored && name === undefined) return [];
  // Without an import or export it would be a script, whose names are everybody's.
  write(file, path, `${code}\nexport {};\n`);
  if (isIgnored) return [];
  const body = `test("${file}:${line}", async () => {\n  await import("./${path}");\n});\n`;
  return [write(file, `line_${line}.test.ts`, `import { test } from "node:test";\n${types}\n${body}`)];
}

function writeSchema({ file, code, name }: Block): string[] {
  if (name === undefined) return [];
  const path = write(file, name, code), args = ["scripts/gen.ts", path, "--out", join(FOLDER, file)];
  // A schema that is wrong shows itself twice: here, and where its module is missing.
  spawnSync(executable("deno"), ["run", "-A", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return [];
}

function write(document: string, name: string, text: string): string {
  const path = join(FOLDER, document, name);
  mkdirSync(join(ROOT, FOLDER, document), { recursive: true });
  writeFileSync(join(ROOT, path), text);
  return path;
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}
