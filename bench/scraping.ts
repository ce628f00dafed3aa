/** 10,000 series of counters in percore and in the peers, whose lines are the same, and what a scrape of them takes. */
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { type Collection, createTelemetry } from "@percore/telemetry";
import { PrometheusRenderer } from "@percore/telemetry/prometheus";
import { expectEqual, type Measurement, perCall } from "./benchmark.ts";
import { openTelemetryCounter, Peer, prometheusCounter } from "./peers.ts";
import { DoubleSeries, Series } from "./sets.ts";

const SHARDS = 5, ROUTES = 50, OUTCOMES = 40;

/** Series that there are. */
export const SERIES: number = SHARDS * ROUTES * OUTCOMES;

/** What the counters count in. */
export type Counts = "ints" | "doubles";

/** Which series, by its attributes. */
type Place = readonly [shard: number, route: number, outcome: number];

/** Calls `add` for each of the first `end` series, or for one in `every`. */
function each(every: number, add: (...place: Place) => void, end = SERIES): void {
  let number = 0;
  for (let shard = 0; shard < SHARDS; shard++) {
    for (let route = 0; route < ROUTES; route++) {
      for (let outcome = 0; outcome < OUTCOMES; outcome++) {
        if (number < end && number++ % every === 0) add(shard, route, outcome);
      }
    }
  }
}

/** The next number to add: of doubles, one with all digits that a double has. */
function next(counts: Counts): number {
  return counts === "ints" ? 1234 : Math.random() * 1000;
}

/** What a scrape has of percore: the series, all of which were recorded once. */
export class Scraped {
  readonly renderer: PrometheusRenderer = new PrometheusRenderer();
  readonly #counts: Counts;
  readonly #telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  readonly #reader = this.#telemetry.reader({ cardinalityLimit: 2 * SERIES });
  readonly #sets;

  constructor(counts: Counts) {
    this.#counts = counts;
    const register = counts === "ints"
      ? (shard: number) => this.#telemetry.register(Series, { attributes: { shard } })
      : (shard: number) => this.#telemetry.register(DoubleSeries, { attributes: { shard } });
    this.#sets = Array.from({ length: SHARDS }, (_, shard) => register(shard));
    this.record();
    this.renderer.render(this.collect());
  }

  /** Adds to one series in `every`, up to `end`, without what is then left to do for the next collection. */
  record(every = 1, end: number = SERIES): void {
    each(every, (shard, route, outcome) => {
      this.#sets[shard]?.with(route, outcome).count.add(next(this.#counts));
    }, end);
  }

  /** The same, and the aggregator takes it, as it does ten times a second in a program. */
  arrive(every = 1, end: number = SERIES): void {
    this.record(every, end);
    this.#telemetry.drain();
  }

  collect(): Collection {
    return this.#reader.collect();
  }

  /** The text of the series alone, line by line. */
  lines(): string[] {
    return seriesLines(new TextDecoder().decode(this.renderer.render(this.collect())));
  }
}

function seriesLines(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("bench_series_count_total{"));
  return lines.map((line) => line.slice(0, line.lastIndexOf(" "))).sort();
}

/** A scrape of percore in which all series have changed, beside those of the peers, from values to bytes. */
export async function scrape(counts: Counts): Promise<Measurement> {
  const scraped = new Scraped(counts), { renderer } = scraped;
  const take = () => renderer.render(scraped.collect());
  const value = await perCall(() => scraped.arrive(), take, { rounds: 200 });
  const drained = await perCall(() => scraped.record(), take);
  const bytes = take(), lines = scraped.lines();
  expectEqual("the number of series", lines.length, SERIES);

  const scope = { otel_scope_name: "bench.series", otel_scope_version: "1.0.0" };
  const prometheus = prometheusCounter([
    "route",
    "outcome",
    "shard",
    "otel_scope_name",
    "otel_scope_version",
  ]);
  const openTelemetry = openTelemetryCounter();
  const serializer = new PrometheusSerializer(), encoder = new TextEncoder();
  const labels = (shard: number, route: number, outcome: number) => ({
    route: `/api/v1/resource/${route}`,
    outcome: `outcome_${outcome}`,
    shard: String(shard),
  });
  const addPrometheus = () =>
    each(1, (...place) => prometheus.counter.inc({ ...labels(...place), ...scope }, next(counts)));
  const addOpenTelemetry = () =>
    each(1, (...place) => openTelemetry.counter.add(next(counts), labels(...place)));
  const prometheusText = () => prometheus.registry.metrics();
  const openTelemetryText = async () =>
    serializer.serialize((await openTelemetry.reader.collect()).resourceMetrics);
  const rounds = { rounds: 40 };
  const peers = {
    [Peer.prometheus]: await perCall(
      addPrometheus,
      async () => encoder.encode(await prometheusText()),
      rounds,
    ),
    [Peer.opentelemetryPrometheus]: await perCall(
      addOpenTelemetry,
      async () => encoder.encode(await openTelemetryText()),
      rounds,
    ),
  };
  for (const text of [await prometheusText(), await openTelemetryText()]) {
    expectEqual("the number of lines that only one has", different(seriesLines(text), lines), 0);
  }
  const floor = await perCall(() => {}, () => bytes.slice());
  return { value, floor, peers, extra: { "with the flush and the drain of all series": drained } };
}

function different(some: readonly string[], others: readonly string[]): number {
  return some.filter((line, i) => line !== others[i]).length + Math.abs(some.length - others.length);
}
