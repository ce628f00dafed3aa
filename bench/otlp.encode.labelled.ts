import type { Benchmark } from "./benchmark.ts";
import { changing, encoding, serializing, telemetry, timesOf } from "./encoding.ts";
import { Peer } from "./peers.ts";
import { LABELLED } from "./sets.ts";

/** 10,000 points of 200 metrics with three attributes each, all changed, from the aggregate to bytes. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the request once",
  async run() {
    const instruments = LABELLED.flatMap((definition, shard) => {
      const set = telemetry.register(definition, { attributes: { shard } });
      return Array.from({ length: 50 }, (_, i) => Object.values(set.with(i % 10, Math.floor(i / 10)))).flat();
    });
    const points = changing(instruments), encode = encoding(points), serialize = serializing(points);
    const bytes = encode().slice(), theirs = serialize().length;
    if (instruments.length !== 10_000 || bytes.length < 900_000 || bytes.length > theirs * 1.01) {
      throw new Error(`${instruments.length} points have ${bytes.length} bytes, the peer's ${theirs}`);
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
