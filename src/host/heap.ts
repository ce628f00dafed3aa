import { runtime } from "./runtime.ts";

/** A part of V8's heap, in bytes. */
export interface HeapSpace {
  readonly space_name: string;
  readonly space_size: number;
  readonly space_used_size: number;
  readonly space_available_size: number;
  readonly physical_space_size: number;
}

/** What is used of `node:v8`. */
interface V8 {
  getHeapSpaceStatistics(): readonly HeapSpace[];
}

/** What is used of `bun:jsc`. */
interface Jsc {
  heapSize(): number;
}

/** Reads the spaces of this thread's heap, on V8; Bun's `node:v8` makes them up, and takes a walk over all objects to. */
export function v8Heap(): (() => readonly HeapSpace[]) | undefined {
  const v8 = runtime.Deno === undefined ? undefined : runtime.process?.getBuiltinModule?.("node:v8");
  return isV8(v8) ? () => v8.getHeapSpaceStatistics() : undefined;
}

/**
 * Reads the size of this thread's heap, on Bun, in bytes: a look at each block of the heap, some 30 µs a megabyte.
 * `process.memoryUsage()` has it as of the last collection alone, and `heapStats()` walks over all objects.
 */
export function jscHeap(): (() => { readonly used: number; readonly external: number }) | undefined {
  const { process } = runtime, jsc = process?.getBuiltinModule?.("bun:jsc");
  if (!isJsc(jsc)) return undefined;
  return () => ({ used: jsc.heapSize(), external: process?.memoryUsage?.().external ?? NaN });
}

/**
 * The types of what keeps this thread's event loop alive, each as often as there is one. What Deno's own interfaces
 * have opened, such as `Deno.serve()`, isn't among them; Bun knows of none.
 */
export function activeResources(): (() => readonly string[]) | undefined {
  const { Deno, process } = runtime;
  if (Deno === undefined || process?.getActiveResourcesInfo === undefined) return undefined;
  return () => process.getActiveResourcesInfo?.() ?? [];
}

function isV8(module: unknown): module is V8 {
  return typeof module === "object" && module !== null && "getHeapSpaceStatistics" in module &&
    typeof module.getHeapSpaceStatistics === "function";
}

function isJsc(module: unknown): module is Jsc {
  return typeof module === "object" && module !== null && "heapSize" in module &&
    typeof module.heapSize === "function";
}
