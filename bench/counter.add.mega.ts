import { bareLoop, BATCH_SUM } from "./adding.ts";
import { BATCH, type Benchmark, expectEqual, INTS, perOperation } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { DIFFERENT } from "./sets.ts";

const sets = DIFFERENT.map((definition) => telemetry.register(definition));
/** A mask finds the next one, as in the floor: a division would cost as much as an addition. */
const inTurn = Array.from({ length: 64 }, (_, k) => sets[k % sets.length]);

/** `set.count.add(n)`, over 20 sets that differ in their fields, four classes of counters among them. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    for (const { count } of sets) [NaN, Infinity].forEach((odd) => count.add(odd));
    let expected = 0;
    const value = await perOperation(() => {
      for (let k = 0; k < BATCH; k++) inTurn[k & 63]?.count.add(INTS[k & 1023] ?? 0);
      expected += BATCH_SUM;
    });
    const found = DIFFERENT.reduce((sum, definition) => sum + sumOf(definition, "count"), 0);
    expectEqual("the sum", found, expected);
    return { value, floor: await bareLoop(), peers: {} };
  },
};
