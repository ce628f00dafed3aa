import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** A thread, as the kernel knows it. */
export interface Thread {
  /** The kernel's number of it. */
  readonly id: number;
  readonly name: string | undefined;
  /** The `Cpus_allowed_list`. */
  readonly allowed: string | undefined;
}

/** What the runtimes call the threads that run a module; the rest are helpers of theirs. */
const MODULE = /^(worker-\d+|Worker)$/;

/** The calling thread. */
export function thisThread(): Thread {
  return threadOf(Number(basename(readlinkSync("/proc/thread-self"))));
}

/** All threads of the process. */
export function threads(): readonly Thread[] {
  return readdirSync("/proc/self/task").map((id) => threadOf(Number(id)));
}

/** Whether a thread runs a module, as workers do, and percore's own threads. */
export function runsModule({ name }: Thread): boolean {
  return name !== undefined && MODULE.test(name);
}

/** A thread that has ended in the meantime has no name any more. */
function threadOf(id: number): Thread {
  const status = statusOf(id);
  const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, "m").exec(status)?.[1];
  return { id, name: field("Name"), allowed: field("Cpus_allowed_list") };
}

function statusOf(id: number): string {
  try {
    return readFileSync(`/proc/self/task/${id}/status`, "utf8");
  } catch {
    return "";
  }
}
