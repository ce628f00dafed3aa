import type { Benchmark } from "./benchmark.ts";
import { changing, encoding, timesOf } from "./encoding.ts";
import { mixedScopes } from "./otlp.encode.2k.ts";

/** The same as `otlp.encode.2k`, beside what it costs to copy the bytes once, as each request's body is copied. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the request once",
  async run() {
    const points = changing(mixedScopes()), encode = encoding(points);
    const bytes = encode().slice(), target = new Uint8Array(bytes.length);
    const [value] = await timesOf(points, encode);
    const [floor] = await timesOf(points, () => bytes.slice());
    const [into] = await timesOf(points, () => target.set(bytes));
    return { value, floor, peers: {}, extra: { "copying into memory that is there": into } };
  },
};
