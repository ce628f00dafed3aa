import { type Benchmark, expectEqual, INTS } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { openTelemetryCounter, OUTCOMES, Peer, prometheusCounter, ROUTES } from "./peers.ts";
import { Single } from "./sets.ts";

const CALLS = 1000;

const lanes = new Uint32Array(new SharedArrayBuffer(1024));
const counters = Array.from(
  { length: 64 },
  (_, shard) => telemetry.register(Single, { attributes: { shard } }).count,
);

/** Nanoseconds of one operation, where `batch` makes {@linkcode CALLS} of them and wasn't called before. */
function perFirstOperation(batch: () => void): number {
  const begin = performance.now();
  batch();
  return (performance.now() - begin) * 1e6 / CALLS;
}

/** The first 1,000 calls of `add()` in a process, over 64 counters in turn; the peers' with two labels. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "the first 1,000 u32[i] += n",
  run() {
    const value = perFirstOperation(() => {
      for (let k = 0; k < CALLS; k++) counters[k & 63]?.add(INTS[k & 1023] ?? 0);
    });
    const floor = perFirstOperation(() => {
      for (let k = 0; k < CALLS; k++) {
        const slot = (k & 63) * 2;
        lanes[slot] = (lanes[slot] ?? 0) + (INTS[k & 1023] ?? 0);
      }
    });
    const expected = INTS.subarray(0, CALLS).reduce((sum, n) => sum + n, 0);
    expectEqual("the sum", sumOf(Single, "count"), expected);
    expectEqual("the floor's sum", lanes.reduce((sum, n) => sum + n, 0), expected);
    const prometheus = prometheusCounter(["route", "outcome"]).counter;
    const openTelemetry = openTelemetryCounter().counter;
    const peers = {
      [Peer.prometheus]: perFirstOperation(() => {
        for (let k = 0; k < CALLS; k++) {
          const labels = { route: ROUTES[k & 7] ?? "", outcome: OUTCOMES[(k >> 3) & 7] ?? "" };
          prometheus.inc(labels, INTS[k & 1023]);
        }
      }),
      [Peer.opentelemetry]: perFirstOperation(() => {
        for (let k = 0; k < CALLS; k++) {
          openTelemetry.add(INTS[k & 1023] ?? 0, { route: ROUTES[k & 7], outcome: OUTCOMES[(k >> 3) & 7] });
        }
      }),
    };
    return Promise.resolve({ value, floor, peers });
  },
};
