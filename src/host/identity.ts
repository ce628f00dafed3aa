import { readText } from "./file.ts";
import { isTold, runtime, type SystemKind } from "./runtime.ts";
import { processUptime } from "./uptime.ts";

/** What is used of `node:os`. */
interface OperatingSystem {
  hostname(): string;
  release(): string;
  userInfo(): { readonly username: string };
}

/** The process, as its runtime and the operating system tell it; `undefined` where they don't or mustn't. */
export interface Identity {
  readonly pid: number | undefined;
  /** When it was started, in milliseconds since 1970. */
  readonly started: number | undefined;
  readonly runtime: { readonly name: string; readonly version: string } | undefined;
  /** The path of the runtime's executable. */
  readonly executable: string | undefined;
  readonly args: readonly string[] | undefined;
  readonly directory: string | undefined;
  readonly owner: string | undefined;
  readonly host: string | undefined;
  /** The machine's number, of 32 hexadecimal digits. */
  readonly machine: string | undefined;
  readonly arch: string | undefined;
  readonly platform: string | undefined;
  readonly release: string | undefined;
  /** The container's number, of 64 hexadecimal digits. */
  readonly container: string | undefined;
}

/** Names of runtimes among the versions, in the order in which they count: all of them also claim to be Node. */
const RUNTIMES = ["deno", "bun", "node"] as const;

/**
 * Asks for all that can be had without a question.
 *
 * @param root where `proc` and `etc` are: another directory for the files of another machine.
 */
export function identity(root = "/"): Identity {
  const { process } = runtime, versions = process?.versions ?? {};
  const name = RUNTIMES.find((each) => versions[each] !== undefined), version = name && versions[name];
  const uptime = processUptime();
  return {
    pid: process?.pid,
    started: uptime === undefined ? undefined : Date.now() - uptime * 1000,
    runtime: name === undefined || version === undefined ? undefined : { name, version },
    executable: process?.execPath,
    args: process?.argv,
    directory: attempt(() => process?.cwd?.()),
    owner: system(["uid", "gid", "username", "homedir"], (os) => os.userInfo().username),
    host: system(["hostname"], (os) => os.hostname()),
    machine: /^[0-9a-f]{32}$/.exec(readText(`${root}etc/machine-id`)?.trim() ?? "")?.[0],
    arch: process?.arch,
    platform: process?.platform,
    release: system(["osRelease"], (os) => os.release()),
    container: containerIn(readText(`${root}proc/self/cgroup`), readText(`${root}proc/self/mountinfo`)),
  };
}

/**
 * The container's number in the names of its control groups, of version 1 or where they aren't in a namespace of their
 * own; otherwise in the path of the files that the container's engine mounts for it.
 */
function containerIn(cgroup = "", mounts = ""): string | undefined {
  return /[/:-]([0-9a-f]{64})(?:\.scope)?$/m.exec(cgroup)?.[1] ??
    /\/containers?\/(?:[^\s/]+\/)*?([0-9a-f]{64})\/[^\s]*\s\/etc\/host(?:name|s)\s/m.exec(mounts)?.[1];
}

function system(
  kinds: readonly SystemKind[],
  ask: (os: OperatingSystem) => string,
): string | undefined {
  return attempt(() => {
    const os = kinds.every(isTold) ? runtime.process?.getBuiltinModule?.("node:os") : undefined;
    return isSystem(os) ? ask(os) : undefined;
  });
}

function isSystem(module: unknown): module is OperatingSystem {
  return typeof module === "object" && module !== null && "hostname" in module && "userInfo" in module;
}

/** Nothing when what is asked for isn't there, or a sandbox forbids it. */
function attempt<Result>(ask: () => Result | undefined): Result | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
