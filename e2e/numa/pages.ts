import { readFileSync } from "node:fs";
import process from "node:process";
import type { PagesByNode } from "./report.ts";

const PAGE_BYTES = 4096;

/** Advice that changes nothing for a program that doesn't fork, and the opposite of it. */
const MADV_DONTFORK = 10, MADV_DOFORK = 11;

/** What is called of the C library; each type under Deno's name for the key and under Bun's. */
const SIGNATURES = {
  madvise: {
    parameters: ["usize", "usize", "i32"],
    args: ["usize", "usize", "i32"],
    result: "i32",
    returns: "i32",
  },
} as const;

/** The runtime's way to native code. */
interface Native {
  readonly madvise: (address: bigint, bytes: bigint, advice: number) => number;
  readonly addressOf: (bytes: Uint8Array) => bigint;
}

/** What is used of `bun:ffi`. */
interface BunFfi {
  dlopen(path: string, signatures: typeof SIGNATURES): { readonly symbols: Pick<Native, "madvise"> };
  ptr(bytes: Uint8Array): number;
}

const { madvise, addressOf } = native();

/**
 * On which nodes the pages of a shared memory lie that are in use, as `/proc/self/numa_maps` says.
 *
 * @throws {Error} when that can't be told.
 */
export function pagesOf(memory: ArrayBufferLike): PagesByNode {
  const address = addressOf(new Uint8Array(memory)), page = BigInt(PAGE_BYTES);
  const begin = (address + page - 1n) / page * page;
  const bytes = (address + BigInt(memory.byteLength)) / page * page - begin;
  // Allocators put much into one mapping, and the file tells of mappings: advice for a part makes it one of its own.
  if (madvise(begin, bytes, MADV_DONTFORK) !== 0) throw new Error("madvise() refuses the memory");
  const maps = readFileSync("/proc/self/numa_maps", "utf8").split("\n");
  madvise(begin, bytes, MADV_DOFORK);
  const mapping = maps.find((line) => line.startsWith(`${begin.toString(16).padStart(8, "0")} `));
  if (mapping === undefined) throw new Error("/proc/self/numa_maps doesn't tell of the memory");
  const nodes = mapping.matchAll(/\sN(\d+)=(\d+)/g);
  return Object.fromEntries(nodes.map(([, node, pages]) => [node, Number(pages)]));
}

function native(): Native {
  const bun: unknown = process.getBuiltinModule("bun:ffi");
  if (isBunFfi(bun)) {
    return { ...bun.dlopen("libc.so.6", SIGNATURES).symbols, addressOf: (bytes) => BigInt(bun.ptr(bytes)) };
  }
  const { symbols } = Deno.dlopen("libc.so.6", SIGNATURES);
  return {
    madvise: symbols.madvise,
    addressOf: (bytes) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)),
  };
}

function isBunFfi(module: unknown): module is BunFfi {
  return typeof module === "object" && module !== null && "dlopen" in module && "ptr" in module;
}
