import { createTelemetry, type SetPoints } from "@percore/telemetry";
import { MetricsEncoder } from "../src/export/otlp/metrics_encoder.ts";
import { StreamEncoder } from "../src/export/stream/stream_encoder.ts";
import { type Benchmark, expectEqual } from "./benchmark.ts";
import { Explicit, Exponential, Series, Summary, Tens } from "./sets.ts";

/** Of how many series one is touched in the window. */
const SPARSENESS = 20;

const telemetry = createTelemetry({ resource: { "service.name": "bench" }, cadence: 1e6 });
const [deltas, streamed, totals] = [
  telemetry.reader({ temporality: "delta" }),
  telemetry.reader({ temporality: "delta" }),
  telemetry.reader(),
];
const series = telemetry.register(Series, { attributes: { shard: 0 } });
const tens = telemetry.register(Tens, { attributes: { shard: 0 } });
const explicit = telemetry.register(Explicit, { attributes: { shard: 0 } });
const shards = Array.from({ length: 500 }, (_, shard) => ({
  exponential: telemetry.register(Exponential, { attributes: { shard } }),
  summary: telemetry.register(Summary, { attributes: { shard } }),
}));

const ROUTES = 50, OUTCOMES = 40;

/** Records in every `step`-th series, as a server could have in ten seconds. Returns how many cells that were. */
function record(step: number): number {
  let cells = 0;
  for (let i = 0; i < ROUTES * OUTCOMES; i += step) {
    const route = i % ROUTES, outcome = Math.floor(i / ROUTES);
    series.with(route, outcome).count.add(1 + i * 7919 % 500);
    const fields = Object.values(tens.with(route, outcome)).filter((field) => "add" in field);
    fields.forEach((field, n) => field.add(1 + (i + n) * 7919 % 500));
    for (let n = 0; n < 20; n++) explicit.with(route, outcome).duration.record(duration(i + n));
    cells += 2 + fields.length;
  }
  for (let i = 0; i < shards.length; i += step) {
    for (let n = 0; n < 20; n++) {
      shards[i]?.exponential.duration.record(duration(i + n));
      shards[i]?.summary.duration.record(duration(i + n));
    }
    cells += 2;
  }
  // What doesn't fit into the ring travels with a later frame.
  for (let frame = 0; frame < 100; frame++) telemetry.drain();
  return cells;
}

/** Milliseconds, from 0.1 to 10,000, equally likely in each decade. */
function duration(n: number): number {
  return 10 ** (n * 7919 % 5000 / 1000 - 1);
}

/** How many cells a collection of deltas has, percore's own left out. */
function cellsOf(sets: readonly SetPoints[]): number {
  const own = sets.filter(({ descriptor }) => !descriptor.name.startsWith("percore."));
  return own.reduce((sum, { layout, series }) => sum + layout.fields.length * series.length, 0);
}

async function gzipped(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

/** A window in which every twentieth of 25,000 cells was touched, in the multivariate stream and in OTLP. */
export const benchmark: Benchmark = {
  unit: "bytes",
  floor: "the goal, a tenth of all in OTLP",
  async run() {
    const encoder = new StreamEncoder();
    const windowOf = () => {
      const { collection, commit } = streamed.begin();
      const encoded = encoder.encode(collection, false);
      if (encoded === undefined) throw new Error("there is no window");
      encoded.commit();
      commit();
      return encoded.bytes;
    };
    const all = record(1);
    const first = windowOf();
    deltas.collect();
    const touched = record(SPARSENESS);
    expectEqual("the share of touched cells", touched * SPARSENESS, all);
    const stream = windowOf();
    const otlp = (reader: typeof totals) => new MetricsEncoder().encode(reader.collect())?.slice() ?? first;
    const whole = otlp(totals), sets = deltas.begin().collection.sets, delta = otlp(deltas);
    expectEqual("the cells in the window", cellsOf(sets), touched);
    return {
      value: stream.length,
      floor: whole.length / 10,
      peers: { "all in OTLP": whole.length, "the touched series in OTLP": delta.length },
      extra: {
        "after gzip": await gzipped(stream),
        "all in OTLP after gzip": await gzipped(whole),
        "the touched ones after gzip": await gzipped(delta),
        "the first window, with all definitions": first.length,
      },
    };
  },
};
