/** Frames of 8 cells each, of one worker: each kind of them has its own way through a reader. */
import { Workers } from "./aggregating.ts";
import { expectEqual } from "./benchmark.ts";
import { sumOf } from "./collected.ts";
import { Eight, Handled, Observing } from "./sets.ts";

/** Frames that are drained at once: so many that the clock can tell how long it takes. */
export const FRAMES = 4096;

/** What fills the ring, what empties it, and what is to be called when all is done. */
export interface Frames {
  record(): void;
  drain(): void;
  expectAll(): void;
}

/** What is recorded for one frame: `number` counts them. */
type Recording = (number: number) => void;

function framesOf(workers: Workers, recordOne: Recording, expectAll: (recorded: number) => void): Frames {
  let recorded = 0;
  return {
    record() {
      for (let frame = 0; frame < FRAMES; frame++) {
        recordOne(recorded++);
        workers.flush();
      }
    },
    drain() {
      workers.drain();
    },
    expectAll() {
      expectAll(recorded);
    },
  };
}

/** Four counters and a min-max-sum-count histogram. */
export function handledFrames(): Frames {
  const workers = new Workers(1, 2 ** 20);
  const { received, answered, failed, retried, duration } = workers.registry.register(Handled, undefined);
  const recordOne: Recording = (number) => {
    for (const counter of [received, answered, failed, retried]) counter.add(3);
    duration.record(number & 63);
  };
  return framesOf(workers, recordOne, (recorded) => {
    expectEqual("the sum", sumOf(Handled, "answered", workers.collect()), recorded * 3);
  });
}

/** Eight gauges, half of which are merged over all workers. */
export function gaugeFrames(): Frames {
  const workers = new Workers(1, 2 ** 20);
  const { a, b, c, d, e, f, g, h } = workers.registry.register(Eight, undefined);
  const recordOne: Recording = (number) => {
    for (const gauge of [a, b, c, d, e, f, g, h]) gauge.set(number + 0.5);
  };
  return framesOf(workers, recordOne, (recorded) => {
    const collection = workers.collect();
    for (const field of ["a", "h"]) expectEqual("a gauge", sumOf(Eight, field, collection), recorded - 0.5);
  });
}

/** Four observed totals and four observed levels. */
export function observedFrames(): Frames {
  const workers = new Workers(1, 2 ** 20);
  const { a, b, c, d, e, f, g, h } = workers.registry.register(Observing, undefined);
  const recordOne: Recording = (number) => {
    for (const observed of [a, b, c, d, e, f, g, h]) observed.observe(number + 0.5);
  };
  return framesOf(workers, recordOne, (recorded) => {
    const collection = workers.collect();
    for (const field of ["a", "h"]) {
      expectEqual("an observed value", sumOf(Observing, field, collection), recorded - 0.5);
    }
  });
}
