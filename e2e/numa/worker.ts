/** A worker that connects on the cpu that it is told, records, and says where its memory lies. */
import { readFileSync } from "node:fs";
import { connect } from "@percore/telemetry";
import { currentPlace, pinning } from "@percore/telemetry/numa";
import { arena } from "../../src/set/arena.ts";
import { Plain } from "../../tests/set/sample_sets.ts";
import { pagesOf } from "./pages.ts";
import type { WorkerReport } from "./report.ts";

/** Enough that they take a megabyte of the arena. */
const SETS = 4000;

// The two runtimes type the global object of a worker differently.
declare const self: {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(message: WorkerReport): void;
};

const started = currentPlace();

self.onmessage = async ({ data: cpu }) => {
  const before = pagesOf(arena);
  const telemetry = await connect({ cpu });
  for (let i = 0; i < SETS; i++) telemetry.register(Plain).count.increment();
  const status = readFileSync("/proc/thread-self/status", "utf8");
  self.postMessage({
    started,
    pinning: pinning(),
    allowed: /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1],
    before,
    arena: pagesOf(arena),
    ring: pagesOf(telemetry.memory.ring),
    recorded: SETS,
  });
};
