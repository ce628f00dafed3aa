/**
 * Generates code from proto/, lints it, and fails for changes that break what was sent before:
 * `deno run -A scripts/proto.ts [--check | --accept]`. With `--check` it writes nothing and fails when a generated file
 * is stale. With `--accept` the present files become what later ones are compared with.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The files that later ones mustn't break, as an image that buf made: a clone without history has it, too. */
const BASELINE = "proto/baseline.binpb";

const GENERATED = ["proto/gen/es/**/*.ts", "src/export/{otlp,prometheus,stream}/*.gen.ts"];

/** Runs buf by the running deno, which need not be on the PATH, but which buf's plugins look for there. */
function buf(...args: string[]): void {
  const { status } = spawnSync(
    process.execPath,
    ["run", "-A", "node_modules/@bufbuild/buf/bin/buf", ...args],
    {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` },
    },
  );
  if (status !== 0) process.exit(1);
}

function generatedFiles(root: string): string[] {
  return globSync(GENERATED, { cwd: root }).sort();
}

function content(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

const args = process.argv.slice(2);
const [mode = "write"] = args;
if (args.length > 1 || !["write", "--check", "--accept"].includes(mode)) {
  console.error("usage: scripts/proto.ts [--check | --accept]");
  process.exit(2);
}

buf("lint", "proto");
buf("format", "proto", "--diff", "--exit-code");
if (mode === "--accept") buf("build", "proto", "--exclude-source-info", "--output", BASELINE);
else buf("breaking", "proto", "--against", BASELINE);

const fresh = mkdtempSync(join(tmpdir(), "percore-proto-"));
try {
  buf("generate", "proto", "--template", "proto/buf.gen.yaml", "--output", fresh);
  const paths = new Set([...generatedFiles(fresh), ...generatedFiles(ROOT)]);
  const stale = [...paths].filter((path) => content(join(fresh, path)) !== content(join(ROOT, path)));
  if (mode === "--check") {
    for (const path of stale) console.error(`${path} is stale: run scripts/proto.ts`);
    if (stale.length > 0) process.exitCode = 1;
  } else {
    for (const path of stale) {
      if (existsSync(join(fresh, path))) cpSync(join(fresh, path), join(ROOT, path));
      else rmSync(join(ROOT, path));
      console.log(path);
    }
  }
} finally {
  rmSync(fresh, { recursive: true });
}
