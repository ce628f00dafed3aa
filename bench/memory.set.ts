import process from "node:process";
import { allocate, LINE_BYTES } from "../src/set/arena.ts";
import { blockBytes } from "../src/set/block.ts";
import { type Benchmark, expectEqual } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { Ten } from "./sets.ts";

const INSTANCES = 2000;

/** The goal for the lanes of an instance. */
const LANES_GOAL = 256;

/** Offset of what is allocated next. */
function arenaEnd(): number {
  return allocate(LINE_BYTES) + LINE_BYTES;
}

/** Collects garbage; there if the runtime was started with `--expose-gc`. */
declare const gc: (() => void) | undefined;

/** Bytes of the heap that are in use; NaN without `gc()`. */
function heapUsed(): number {
  if (typeof gc !== "function") return NaN;
  // What the first collection leaves to finalizers, the next one takes.
  for (let round = 0; round < 3; round++) gc();
  return process.memoryUsage().heapUsed;
}

/** An idle instance of a set of 10 counters: its block in the arena; all that it takes there, and of the heap. */
export const benchmark: Benchmark = {
  unit: "bytes",
  floor: "the goal",
  run() {
    const register = () => telemetry.register(Ten);
    // What the first instances make once for all is not counted.
    const sets = Array.from({ length: 100 }, register), warm = sets.length;
    const heap = heapUsed(), arena = arenaEnd();
    for (let n = 0; n < INSTANCES; n++) sets.push(register());
    const arenaBytes = (arenaEnd() - LINE_BYTES - arena) / INSTANCES;
    const heapBytes = (heapUsed() - heap) / INSTANCES;
    for (const { count } of sets) count.increment();
    expectEqual("the sum", sumOf(Ten, "count"), INSTANCES + warm);
    return Promise.resolve({
      value: blockBytes(Ten.layout),
      floor: LANES_GOAL,
      peers: {},
      extra: { arena: arenaBytes, heap: heapBytes },
    });
  },
};
