import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { createTelemetry, type MetricSetDefinition } from "@percore/telemetry";
import { MetricsEncoder } from "../src/export/otlp/metrics_encoder.ts";
import { type Benchmark, perCall } from "./benchmark.ts";
import { peerForm } from "../tests/otlp/peer_form.ts";
import { Peer } from "./peers.ts";
import { SCOPES } from "./sets.ts";

const telemetry = createTelemetry({ resource: { "service.name": "bench" }, cadence: 1e6 });
const reader = telemetry.reader();
const fields = SCOPES.flatMap((scope: MetricSetDefinition<object, readonly [], object, object>) =>
  Object.values(telemetry.register(scope))
);

/** 2,000 one-point sums and gauges and 200 exponential histograms in 50 scopes, all changed, from the aggregate to bytes. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the request once",
  async run() {
    let round = 0;
    const change = () => {
      round++;
      for (const instrument of fields) {
        if ("add" in instrument) instrument.add(12345);
        else if ("set" in instrument) instrument.set(round / 7);
        else if ("record" in instrument) { for (let i = 1; i < 9; i++) instrument.record(i / 9); }
      }
      telemetry.drain();
    };
    change();
    const encoder = new MetricsEncoder();
    const collection = reader.collect();
    // As between two exports, the caches are full of other things, for all that is compared.
    const prepare = () => (change(), reader.collect());
    const value = await perCall(prepare, () => encoder.encode(collection), { rounds: 300 });
    const bytes = encoder.encode(collection)?.slice() ?? new Uint8Array();
    if (bytes.length < 100_000) throw new Error(`the request has ${bytes.length} bytes only`);
    const peer = peerForm(collection);
    return {
      value,
      floor: await perCall(prepare, () => bytes.slice(), { rounds: 300 }),
      peers: {
        // Its declared input has more members than it reads.
        [Peer.transformer]: await perCall(
          prepare,
          () => ProtobufMetricsSerializer.serializeRequest(peer as never),
          { rounds: 300 },
        ),
      },
    };
  },
};
