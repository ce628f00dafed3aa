import type { BroadcastChannelLike } from "./channel.ts";

/** The parts of the runtimes' global objects that percore may use, all of them optional. */
interface Runtime {
  readonly process?: {
    readonly platform?: string;
    readonly arch?: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    exitCode?: number | string | null | undefined;
    readonly pid?: number;
    readonly argv?: readonly string[];
    readonly execPath?: string;
    readonly stderr?: { readonly isTTY?: boolean; write(text: string): unknown };
    readonly versions?: Readonly<Record<string, string | undefined>>;
    cwd?(): string;
    once?(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
    removeListener?(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
    uptime?(): number;
    memoryUsage?(): { readonly rss: number; readonly external: number };
    cpuUsage?(): { readonly user: number; readonly system: number };
    threadCpuUsage?(): { readonly user: number; readonly system: number };
    resourceUsage?(): {
      readonly minorPageFault: number;
      readonly majorPageFault: number;
      readonly voluntaryContextSwitches: number;
      readonly involuntaryContextSwitches: number;
    };
    getActiveResourcesInfo?(): readonly string[];
    getBuiltinModule?(name: "node:crypto"): Crypto | undefined;
    getBuiltinModule?(name: "node:child_process"): ChildProcesses | undefined;
    getBuiltinModule?(name: "node:fs"): FileSystem | undefined;
    getBuiltinModule?(name: "node:path"): Paths | undefined;
    getBuiltinModule?(name: "node:worker_threads"): WorkerThreads | undefined;
    getBuiltinModule?(name: string): unknown;
  };
  readonly Deno?: {
    readonly permissions: {
      querySync(
        permission:
          | { name: "read" | "ffi"; path: string }
          | { name: "env"; variable: string }
          | { name: "sys"; kind: SystemKind },
      ): { readonly state: string };
    };
    readonly dlopen?: unknown;
    createHttpClient?(options: {
      readonly caCerts?: readonly string[];
      readonly cert?: string;
      readonly key?: string;
    }): object;
    unrefTimer(id: number): void;
  };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly WorkerGlobalScope?: unknown;
  postMessage?(message: unknown): void;
}

/** What is used of `node:fs`. */
export interface FileSystem {
  readFileSync(path: string, encoding: "utf8"): string;
  readlinkSync(path: string): string;
  readdirSync(path: string): readonly string[];
  watch(
    path: string,
    options: { readonly recursive: boolean },
    listener: (event: string, name: string | null) => void,
  ): Watched;
  readonly promises: {
    open(path: string): Promise<FileHandle>;
    stat(path: string): Promise<FileKind>;
    realpath(path: string): Promise<string>;
    readdir(path: string): Promise<readonly string[]>;
    mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
    writeFile(path: string, text: string, options: { readonly flag: "wx" }): Promise<void>;
    rename(from: string, to: string): Promise<void>;
    rm(path: string, options?: { readonly force: boolean }): Promise<void>;
  };
}

/** What a path leads to. */
export interface FileKind {
  isFile(): boolean;
  isDirectory(): boolean;
}

/** What is used of a watcher of files. */
export interface Watched {
  on(event: "error", listener: (error: unknown) => void): unknown;
  close(): void;
}

/** What is used of `node:path`. */
export interface Paths {
  readonly sep: string;
  basename(path: string): string;
  dirname(path: string): string;
  isAbsolute(path: string): boolean;
  join(...paths: readonly string[]): string;
  normalize(path: string): string;
  relative(from: string, to: string): string;
  resolve(...paths: readonly string[]): string;
}

/** What is used of `node:child_process`. */
export interface ChildProcesses {
  spawnSync(command: string, args: readonly string[], options: {
    readonly input: string;
    readonly maxBuffer: number;
    readonly shell: false;
  }): {
    readonly status: number | null;
    readonly stdout: Uint8Array | null;
    readonly stderr: Uint8Array | null;
    readonly error?: Error;
  };
}

/** What is used of an open file. */
export interface FileHandle {
  read(buffer: Uint8Array, offset: number, length: number, position: null): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

/** What is used of `node:crypto`. */
export interface Crypto {
  readonly X509Certificate: new (pem: string) => { checkPrivateKey(key: PrivateKey): boolean };
  createPrivateKey(pem: string): PrivateKey;
}

/** What is used of a `KeyObject`. */
export interface PrivateKey {
  readonly asymmetricKeyType?: string;
  readonly asymmetricKeyDetails?: { readonly modulusLength?: number; readonly namedCurve?: string };
}

/** What is used of `node:worker_threads`. */
export interface WorkerThreads {
  readonly parentPort: {
    postMessage(message: unknown): void;
    on(event: "message", listener: (message: unknown) => void): unknown;
  } | null;
  readonly BroadcastChannel?: new (name: string) => BroadcastChannelLike;
  readonly Worker?: new (module: URL) => {
    postMessage(message: unknown): void;
    on(event: "error" | "exit", listener: (reason: unknown) => void): unknown;
    terminate(): unknown;
    unref(): void;
  };
}

/** The global object, seen as any of the runtimes may have it. */
export const runtime: Runtime = globalThis;

/** `node:fs` where the runtime has it; asked for by name, so that nothing fails to load where it doesn't. */
export function fileSystem(): FileSystem | undefined {
  return runtime.process?.getBuiltinModule?.("node:fs");
}

/** `node:crypto` where the runtime has it. */
export function cryptography(): Crypto | undefined {
  return runtime.process?.getBuiltinModule?.("node:crypto");
}

/** `node:worker_threads` where the runtime has it. */
export function workerThreads(): WorkerThreads | undefined {
  return runtime.process?.getBuiltinModule?.("node:worker_threads");
}

/** What the system tells and Deno has permissions for, as far as it is used. */
export type SystemKind = "hostname" | "osRelease" | "uid" | "gid" | "username" | "homedir";

/**
 * Whether something may be done, to a path or to a variable of the environment, without a question: to ask Deno for
 * more would make it prompt in somebody's program.
 */
export function isPermitted(name: "read" | "ffi" | "env", target: string): boolean {
  const permission = name === "env" ? { name, variable: target } : { name, path: target };
  return runtime.Deno === undefined || runtime.Deno.permissions.querySync(permission).state === "granted";
}

/** The same of what the system tells. */
export function isTold(kind: SystemKind): boolean {
  return runtime.Deno === undefined ||
    runtime.Deno.permissions.querySync({ name: "sys", kind }).state === "granted";
}
