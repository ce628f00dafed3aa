/** Frames of 8 cells: four counters and a min-max-sum-count histogram, of one worker. */
import { Workers } from "./aggregating.ts";
import { expectEqual } from "./benchmark.ts";
import { sumOf } from "./collected.ts";
import { Handled } from "./sets.ts";

/** Frames that are drained at once: so many that the clock can tell how long it takes. */
export const FRAMES = 4096;

/** What fills the ring, what empties it, and what is to be called when all is done. */
export interface HandledFrames {
  record(): void;
  drain(): void;
  expectAll(): void;
}

/** Makes the worker, and the reader that adds up what it has recorded. */
export function handledFrames(): HandledFrames {
  const workers = new Workers(1, 2 ** 20);
  const { received, answered, failed, retried, duration } = workers.registry.register(Handled, undefined);
  let expected = 0;
  return {
    record() {
      for (let frame = 0; frame < FRAMES; frame++) {
        for (const counter of [received, answered, failed, retried]) counter.add(3);
        duration.record(frame & 63);
        workers.flush();
      }
      expected += FRAMES * 3;
    },
    drain() {
      workers.drain();
    },
    expectAll() {
      expectEqual("the sum", sumOf(Handled, "answered", workers.collect()), expected);
    },
  };
}
