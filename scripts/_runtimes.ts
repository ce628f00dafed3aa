import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { ROOT } from "./_root.ts";

/** The runtimes that percore is made for. */
export type RuntimeName = "deno" | "bun";

/** Where each package of a runtime, or of one platform of it, has its executable. */
const EXECUTABLES: Readonly<Record<RuntimeName, readonly string[]>> = {
  deno: ["deno", "deno.exe"],
  bun: ["bin/bun", "bin/bun.exe"],
};

/**
 * The executable of a runtime: the running one's own, otherwise that of the npm package, whose install script may
 * not have been run; then the package for the platform has it.
 *
 * @throws {Error} when there is none, with what to do.
 */
export function executable(name: RuntimeName): string {
  if (process.versions[name] !== undefined) return process.execPath;
  const found = candidates(name).find(runs);
  if (found === undefined) {
    throw new Error(`no ${name} that runs in node_modules: run "deno install" or "bun install" in ${ROOT}`);
  }
  return found;
}

function* candidates(name: RuntimeName): Generator<string, void> {
  const manifest = join(ROOT, "node_modules", name, "package.json");
  if (!existsSync(manifest)) return;
  // Packages of packages lie beside the real folder, not beside the link to it.
  const path = realpathSync(manifest), require = createRequire(path);
  yield* executablesIn(dirname(path), name);
  const { optionalDependencies = {} }: { optionalDependencies?: Record<string, string> } = JSON.parse(
    readFileSync(path, "utf8"),
  );
  for (const platform of Object.keys(optionalDependencies)) {
    try {
      yield* executablesIn(dirname(require.resolve(`${platform}/package.json`)), name);
    } catch {
      // A package for another platform isn't installed.
    }
  }
}

function executablesIn(folder: string, name: RuntimeName): string[] {
  return EXECUTABLES[name].map((path) => join(folder, path)).filter((path) => existsSync(path));
}

function runs(path: string): boolean {
  return spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0;
}
