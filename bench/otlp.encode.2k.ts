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

let round = 0;

/** Changes all values, and reads them into the aggregate. */
function change(): void {
  round++;
  for (const instrument of fields) {
    if ("add" in instrument) instrument.add(12345);
    else if ("set" in instrument) instrument.set(round / 7);
    else if ("record" in instrument) { for (let i = 1; i < 9; i++) instrument.record(i / 9); }
  }
  telemetry.drain();
  reader.collect();
}

/**
 * Milliseconds of a call after all values have changed, with the caches as the same work has left them; then as the
 * change has left them.
 */
async function changed(work: () => unknown): Promise<[warm: number, cold: number]> {
  const rounds = { rounds: 300 };
  return [await perCall(() => (change(), work()), work, rounds), await perCall(change, work, rounds)];
}

/** 2,000 one-point sums and gauges and 200 exponential histograms in 50 scopes, all changed, from the aggregate to bytes. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the request once",
  async run() {
    change();
    const encoder = new MetricsEncoder(), collection = reader.collect();
    const [value, cold] = await changed(() => encoder.encode(collection));
    const bytes = encoder.encode(collection)?.slice() ?? new Uint8Array();
    const peer = peerForm(collection);
    // Its declared input has more members than it reads.
    const serialize = () => ProtobufMetricsSerializer.serializeRequest(peer as never);
    const theirs = serialize()?.length ?? 0;
    if (bytes.length < 100_000 || bytes.length > theirs * 1.01) {
      throw new Error(`the request has ${bytes.length} bytes, the peer's ${theirs}`);
    }
    const [peerValue, peerCold] = await changed(serialize);
    const [floor] = await changed(() => bytes.slice());
    return {
      value,
      floor,
      peers: { [Peer.transformer]: peerValue },
      extra: { "with cold caches": cold, "the peer's": peerCold },
    };
  },
};
