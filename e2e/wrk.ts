import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import process from "node:process";
import { Missing, unpacked } from "../scripts/_debian_package.ts";

/** The load generator wrk, and where its libraries are. */
export interface Wrk {
  readonly command: string;
  readonly libraries: string;
}

/** What wrk has seen. */
export interface Load {
  /** Answers that have come as a whole. */
  readonly requests: number;
  /** What it says beside that, if anything has gone wrong. */
  readonly problems: readonly string[];
}

/**
 * wrk of Debian's packages, which are unpacked and not installed.
 *
 * @throws {Missing} when they can't be had, or run.
 */
export function findWrk(): Wrk {
  const folder = join(unpacked("libluajit-5.1-2"), "usr", "lib");
  const [system = ""] = readdirSync(folder);
  const wrk = { command: join(unpacked("wrk"), "usr", "bin", "wrk"), libraries: join(folder, system) };
  const { stdout } = spawnSync(wrk.command, ["--version"], { encoding: "utf8", env: environment(wrk) });
  if (!stdout?.startsWith("wrk ")) throw new Missing("Debian's package wrk, and a system that can run it");
  return wrk;
}

/** Asks a server on loopback for paths in turn, over so many connections, for so many seconds. */
export async function load(
  wrk: Wrk,
  port: number,
  { paths, connections, seconds }: {
    readonly paths: readonly string[];
    readonly connections: number;
    readonly seconds: number;
  },
): Promise<Load> {
  const directory = await mkdtemp(join(tmpdir(), "percore-wrk-")), script = join(directory, "paths.lua");
  const list = paths.map((path) => JSON.stringify(path)).join(", ");
  await writeFile(
    script,
    `local paths, n = {${list}}, 0
request = function()
  n = n + 1
  return wrk.format("GET", paths[n % #paths + 1])
end
`,
  );
  try {
    const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, `http://127.0.0.1:${port}`];
    const running = spawn(wrk.command, options, {
      stdio: ["ignore", "pipe", "inherit"],
      env: environment(wrk),
    });
    const [report, [code]] = await Promise.all([text(running.stdout), once(running, "exit")]);
    const requests = /^\s*(\d+) requests in /m.exec(report)?.[1];
    if (code !== 0 || requests === undefined) throw new Error(`wrk ended with ${code}: ${report}`);
    return {
      requests: Number(requests),
      problems: report.split("\n").filter((line) => /Socket errors|Non-2xx/.test(line)),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function environment({ libraries }: Wrk) {
  return { ...process.env, LD_LIBRARY_PATH: libraries };
}
