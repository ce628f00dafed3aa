import { Workers } from "./aggregating.ts";
import { type Benchmark, expectEqual, perCall } from "./benchmark.ts";
import { sumOf } from "./collected.ts";
import { Tens } from "./sets.ts";

const SETS = 50, TOUCHED = 1000, COUNTERS = 10;

/** More than the processor's caches hold. */
const elsewhere = new Float64Array(2 ** 23);

/** Milliseconds to drain a window in which a counter was added to in so many rows, of sets with `rows` rows each. */
async function perWindow(rows: number): Promise<number> {
  const workers = new Workers(1, 2 ** 20);
  const all = Array.from({ length: SETS }, (_, shard) => {
    const set = workers.registry.register(Tens, { attributes: { shard } });
    return Array.from({ length: rows }, (_, row) => set.with(row % 50, Math.floor(row / 50)).count);
  });
  let expected = 0;
  const window = (counters: readonly (typeof all)[number][number][]) => {
    for (const counter of counters) counter.add(3);
    workers.flush();
    expected += counters.length * 3;
  };
  // All rows become known, set by set: at once they would need a larger ring.
  for (const counters of all) {
    window(counters);
    workers.drain();
  }
  const touched = all.flatMap((counters) => counters.filter((_, row) => row % (rows * SETS / TOUCHED) === 0));
  expectEqual("the number of touched cells", touched.length, TOUCHED);
  const prepare = () => {
    window(touched);
    // In the 100 ms between two drains, the caches serve others.
    for (let i = 0; i < elsewhere.length; i += 8) elsewhere[i] = expected;
  };
  const value = await perCall(prepare, () => workers.drain(), { rounds: 300 });
  expectEqual("the sum", sumOf(Tens, "count", workers.collect()), expected);
  return value;
}

/** The drain of a window in which 1,000 of a million cells were added to, in 50 sets. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "1,000 of 10,000 cells, in 50 sets",
  async run() {
    return {
      value: await perWindow(1_000_000 / SETS / COUNTERS),
      floor: await perWindow(10_000 / SETS / COUNTERS),
      peers: {},
    };
  },
};
