import { readProc } from "./proc.ts";
import { runtime } from "./runtime.ts";
import { processUptime } from "./uptime.ts";

/** Processor time in seconds. */
export interface CpuTime {
  readonly user: number;
  readonly system: number;
}

/** What the operating system says of the process; `undefined` where it doesn't, or the runtime doesn't permit to ask. */
export interface ProcessUsage {
  /** Bytes of memory that are there. */
  readonly resident: number | undefined;
  /** Bytes of addresses. */
  readonly virtual: number | undefined;
  readonly threads: number | undefined;
  readonly descriptors: number | undefined;
  /** Seconds since the process was started. */
  readonly uptime: number | undefined;
  readonly cpu: CpuTime | undefined;
  readonly switches: { readonly voluntary: number; readonly involuntary: number } | undefined;
  readonly faults: { readonly major: number; readonly minor: number } | undefined;
}

const MICROSECOND = 1e-6;

/** Of the whole process, on its main thread. Reads three files and a directory of `/proc`. */
export function processUsage(): ProcessUsage {
  const { process } = runtime, used = process?.resourceUsage?.(), cpu = process?.cpuUsage?.();
  const status = readProc((fs) => fs.readFileSync("/proc/self/status", "utf8"));
  const virtual = numberIn(status, /^VmSize:\s*(\d+) kB$/m);
  const descriptors = readProc((fs) => fs.readdirSync("/proc/self/fd"))?.length;
  return {
    resident: process?.memoryUsage?.().rss,
    virtual: virtual === undefined ? undefined : virtual * 1024,
    threads: numberIn(status, /^Threads:\s*(\d+)$/m),
    // Without the one by which the directory is read.
    descriptors: descriptors === undefined ? undefined : descriptors - 1,
    uptime: processUptime(),
    cpu: secondsOf(cpu),
    switches: used &&
      { voluntary: used.voluntaryContextSwitches, involuntary: used.involuntaryContextSwitches },
    faults: used && { major: used.majorPageFault, minor: used.minorPageFault },
  };
}

/** The calling thread's processor time, where the runtime tells it. On Deno, it comes in hundredths of a second. */
export function threadCpuTime(): CpuTime | undefined {
  return secondsOf(runtime.process?.threadCpuUsage?.());
}

function secondsOf(time: CpuTime | undefined): CpuTime | undefined {
  return time && { user: time.user * MICROSECOND, system: time.system * MICROSECOND };
}

function numberIn(text: string | undefined, pattern: RegExp): number | undefined {
  const digits = pattern.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
