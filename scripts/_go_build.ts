import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { Missing } from "./_debian_package.ts";

/** Where programs that Go has built are kept for the next time. */
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "percore");

/** Where a program is kept that is built by a recipe: another recipe makes another one. */
export function builtPath(name: string, version: string, recipe: string): string {
  const digest = createHash("sha256").update(recipe).digest("hex").slice(0, 12);
  return join(CACHE, name, `${version}-${digest}`);
}

/** Has a file or a folder built, unless it is there already. `build` is given a folder, and says where it has put it. */
export function buildOnce(path: string, build: (work: string) => string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const work = mkdtempSync(join(dirname(path), "build-"));
  try {
    renameSync(build(work), path);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/**
 * Runs Go, and returns what it writes.
 *
 * @param what What is built, for the reader of the error.
 * @throws {Missing} when there is no Go that can.
 */
export function go(what: string, cwd: string, ...args: readonly string[]): string {
  const { status, stdout } = spawnSync("go", args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    // What a module's authors work with beside it isn't there.
    env: { ...process.env, GOWORK: "off" },
  });
  if (status !== 0) throw new Missing(`Go 1.26 or newer that can build ${what}`);
  return stdout;
}
