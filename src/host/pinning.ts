import { affinity, type CpuMask, cpusIn, maskOf, type Place } from "./affinity.ts";
import { CPU_LIMIT } from "./cpu_list.ts";
import { warnOnce } from "./warn.ts";

/**
 * Why a thread isn't pinned.
 *
 * - `not_linux`: the operating system isn't Linux.
 * - `no_ffi`: the runtime can't call the C library.
 * - `permission_denied`: Deno runs without `--allow-ffi`, or a sandbox forbids the system call.
 * - `cpu_not_allowed`: the cpu is offline, doesn't exist, or is outside of the process's cpuset.
 * - `ineffective`: the system took the request and did something else.
 */
export type UnpinnedReason = "not_linux" | "no_ffi" | "permission_denied" | "cpu_not_allowed" | "ineffective";

/** What an attempt to pin a thread came to. */
export type PinResult = Pinned | Unpinned;

/** The thread runs on one cpu. */
export interface Pinned extends Place {
  /** Tells the two results apart. */
  readonly pinned: true;
}

/** The thread runs where it ran before. */
export interface Unpinned {
  /** Tells the two results apart. */
  readonly pinned: false;
  /** Why. */
  readonly reason: UnpinnedReason;
}

const REASONS: Readonly<Record<UnpinnedReason, string>> = {
  not_linux: "that works on Linux alone",
  no_ffi: "this runtime can't call the system's C library",
  permission_denied: "Deno needs --allow-ffi for that, a sandbox must permit sched_setaffinity",
  cpu_not_allowed: "it is offline, doesn't exist, or is outside of the process's cpuset",
  ineffective: "the system took the request and did something else",
};

/** What the calling thread might run on before it was pinned. */
let before: CpuMask | undefined;

let last: PinResult | undefined;

/**
 * Pins the calling thread to a cpu, and asks the kernel whether it is: from then on the thread runs there
 * alone, and the memory that it touches first lies on that cpu's node. Threads and workers that it starts
 * later begin on that cpu too. Where pinning isn't possible, the thread goes on as it was; the result says
 * why, and so does one warning.
 *
 * Needs Linux, and `--allow-ffi` on Deno. Cost: some system calls; the first time, the C library is loaded.
 *
 * @throws {RangeError} when `cpu` isn't a whole number from 0.
 *
 * @example
 * ```ts
 * import { pin, unpin } from "@percore/telemetry/numa";
 *
 * const result = pin(0);
 * console.log(result.pinned ? `on node ${result.node}` : `not pinned: ${result.reason}`);
 * if (unpin() !== result.pinned) throw new Error("a pinned thread can be unpinned");
 * ```
 */
export function pin(cpu: number): PinResult {
  if (!Number.isSafeInteger(cpu) || cpu < 0) {
    throw new RangeError(`cpu is ${cpu}: it must be the number of a cpu, a whole number from 0`);
  }
  last = tryToPin(cpu);
  if (!last.pinned) warnOnce(`a thread is not pinned to cpu ${cpu}: ${REASONS[last.reason]}`);
  return last;
}

function tryToPin(cpu: number): PinResult {
  const scheduler = affinity();
  if (typeof scheduler === "string") return unpinned(scheduler);
  const present = scheduler.mask();
  if (present === undefined) return unpinned("permission_denied");
  if (cpu >= CPU_LIMIT) return unpinned("cpu_not_allowed");
  if (!scheduler.restrict(maskOf(cpu))) {
    // What the thread has already can be refused by a sandbox alone.
    return unpinned(scheduler.restrict(present) ? "cpu_not_allowed" : "permission_denied");
  }
  before ??= present;
  const mask = scheduler.mask(), place = scheduler.place();
  if (mask === undefined || cpusIn(mask).join() !== String(cpu)) return unpinned("ineffective");
  return { pinned: true, cpu, node: place?.node ?? 0 };
}

/** Lets the calling thread, which is percore's own, run on these cpus alone, where that is possible. */
export function pinTo(cpus: readonly number[]): void {
  const scheduler = affinity();
  if (typeof scheduler !== "string") scheduler.restrict(maskOf(...cpus.filter((cpu) => cpu < CPU_LIMIT)));
}

function unpinned(reason: UnpinnedReason): Unpinned {
  return { pinned: false, reason };
}

/**
 * Lets the calling thread run again wherever it might before its first {@linkcode pin}. False when it wasn't
 * pinned, or when the system refuses, as it does when the process's cpuset has changed altogether.
 */
export function unpin(): boolean {
  const scheduler = affinity();
  if (before === undefined || typeof scheduler === "string" || !scheduler.restrict(before)) return false;
  before = undefined;
  last = undefined;
  return true;
}

/**
 * What the last {@linkcode pin} of the calling thread came to; `undefined` before the first, and after
 * `unpin()`.
 */
export function pinning(): PinResult | undefined {
  return last;
}

/**
 * Where the calling thread runs at this moment; unless it is pinned, it may run elsewhere at the next.
 * `undefined` where the system can't be asked, for the reasons for which it can't pin.
 */
export function currentPlace(): Place | undefined {
  const scheduler = affinity();
  return typeof scheduler === "string" ? undefined : scheduler.place();
}
