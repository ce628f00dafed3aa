import process from "node:process";
import type { Benchmark } from "./benchmark.ts";
import { FRAMES, type Frames, gaugeFrames, handledFrames, observedFrames } from "./frames.ts";

/** Drains of which allocations are counted: of a million frames. */
const DRAINS = 256;

/** Where objects go, so that they can't be left out. */
const kept: unknown[] = Array.from({ length: FRAMES });

/** Bytes by which the heap grows while `work` is done, many times over. */
function growth(prepare: () => void, work: () => void): number {
  let bytes = 0;
  for (let round = 0; round < DRAINS; round++) {
    prepare();
    const before = process.memoryUsage().heapUsed;
    work();
    // When garbage was collected meanwhile, there is less than before.
    bytes += Math.max(0, process.memoryUsage().heapUsed - before);
  }
  return bytes;
}

/** Bytes that draining a frame allocates, once the compiler has seen it often. */
function perFrame({ record, drain, expectAll }: Frames, work = drain): number {
  growth(record, work);
  // Asking allocates, too.
  const asking = growth(() => {}, () => {});
  const bytes = (growth(record, work) - asking) / (DRAINS * FRAMES);
  expectAll();
  return bytes;
}

/** What the drain of a frame of 8 cells allocates. */
export const benchmark: Benchmark = {
  unit: "bytes",
  floor: "the same, and an array of 8 numbers for each frame",
  run() {
    const frames = handledFrames();
    const floor = perFrame(frames, () => {
      frames.drain();
      for (let frame = 0; frame < FRAMES; frame++) kept[frame] = new Array(8).fill(frame);
    });
    return Promise.resolve({
      value: perFrame(frames),
      floor,
      peers: {},
      extra: { "of gauges": perFrame(gaugeFrames()), "of observed values": perFrame(observedFrames()) },
    });
  },
};
