/** What the benchmarks of `record()` have in common: the values, 64 histograms in turn, and a peer. */
import type { Histogram, MetricSetDefinition } from "@percore/telemetry";
import { BATCH, expectEqual, perOperation } from "./benchmark.ts";
import { countOf, sumOf, telemetry } from "./collected.ts";
import { openTelemetryHistogram, OUTCOMES, ROUTES } from "./peers.ts";

/** So many that no branch predictor learns their order; a power of two. */
const VALUE_COUNT = 16_384;

/**
 * Values from 0.1 to 10,000, equally likely in each decade, and multiples of 2^-14: every sum of a benchmark is
 * exact, in whatever order it is made. Loops take `VALUES[k & 16_383]`.
 */
export const VALUES: Float64Array = Float64Array.from(
  { length: VALUE_COUNT },
  () => Math.ceil(10 ** (Math.random() * 5 - 1) * 2 ** 14) / 2 ** 14,
);

/** What {@linkcode BATCH} recordings of {@linkcode VALUES} add up to. */
const BATCH_SUM = VALUES.reduce((sum, value) => sum + value, 0) * (BATCH / VALUE_COUNT);

/** A set with a histogram `duration`. */
type Durations<Measurement extends readonly number[]> = MetricSetDefinition<
  { readonly duration: Histogram },
  Measurement,
  { readonly shard: number },
  object
>;

/** Fails the benchmark when a set hasn't recorded all of that many batches. */
export function expectBatches(batches: number, set: Durations<readonly number[]>): void {
  expectEqual("the number of values in buckets", countOf(set, "duration"), batches * BATCH);
  expectEqual("the sum", sumOf(set, "duration"), batches * BATCH_SUM);
}

/** The `record()` of a set's histogram, over 64 registrations in turn, in ns. */
export async function recordInTurn(set: Durations<readonly []>): Promise<number> {
  const histograms = Array.from(
    { length: 64 },
    (_, shard) => telemetry.register(set, { attributes: { shard } }).duration,
  );
  // As in a program, the compiler has seen that a value may be refused.
  for (const odd of [NaN, Infinity]) histograms[0]?.record(odd);
  let batches = 0;
  const value = await perOperation(() => {
    for (let k = 0; k < BATCH; k++) histograms[k & 63]?.record(VALUES[k & 16_383] ?? 0);
    batches++;
  });
  expectBatches(batches, set);
  return value;
}

/** The `record()` of OpenTelemetry's histogram, over 64 pairs of attributes in turn, in ns. */
export function openTelemetryRecord(
  histogram: ReturnType<typeof openTelemetryHistogram>,
): Promise<number> {
  return perOperation(() => {
    for (let k = 0; k < BATCH; k++) {
      histogram.record(VALUES[k & 16_383] ?? 0, { route: ROUTES[k & 7], outcome: OUTCOMES[(k >> 3) & 7] });
    }
  });
}
