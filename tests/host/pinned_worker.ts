/**
 * A worker that connects on the cpu that it is told, says what came of it, and unpins itself when it is told
 * to.
 */
import { readFileSync } from "node:fs";
import { connect } from "@percore/telemetry";
import { currentPlace, pinning, type PinResult, type Place, unpin } from "@percore/telemetry/numa";

/** What the worker says. */
export interface Report {
  readonly result: PinResult | undefined;
  readonly place: Place | undefined;
  /** What the kernel says. */
  readonly allowed: string | undefined;
  /** What `unpin()` said. */
  readonly unpinned: boolean | undefined;
}

// The two runtimes type the global object of a worker differently.
declare const self: {
  onmessage: ((event: MessageEvent<number | "unpin">) => void) | null;
  postMessage(message: Report): void;
};

function report(unpinned?: boolean): void {
  const status = readFileSync("/proc/thread-self/status", "utf8");
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  self.postMessage({ result: pinning(), place: currentPlace(), allowed, unpinned });
}

self.onmessage = async ({ data }) => {
  if (data === "unpin") return report(unpin());
  await connect({ cpu: data });
  report();
};
