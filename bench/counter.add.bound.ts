import { bareLoop, BATCH_SUM } from "./adding.ts";
import { BATCH, type Benchmark, expectEqual, INTS, perOperation } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { openTelemetryCounter, OUTCOMES, Peer, prometheusCounter, ROUTES } from "./peers.ts";
import { Series } from "./sets.ts";

const bound = telemetry.register(Series, { attributes: { shard: 0 } }).with(3, 5);

/** `add(n)` of a view that is held across the loop; the Prometheus client's child is held, too. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    for (const odd of [NaN, -1, 0.5, Infinity]) bound.count.add(odd);
    let expected = 0;
    const value = await perOperation(() => {
      for (let k = 0; k < BATCH; k++) bound.count.add(INTS[k & 1023] ?? 0);
      expected += BATCH_SUM;
    });
    expectEqual("the sum", sumOf(Series, "count"), expected);
    const labels = { route: ROUTES[3] ?? "", outcome: OUTCOMES[5] ?? "" };
    const child = prometheusCounter(["route", "outcome"]).counter.labels(labels);
    // OpenTelemetry has nothing to hold but the object of attributes.
    const openTelemetry = openTelemetryCounter().counter;
    return {
      value,
      floor: await bareLoop(),
      peers: {
        [Peer.prometheus]: await perOperation(() => {
          for (let k = 0; k < BATCH; k++) child.inc(INTS[k & 1023]);
        }),
        [Peer.opentelemetry]: await perOperation(() => {
          for (let k = 0; k < BATCH; k++) openTelemetry.add(INTS[k & 1023] ?? 0, labels);
        }),
      },
    };
  },
};
