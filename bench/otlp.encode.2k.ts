import type { MetricSetDefinition } from "@percore/telemetry";
import type { Benchmark } from "./benchmark.ts";
import { changing, encoding, serializing, telemetry, timesOf } from "./encoding.ts";
import { Peer } from "./peers.ts";
import { SCOPES } from "./sets.ts";

/** 2,000 one-point sums and gauges and 200 exponential histograms in 50 scopes, registered. */
export function mixedScopes(): object[] {
  return SCOPES.flatMap((scope: MetricSetDefinition<object, readonly [], object, object>) =>
    Object.values(telemetry.register(scope))
  );
}

/** All of them changed, from the aggregate to bytes. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the request once",
  async run() {
    const points = changing(mixedScopes()), encode = encoding(points), serialize = serializing(points);
    const bytes = encode().slice(), theirs = serialize().length;
    if (bytes.length < 100_000 || bytes.length > theirs * 1.01) {
      throw new Error(`the request has ${bytes.length} bytes, the peer's ${theirs}`);
    }
    const [value, cold] = await timesOf(points, encode), [peer, peerCold] = await timesOf(points, serialize);
    const [floor] = await timesOf(points, () => bytes.slice());
    return {
      value,
      floor,
      peers: { [Peer.transformer]: peer },
      extra: { "with cold caches": cold, "the peer's": peerCold },
    };
  },
};
