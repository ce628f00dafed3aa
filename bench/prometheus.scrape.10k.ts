import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { createTelemetry } from "@percore/telemetry";
import { PrometheusRenderer } from "@percore/telemetry/prometheus";
import { type Benchmark, expectEqual, perCall } from "./benchmark.ts";
import { openTelemetryCounter, Peer, prometheusCounter } from "./peers.ts";
import { Series } from "./sets.ts";

const SHARDS = 5, ROUTES = 50, OUTCOMES = 40;
const SERIES = SHARDS * ROUTES * OUTCOMES;

const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
const reader = telemetry.reader();
const sets = Array.from(
  { length: SHARDS },
  (_, shard) => telemetry.register(Series, { attributes: { shard } }),
);

/** Calls `add` for each of the 10,000 series. */
function all(add: (shard: number, route: number, outcome: number) => void): void {
  for (let shard = 0; shard < SHARDS; shard++) {
    for (let route = 0; route < ROUTES; route++) {
      for (let outcome = 0; outcome < OUTCOMES; outcome++) add(shard, route, outcome);
    }
  }
}

/** A scrape of 10,000 int series, all of which have changed, from what was flushed to the text's bytes. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the text once",
  async run() {
    const renderer = new PrometheusRenderer();
    const scrape = () => renderer.render(reader.collect());
    const change = () => all((shard, route, outcome) => sets[shard]?.with(route, outcome).count.add(1234));
    const value = await perCall(change, scrape);
    const bytes = scrape();
    const lines = new TextDecoder().decode(bytes).split("\n");
    expectEqual(
      "the number of series",
      lines.filter((l) => l.startsWith("bench_series_count_total{")).length,
      SERIES,
    );
    const floor = await perCall(() => {}, () => bytes.slice());

    const prometheus = prometheusCounter(["route", "outcome"]);
    const openTelemetry = openTelemetryCounter();
    const serializer = new PrometheusSerializer();
    const labels = (shard: number, route: number, outcome: number) => ({
      route: `/api/v1/resource/${route}`,
      outcome: `outcome_${outcome}_${shard}`,
    });
    const rounds = { rounds: 15 };
    const addPrometheus = () => all((...series) => prometheus.counter.inc(labels(...series), 1234));
    const addOpenTelemetry = () => all((...series) => openTelemetry.counter.add(1234, labels(...series)));
    return {
      value,
      floor,
      peers: {
        [Peer.prometheus]: await perCall(addPrometheus, () => prometheus.registry.metrics(), rounds),
        [Peer.opentelemetryPrometheus]: await perCall(addOpenTelemetry, async () => {
          serializer.serialize((await openTelemetry.reader.collect()).resourceMetrics);
        }, rounds),
      },
    };
  },
};
