import { Workers } from "./aggregating.ts";
import { type Benchmark, expectEqual, perCall } from "./benchmark.ts";
import { sumOf } from "./collected.ts";
import { Series } from "./sets.ts";
import { RING_BYTES } from "../src/transport/ring.ts";

const WORKERS = 64, SHARDS = 5, ROUTES = 50, OUTCOMES = 40;

/** Milliseconds from one drain to the next, by default. */
const CADENCE = 100;

/** Of how much of the time the aggregator's thread takes for 64 workers that each touch 10,000 counters in 100 ms. */
export const benchmark: Benchmark = {
  unit: "percent",
  floor: "the goal",
  async run() {
    const workers = new Workers(WORKERS, RING_BYTES);
    const counters = Array.from(
      { length: SHARDS },
      (_, shard) => workers.registry.register(Series, { attributes: { shard } }),
    ).flatMap((set) =>
      Array.from({ length: ROUTES * OUTCOMES }, (_, k) => set.with(k % ROUTES, Math.floor(k / ROUTES)).count)
    );
    let windows = 0;
    const record = () => {
      for (const counter of counters) counter.add(3);
      workers.flush();
      workers.copy();
      windows++;
    };
    const value = await perCall(record, () => workers.drain(), { rounds: 50 }) / CADENCE * 100;
    const expected = windows * counters.length * WORKERS * 3;
    expectEqual("the sum", sumOf(Series, "count", workers.collect()), expected);
    return { value, floor: 20, peers: {} };
  },
};
