import { counterAdd } from "./adding.ts";
import type { Benchmark } from "./benchmark.ts";
import { openTelemetryHistogram, Peer } from "./peers.ts";
import { openTelemetryRecord, recordInTurn } from "./recording.ts";
import { Exponential } from "./sets.ts";

/** An exponential histogram's `record()`, over 64 histograms in turn; the peer records with two attributes. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "counter.add",
  async run() {
    return {
      value: await recordInTurn(Exponential),
      floor: await counterAdd(),
      peers: { [Peer.opentelemetry]: await openTelemetryRecord(openTelemetryHistogram("exponential")) },
    };
  },
};
