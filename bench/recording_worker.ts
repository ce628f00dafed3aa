/** A worker that records as fast as it can, for as long as it is told; see `recording_workers.ts`. */
import { readFileSync } from "node:fs";
import { connect } from "@percore/telemetry";
import { INTS } from "./benchmark.ts";
import type { Recorded, Task } from "./recording_workers.ts";
import { Series } from "./sets.ts";

// The two runtimes type the global object of a worker differently.
declare const self: {
  onmessage: ((event: MessageEvent<Task>) => void) | null;
  postMessage(message: Recorded): void;
};

/** Operations between two looks at the clock. */
const LOOK = 4096;

/** What so many operations add. */
const LOOK_SUM = INTS.reduce((sum, n) => sum + n, 0) * (LOOK / INTS.length);

const lanes = new Uint32Array(new SharedArrayBuffer(1024));

// Flushed when a task says so, and for the barrier that ends the benchmark.
const ready = connect({ cadence: 1e6 }).then((telemetry) => {
  const set = telemetry.register(Series, { attributes: { shard: 0 } });
  const loops: Readonly<Record<Task["loop"], () => void>> = {
    bare() {
      for (let k = 0; k < LOOK; k++) {
        const slot = (k & 63) * 2;
        lanes[slot] = (lanes[slot] ?? 0) + (INTS[k & 1023] ?? 0);
      }
    },
    recording() {
      for (let k = 0; k < LOOK; k++) set.with(k & 31, (k >> 5) & 31).count.add(INTS[k & 1023] ?? 0);
    },
  };
  return { telemetry, loops };
});

/** Milliseconds that this thread has run on a processor; NaN where the operating system doesn't tell so exactly. */
function processorTime(): number {
  try {
    return Number.parseInt(readFileSync("/proc/thread-self/schedstat", "utf8")) / 1e6;
  } catch {
    return NaN;
  }
}

async function perform({ loop, milliseconds, cadence = Infinity }: Task): Promise<Recorded> {
  const { telemetry, loops } = await ready, work = loops[loop];
  const onProcessor = processorTime(), begin = performance.now();
  let looks = 0, now = begin, flush = begin + cadence;
  while (now < begin + milliseconds) {
    work();
    looks++;
    now = performance.now();
    if (now < flush) continue;
    telemetry.flush();
    flush += cadence;
  }
  const operations = looks * LOOK;
  return {
    rate: operations / (now - begin),
    processorRate: operations / (processorTime() - onProcessor),
    sum: loop === "recording" ? looks * LOOK_SUM : 0,
  };
}

self.onmessage = async ({ data }) => self.postMessage(await perform(data));
