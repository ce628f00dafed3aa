import { readProc, startedIn } from "./proc.ts";
import { runtime } from "./runtime.ts";

/** A tick of the times in `/proc`, in seconds: the same on all of Linux's architectures but alpha and ia64. */
const TICK = 0.01;

/**
 * Seconds since the process was started, as the operating system says it; otherwise as the runtime does, where Deno
 * counts from when the program has begun, after it was checked and compiled.
 */
export function processUptime(): number | undefined {
  return systemUptime() ?? runtime.process?.uptime?.();
}

function systemUptime(): number | undefined {
  return readProc((fs) => {
    const machine = Number.parseFloat(fs.readFileSync("/proc/uptime", "utf8"));
    const uptime = machine - Number(startedIn(fs.readFileSync("/proc/self/stat", "utf8"))) * TICK;
    return uptime >= 0 ? uptime : undefined;
  });
}
