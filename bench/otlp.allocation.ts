import process from "node:process";
import type { Benchmark } from "./benchmark.ts";
import { changing, encoding, serializing } from "./encoding.ts";
import { mixedScopes } from "./otlp.encode.2k.ts";
import { Peer } from "./peers.ts";

const ROUNDS = 500;

const WARM_UP = 10_000;

/** Bytes by which the heap grows with each call, between two collections of garbage. */
function growth(prepare: () => void, work: () => void): number {
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    prepare();
    const before = process.memoryUsage().heapUsed;
    work();
    // When garbage was collected meanwhile, there is less than before.
    bytes += Math.max(0, process.memoryUsage().heapUsed - before);
  }
  return bytes / ROUNDS;
}

/** What an export of `otlp.encode.2k` allocates in steady state, besides the request's body, which is copied. */
export const benchmark: Benchmark = {
  unit: "bytes",
  floor: "the goal, 1,024",
  run() {
    const points = changing(mixedScopes()), encode = encoding(points), serialize = serializing(points);
    // Asking allocates, too.
    const asking = growth(points.change, () => {});
    const [value, peer] = [encode, serialize].map((work) => {
      // Until the compiler has seen it often; before, numbers are objects.
      for (let i = 0; i < WARM_UP; i++) work();
      growth(points.change, work);
      return growth(points.change, work) - asking;
    });
    return Promise.resolve({ value: value ?? NaN, floor: 1024, peers: { [Peer.transformer]: peer ?? NaN } });
  },
};
