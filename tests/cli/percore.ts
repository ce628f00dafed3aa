import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { run } from "@percore/telemetry/cli";

/** What a command wrote, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** A folder for one test, from which commands are run. */
export class Folder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  join(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  /** Writes files, by their paths in the folder. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(this.join(name)), { recursive: true });
      await writeFile(this.join(name), text);
    }
  }

  read(name: string): Promise<string> {
    return readFile(this.join(name), "utf8");
  }

  /** All files in the folder, hidden ones too. */
  async files(): Promise<readonly string[]> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(this.path.length + 1)).sort();
  }

  /** Runs a command within this process; the folder's path is `.` in what it wrote, as a user in it would see it. */
  async percore(...args: readonly string[]): Promise<Outcome> {
    const out: string[] = [], errors: string[] = [], before = process.cwd();
    process.chdir(this.path);
    try {
      const code = await run(args, { out: (line) => out.push(line), error: (line) => errors.push(line) });
      return { code, out: out.join("\n"), errors: errors.join("\n") };
    } finally {
      process.chdir(before);
    }
  }
}

/** Calls back with an empty folder, which is gone afterwards. */
export async function inFolder(action: (folder: Folder) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), "percore-cli-"));
  try {
    await action(new Folder(path));
  } finally {
    await rm(path, { recursive: true });
  }
}

const SCRIPT = fileURLToPath(new URL("../../scripts/percore.ts", import.meta.url));

/** The command as a process of the runtime that runs the test, in a folder. */
export class Process {
  readonly ended: Promise<Outcome>;
  readonly #child;
  #out = "";
  #errors = "";
  #wake = () => {};

  constructor(folder: Folder, ...args: readonly string[]) {
    const options = process.versions.bun === undefined ? ["run", "--quiet", "--no-check", "--allow-all"] : [];
    this.#child = spawn(process.execPath, [...options, SCRIPT, ...args], {
      env: { ...process.env, INIT_CWD: folder.path, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#out += text;
      this.#wake();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => this.#errors += text);
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => {
        this.#wake();
        resolve({ code: code ?? -1, out: this.#out, errors: this.#errors });
      });
    });
  }

  /** Resolves once standard output has as many lines of that text; rejects when the process ends before. */
  async lines(text: string, count: number): Promise<void> {
    let isEnded = false;
    void this.ended.then(() => isEnded = true);
    while (this.#out.split("\n").filter((line) => line === text).length < count) {
      if (isEnded) throw new Error(`the process has ended: ${this.#out}${this.#errors}`);
      await new Promise<void>((resolve) => this.#wake = resolve);
      await Promise.resolve();
    }
  }

  interrupt(): void {
    // Deno takes a child for killed by whatever signal its own kill() has sent.
    if (this.#child.pid !== undefined) process.kill(this.#child.pid, "SIGINT");
  }
}

/** A schema of one metric set, `a`. */
export const SMALL = `file_format: percore/1
metric_sets:
  - {name: a, brief: A., stability: stable, metrics: [{name: a.b, field: b, instrument: gauge, unit: s, brief: B.}]}
`;

/** A schema of one metric set of another name. */
export function small(name: string): string {
  return SMALL.replace("name: a,", `name: ${name},`).replace("name: a.b", `name: ${name}.b`);
}
