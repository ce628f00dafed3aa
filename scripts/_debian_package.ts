import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Where unpacked packages are kept for the next time. */
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "percore", "debian");

/** Says what the machine lacks. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/**
 * The folder with the files of a Debian package, which is downloaded the first time, and never installed.
 *
 * @throws {Missing} when the system's package sources don't have it.
 */
export function unpacked(name: string): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  console.log(`downloading Debian's ${name}`);
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, "download-")), files = join(work, "files");
  try {
    // By the caller's own user: the one that root hands downloads to can't write into the caller's folders.
    const download = ["--option", "APT::Sandbox::User=root", "download", name];
    spawnSync("apt-get", download, { cwd: work, stdio: ["ignore", "ignore", "inherit"] });
    const archive = readdirSync(work).find((file) => file.endsWith(".deb")) ?? "";
    const { status } = spawnSync("dpkg-deb", ["--extract", archive, files], { cwd: work, stdio: "ignore" });
    if (status !== 0) throw new Missing(`Debian's package ${name}, by apt-get and dpkg-deb`);
    renameSync(files, folder);
    return folder;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/**
 * The package that one depends on which holds nothing itself, and stands for the newest version.
 *
 * @throws {Missing} when the system's package sources don't tell.
 */
export function newest(name: string): string {
  const [, dependency] = output("apt-cache", "depends", name)?.match(/^\s*Depends: (\S+)$/m) ?? [];
  if (dependency === undefined) throw new Missing(`Debian's package ${name}, by apt-cache`);
  return dependency;
}

/**
 * Sees to it that a command can be run: installs the package that has it where that is possible.
 *
 * @throws {Missing} when it isn't.
 */
export function installed(command: string, name: string): void {
  if (output(command, "--version") !== undefined) return;
  if (process.getuid?.() === 0 && output("apt-get", "--version") !== undefined) {
    console.log(`installing Debian's ${name}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "--yes", "--no-install-recommends", name];
    for (const args of [["update"], install]) {
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    }
    if (output(command, "--version") !== undefined) return;
  }
  throw new Missing(`${command} on the PATH, from Debian's package ${name}`);
}

/** What a command that succeeds writes. */
function output(command: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}
