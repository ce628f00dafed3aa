import { CPU_LIMIT } from "./cpu_list.ts";
import { isPermitted, runtime } from "./runtime.ts";

/** Where a thread runs, or shall run. */
export interface Place {
  /** The NUMA node, by the system's number. */
  readonly node: number;
  /** The cpu, by the system's number. */
  readonly cpu: number;
}

/**
 * Which cpus a thread may run on: a bit for each, as the system's calls take it on little-endian machines.
 */
export type CpuMask = Uint8Array<ArrayBuffer>;

/** What the system's scheduler tells and takes of the calling thread. */
export interface Affinity {
  /** The cpus on which the thread may run; `undefined` when the system doesn't tell. */
  mask(): CpuMask | undefined;
  /**
   * Lets the thread run on these cpus alone; it has been moved there on return. False when the system
   * refuses.
   */
  restrict(mask: CpuMask): boolean;
  /** Where the thread runs at this moment; `undefined` when the system doesn't tell. */
  place(): Place | undefined;
}

/** Why the scheduler can't be asked. */
export type NoAffinity = "not_linux" | "no_ffi" | "permission_denied";

/** The functions of the C library that are called, once they are bound. */
interface Libc {
  sched_setaffinity(thread: number, bytes: number, mask: CpuMask): number;
  sched_getaffinity(thread: number, bytes: number, mask: CpuMask): number;
  syscall(number: number, cpu: Uint32Array, node: Uint32Array, unused: number): number;
}

type Dlopen = (path: string, signatures: typeof SIGNATURES) => { readonly symbols: Libc };

/** Each type under Deno's name for the key and under Bun's. */
function signature<const Types extends readonly string[]>(...types: Types) {
  return { parameters: types, result: "i32", args: types, returns: "i32" } as const;
}

const SIGNATURES = {
  sched_setaffinity: signature("i32", "usize", "buffer"),
  sched_getaffinity: signature("i32", "usize", "buffer"),
  syscall: signature("usize", "buffer", "buffer", "usize"),
};

/** The number of the system call getcpu, for which musl has no function. */
const GETCPU: Readonly<Record<string, number>> = { x64: 309, arm64: 168 };

/** The C library's names. Deno lets `--allow-ffi=PATH` open nothing but an absolute path. */
const LIBRARIES = [
  "libc.so.6",
  "/lib/x86_64-linux-gnu/libc.so.6",
  "/lib/aarch64-linux-gnu/libc.so.6",
  "/lib64/libc.so.6",
  "/usr/lib/libc.so.6",
  "libc.musl-x86_64.so.1",
  "libc.musl-aarch64.so.1",
];

/** The calling thread, in these system calls. */
const SELF = 0;

let opened: Affinity | undefined;

/**
 * The scheduler of the calling thread. The first call loads the C library; nothing prompts, and nothing
 * throws.
 */
export function affinity(): Affinity | NoAffinity {
  if (opened !== undefined) return opened;
  const { process } = runtime, dlopen = foreignFunctions();
  if (process?.platform !== undefined && process.platform !== "linux") return "not_linux";
  if (dlopen === undefined) return "no_ffi";
  const permitted = LIBRARIES.filter((path) => isPermitted("ffi", path));
  if (permitted.length === 0) return "permission_denied";
  for (const path of permitted) {
    try {
      return opened = schedulerOf(dlopen(path, SIGNATURES).symbols, GETCPU[process?.arch ?? ""]);
    } catch {
      // Of another name on this system.
    }
  }
  return "no_ffi";
}

function schedulerOf(libc: Libc, getcpu: number | undefined): Affinity {
  const cpu = new Uint32Array(1), node = new Uint32Array(1);
  return {
    mask() {
      const mask = new Uint8Array(CPU_LIMIT / 8);
      return libc.sched_getaffinity(SELF, mask.length, mask) === 0 ? mask : undefined;
    },
    restrict: (mask) => libc.sched_setaffinity(SELF, mask.length, mask) === 0,
    place() {
      if (getcpu === undefined || libc.syscall(getcpu, cpu, node, 0) !== 0) return undefined;
      const [onNode = 0] = node, [onCpu = 0] = cpu;
      return { node: onNode, cpu: onCpu };
    },
  };
}

/**
 * The runtime's way to call C functions. Deno's and Bun's both read {@linkcode SIGNATURES}, each its own
 * keys.
 */
function foreignFunctions(): Dlopen | undefined {
  const module = runtime.Deno ?? runtime.process?.getBuiltinModule?.("bun:ffi");
  return hasDlopen(module) ? module.dlopen : undefined;
}

function hasDlopen(module: unknown): module is { readonly dlopen: Dlopen } {
  return typeof module === "object" && module !== null && "dlopen" in module &&
    typeof module.dlopen === "function";
}

/** The mask of some cpus. */
export function maskOf(...cpus: readonly number[]): CpuMask {
  const mask = new Uint8Array(CPU_LIMIT / 8);
  for (const cpu of cpus) mask[cpu >> 3] = (mask[cpu >> 3] ?? 0) | 1 << (cpu & 7);
  return mask;
}

/** The cpus in a mask, ascending. */
export function cpusIn(mask: CpuMask): readonly number[] {
  const cpus: number[] = [];
  for (const [index, bits] of mask.entries()) {
    for (let bit = 0; bit < 8; bit++) if ((bits >> bit & 1) === 1) cpus.push(index * 8 + bit);
  }
  return cpus;
}
