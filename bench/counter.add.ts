import { createTelemetry } from "@percore/telemetry";
import { bareLoop, BATCH_SUM, peersAdd } from "./adding.ts";
import { BATCH, type Benchmark, expectEqual, INTS, perOperation } from "./benchmark.ts";
import { Single } from "./sets.ts";

const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
const reader = telemetry.reader();
const counters = Array.from(
  { length: 64 },
  (_, shard) => telemetry.register(Single, { attributes: { shard } }).count,
);

/** An int counter's `add()`, over 64 counters in turn; the peers add with two labels. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    // As in a program, the compiler has seen every branch of add().
    for (const odd of [NaN, -1, 0.5, 2 ** 33, Infinity]) counters[0]?.add(odd);
    let expected = 2 ** 33;
    const value = await perOperation(() => {
      for (let k = 0; k < BATCH; k++) counters[k & 63]?.add(INTS[k & 1023] ?? 0);
      expected += BATCH_SUM;
    });
    const sets = reader.collect().sets.filter(({ descriptor }) => descriptor.name === Single.descriptor.name);
    expectEqual("the sum", sets.reduce((sum, { values }) => sum + (values[0] ?? 0), 0), expected);
    return { value, floor: await bareLoop(), peers: await peersAdd() };
  },
};
