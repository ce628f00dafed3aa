import { counterAdd } from "./adding.ts";
import { BATCH, type Benchmark, perOperation } from "./benchmark.ts";
import { telemetry } from "./collected.ts";
import { openTelemetryHistogram, OUTCOMES, Peer, prometheusHistogram, ROUTES } from "./peers.ts";
import { expectBatches, openTelemetryRecord, VALUES } from "./recording.ts";
import { BOUNDARIES, Explicit } from "./sets.ts";

const set = telemetry.register(Explicit, { attributes: { shard: 0 } });

/** `with(a, b).duration.record(v)`, 15 boundaries, both attributes change each time; so do the peers' labels. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "counter.add",
  async run() {
    for (const odd of [NaN, Infinity]) set.with(odd, 0).duration.record(odd);
    for (const odd of [NaN, Infinity]) set.with(0, 0).duration.record(odd);
    let batches = 0;
    const value = await perOperation(() => {
      for (let k = 0; k < BATCH; k++) set.with(k & 7, (k >> 3) & 7).duration.record(VALUES[k & 16_383] ?? 0);
      batches++;
    });
    expectBatches(batches, Explicit);
    const prometheus = prometheusHistogram(BOUNDARIES);
    return {
      value,
      floor: await counterAdd(),
      peers: {
        [Peer.prometheus]: await perOperation(() => {
          for (let k = 0; k < BATCH; k++) {
            const labels = { route: ROUTES[k & 7] ?? "", outcome: OUTCOMES[(k >> 3) & 7] ?? "" };
            prometheus.observe(labels, VALUES[k & 16_383] ?? 0);
          }
        }),
        [Peer.opentelemetry]: await openTelemetryRecord(openTelemetryHistogram(BOUNDARIES)),
      },
    };
  },
};
