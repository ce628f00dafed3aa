/** A worker that records, flushes some of it, and then ends in the way that it is told. */
import process from "node:process";
import { parentPort } from "node:worker_threads";
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

/** How a worker can end itself. */
export type End = "return" | "throw" | "close" | "exit" | "syscall" | "pthread_exit";

declare const self: { onmessage: ((event: MessageEvent<End>) => void) | null; close(): void };

const told = Promise.withResolvers<End>();
if (parentPort === null) {
  self.onmessage = ({ data }) => {
    self.onmessage = null;
    told.resolve(data);
  };
} else parentPort.once("message", told.resolve);

/** Ends the thread behind the runtime's back. */
async function endInNativeCode(end: "syscall" | "pthread_exit"): Promise<void> {
  if (process.versions.bun !== undefined) {
    // By a name that is no constant: it is Bun's alone.
    const { dlopen } = await import(["bun", "ffi"].join(":"));
    const { symbols } = dlopen("libc.so.6", {
      syscall: { args: ["i64", "i64"], returns: "i64" },
      pthread_exit: { args: ["usize"], returns: "void" },
    });
    if (end === "syscall") symbols.syscall(EXIT, 0n);
    else symbols.pthread_exit(0n);
  } else {
    const { symbols } = Deno.dlopen("libc.so.6", {
      syscall: { parameters: ["i64", "i64"], result: "i64" },
      pthread_exit: { parameters: ["usize"], result: "void" },
    });
    if (end === "syscall") symbols.syscall(EXIT, 0n);
    else symbols.pthread_exit(0n);
  }
}

/** The number of `exit`, which ends the calling thread alone. */
const EXIT = process.arch === "x64" ? 60n : 93n;

const telemetry = await connect({ cadence: 1e6 });
const set = telemetry.register(Plain);
set.count.add(40);
set.amount.add(0.5);
telemetry.flush();
set.count.add(2);
set.amount.add(0.25);
const end = await told.promise;
if (end === "syscall" || end === "pthread_exit") await endInNativeCode(end);
else if (end === "close") self.close();
else if (end === "exit") process.exit(0);
else if (end === "throw") {
  // In a task of its own, as most exceptions are.
  setTimeout(() => {
    throw new Error("the worker throws on purpose");
  }, 0);
}
