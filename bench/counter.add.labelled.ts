import { bareLoop, BATCH_SUM, peersAdd } from "./adding.ts";
import { BATCH, type Benchmark, expectEqual, INTS, perOperation } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { Series } from "./sets.ts";

const set = telemetry.register(Series, { attributes: { shard: 0 } });

/** `with(a, b).count.add(n)`, with two attributes that change each time; so do the peers' labels. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    for (const odd of [NaN, -1, 0.5, Infinity]) set.with(odd, 0).count.add(odd);
    let expected = 0;
    const value = await perOperation(() => {
      for (let k = 0; k < BATCH; k++) set.with(k & 7, (k >> 3) & 7).count.add(INTS[k & 1023] ?? 0);
      expected += BATCH_SUM;
    });
    expectEqual("the sum", sumOf(Series, "count"), expected);
    return { value, floor: await bareLoop(), peers: await peersAdd() };
  },
};
