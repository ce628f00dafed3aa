import { Aggregator } from "../src/aggregate/aggregator.ts";
import type { AggregatingOptions } from "../src/aggregate/aggregating_worker.ts";
import { arena } from "../src/set/arena.ts";
import { CONTROL_BYTES, controlOf, ControlWord, createRing, RING_BYTES } from "../src/transport/ring.ts";
import { RingWriter } from "../src/transport/ring_writer.ts";
import { Flusher } from "../src/worker/flusher.ts";
import { Registry } from "../src/worker/registry.ts";
import { delay } from "../src/host/wait.ts";
import { type Benchmark, expectEqual, perCall } from "./benchmark.ts";
import { sumOf } from "./collected.ts";
import { Series } from "./sets.ts";

const WORKERS = 64, SHARDS = 5, ROUTES = 50, OUTCOMES = 40;

const AGGREGATING: AggregatingOptions = { node: undefined, cpus: [], cadence: 100 };

/** Windows that wait in each ring when it is drained, so that it counts how fast that goes, and not how soon it begins. */
const WAITING = 4;

/** Milliseconds a window from 64 rings with 10,000 touched counters each to a reader that has them all. */
async function perWindow(aggregating: readonly AggregatingOptions[], waiting: number): Promise<number> {
  const aggregator = new Aggregator({ attributes: {} }, aggregating), reader = aggregator.reader({});
  const ring = createRing(RING_BYTES * WAITING), writer = new RingWriter(ring);
  const registry = new Registry(writer, new Flusher(arena, writer));
  const counters = Array.from(
    { length: SHARDS },
    (_, shard) => registry.register(Series, { attributes: { shard } }),
  )
    .flatMap((set) =>
      Array.from({ length: ROUTES * OUTCOMES }, (_, k) => set.with(k % ROUTES, Math.floor(k / ROUTES)).count)
    );
  // One worker records; the rings of the others are copies of its own.
  const rings = Array.from({ length: WORKERS }, (_, i) => i === 0 ? ring : createRing(RING_BYTES * WAITING));
  rings.forEach((ring, i) => {
    // It has always flushed already when it is asked to.
    Atomics.store(controlOf(ring), ControlWord.passed, 2 ** 30);
    aggregator.join({ arena, ring, root: registry.root }, i + 1, { ended: () => false }, () => {});
  });
  // Until then, one thread drains all rings.
  while (aggregating.length > 0 && aggregator.inspect().some(({ drainedBy }) => drainedBy === undefined)) {
    await delay(1);
    aggregator.drain(() => {});
  }
  let windows = 0;
  const record = () => {
    for (let i = 0; i < waiting; i++) {
      for (const counter of counters) counter.add(3);
      if (!registry.flush(++windows)) throw new Error("the ring is too small for the benchmark");
    }
    const tail = Atomics.load(controlOf(ring), ControlWord.tail);
    for (const copy of rings) {
      if (copy !== ring) new Uint8Array(copy, CONTROL_BYTES).set(new Uint8Array(ring, CONTROL_BYTES));
    }
    // Last of all: from here on, the frames are the readers'.
    for (const copy of rings) Atomics.store(controlOf(copy), ControlWord.tail, tail);
  };
  const drain = async () => {
    const late = await aggregator.barrier(() => aggregator.drain(() => {}), 10_000);
    expectEqual("the number of workers that were late", late, 0);
  };
  const value = await perCall(record, drain, { rounds: 40 }) / waiting;
  aggregator.close();
  expectEqual("the sum", sumOf(Series, "count", reader.collect()), windows * counters.length * WORKERS * 3);
  return value;
}

async function ratio(waiting: number): Promise<number> {
  return await perWindow([], waiting) / await perWindow([AGGREGATING, AGGREGATING], waiting);
}

/** How much faster two aggregating workers are than one thread that drains all rings. */
export const benchmark: Benchmark = {
  unit: "ratio",
  floor: "one thread",
  async run() {
    const [many, one] = [await ratio(WAITING), await ratio(1)];
    return { value: many, floor: 1, peers: {}, extra: { "with one window in each ring": one } };
  },
};
