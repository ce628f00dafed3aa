/** What the benchmarks of `add()` have in common: the floor, a counter's add, and the peers' labelled add. */
import { BATCH, expectEqual, INTS, perOperation } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { openTelemetryCounter, OUTCOMES, Peer, prometheusCounter, ROUTES } from "./peers.ts";
import { Single } from "./sets.ts";

const lanes = new Uint32Array(new SharedArrayBuffer(1024));

/** What {@linkcode BATCH} additions of {@linkcode INTS} add up to. */
export const BATCH_SUM: number = Array.from({ length: BATCH }, (_, k) => INTS[k & 1023] ?? 0)
  .reduce((sum, n) => sum + n, 0);

/** The bare loop: `u32[i] += n` over 64 slots, in ns an addition. */
export async function bareLoop(): Promise<number> {
  lanes.fill(0);
  let expected = 0;
  const value = await perOperation(() => {
    for (let k = 0; k < BATCH; k++) {
      const slot = (k & 63) * 2;
      lanes[slot] = (lanes[slot] ?? 0) + (INTS[k & 1023] ?? 0);
    }
    expected += BATCH_SUM;
  });
  // Single lanes may have wrapped: their sum is right modulo 2^32.
  expectEqual("the floor's sum", lanes.reduce((sum, n) => (sum + n) >>> 0, 0), expected % 2 ** 32);
  return value;
}

/** The `add()` of an int counter, over 64 counters in turn, in ns. */
export async function counterAdd(): Promise<number> {
  const counters = Array.from(
    { length: 64 },
    (_, shard) => telemetry.register(Single, { attributes: { shard } }).count,
  );
  // As in a program, the compiler has seen every branch of add().
  for (const odd of [NaN, -1, 0.5, 2 ** 33, Infinity]) counters[0]?.add(odd);
  let expected = 2 ** 33;
  const value = await perOperation(() => {
    for (let k = 0; k < BATCH; k++) counters[k & 63]?.add(INTS[k & 1023] ?? 0);
    expected += BATCH_SUM;
  });
  expectEqual("the sum", sumOf(Single, "count"), expected);
  return value;
}

/** The peers' labelled adds, over 64 pairs of labels in turn, in ns. */
export async function peersAdd(): Promise<Readonly<Record<string, number>>> {
  const prometheus = prometheusCounter(["route", "outcome"]).counter;
  const openTelemetry = openTelemetryCounter().counter;
  return {
    [Peer.prometheus]: await perOperation(() => {
      for (let k = 0; k < BATCH; k++) {
        prometheus.inc({ route: ROUTES[k & 7] ?? "", outcome: OUTCOMES[(k >> 3) & 7] ?? "" }, INTS[k & 1023]);
      }
    }),
    [Peer.opentelemetry]: await perOperation(() => {
      for (let k = 0; k < BATCH; k++) {
        openTelemetry.add(INTS[k & 1023] ?? 0, { route: ROUTES[k & 7], outcome: OUTCOMES[(k >> 3) & 7] });
      }
    }),
  };
}
