/**
 * A worker that connects on the cpu that it is told, records, and says where its memory lies; then records again
 * whenever it is told to.
 */
import { connect } from "@percore/telemetry";
import { currentPlace, pinning } from "@percore/telemetry/numa";
import { arena } from "../../src/set/arena.ts";
import { Distributions } from "../../tests/set/more_sets.ts";
import { Plain } from "../../tests/set/sample_sets.ts";
import { pagesOf } from "./pages.ts";
import type { Recorded, WorkerReport } from "./report.ts";
import { thisThread } from "./threads.ts";

/** Enough that they take a megabyte of the arena. */
const SETS = 4000;

/** In how many of them it records: emulated cpus take long for each that is new to an aggregating worker. */
const RECORDED = 100;

/** Enough, in one frame, for some pages of what is handed on. */
const BUCKETS = 5000;

// The two runtimes type the global object of a worker differently.
declare const self: {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(message: WorkerReport | Recorded): void;
};

const started = currentPlace();

self.onmessage = async ({ data: cpu }) => {
  const before = pagesOf(arena);
  const telemetry = await connect({ cpu });
  const sets = Array.from({ length: SETS }, () => telemetry.register(Plain)).slice(0, RECORDED);
  const { spread } = telemetry.register(Distributions);
  const record = (): Recorded => {
    for (let bucket = 0; bucket < BUCKETS; bucket++) spread.record(1.05 ** bucket);
    // Another sum on each node.
    for (const { count } of sets) count.add(cpu + 1);
    return { recorded: RECORDED * (cpu + 1) };
  };
  self.onmessage = () => self.postMessage(record());
  self.postMessage({
    ...record(),
    started,
    pinning: pinning(),
    thread: thisThread(),
    before,
    arena: pagesOf(arena),
    ring: pagesOf(telemetry.memory.ring),
  });
};
