/** From recordings to the text: the instruments whose lines depend on what was recorded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, defineBounded, defineMetricSet } from "@percore/telemetry";
import { PrometheusRenderer } from "@percore/telemetry/prometheus";
import fc from "fast-check";
import { Distributions, Observed } from "../set/more_sets.ts";
import { parseText } from "./_parse_text.ts";

const attribute = { brief: "For tests.", stability: "development" } as const;
const Route = defineBounded({ key: "scraped.route", type: "string", bound: 3 });
const Scraped = defineMetricSet({
  ...attribute,
  name: "scraped",
  version: "1.0.0",
  schemaUrl: "",
  attributes: {
    registration: [],
    measurement: [
      { ...attribute, key: "scraped.route", type: "string", bound: 3 },
      { ...attribute, key: "scraped.method", type: "enum", values: ["get", "put"], optional: true },
    ],
  },
  metrics: [{
    ...attribute,
    field: "count",
    name: "scraped.count",
    unit: "{thing}",
    instrument: "counter",
    valueType: "int",
  }],
});

function scraper() {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader(), renderer = new PrometheusRenderer(), decoder = new TextDecoder();
  const scrape = () => decoder.decode(renderer.render(reader.collect()));
  const lines = (name: string) => {
    const own = scrape().split("\n").filter((line) => line.replace("# TYPE ", "").startsWith(name));
    return own.map((line) =>
      line.replace(/otel_scope_[a-z]+="[^"]*",?/g, "").replace(/,?\}/, "}").replace("{}", "")
    );
  };
  return { telemetry, scrape, lines };
}

test("a min-max-sum-count is a summary", async () => {
  const { telemetry, lines } = scraper();
  const set = telemetry.register(Distributions);
  for (const value of [1, 2.5, 7]) set.summary.record(value);
  assert.deepEqual(lines("sample_summary"), [
    "# TYPE sample_summary_milliseconds summary",
    "sample_summary_milliseconds_sum 10.5",
    "sample_summary_milliseconds_count 3",
  ]);
  await telemetry.shutdown();
});

test("an exponential histogram is a histogram with the bounds of the buckets that hold something", async () => {
  const { telemetry, lines } = scraper();
  const set = telemetry.register(Distributions);
  assert.deepEqual(lines("sample_spread"), [
    "# TYPE sample_spread histogram",
    'sample_spread_bucket{le="+Inf"} 0',
    "sample_spread_sum 0",
    "sample_spread_count 0",
  ]);
  for (const value of [-4, -4, 0, 1, 2, 2, 2]) set.spread.record(value);
  assert.deepEqual(lines("sample_spread"), [
    "# TYPE sample_spread histogram",
    'sample_spread_bucket{le="-4"} 0',
    'sample_spread_bucket{le="-3.8304131227942944"} 2',
    'sample_spread_bucket{le="0"} 3',
    'sample_spread_bucket{le="0.9576032806985736"} 3',
    'sample_spread_bucket{le="1"} 4',
    'sample_spread_bucket{le="1.9152065613971472"} 4',
    'sample_spread_bucket{le="2"} 7',
    'sample_spread_bucket{le="+Inf"} 7',
    "sample_spread_sum -1",
    "sample_spread_count 7",
  ]);
  await telemetry.shutdown();
});

test("whatever an exponential histogram records, its bounds ascend and its counts are those at most the bound", async () => {
  const value = fc.oneof(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.constantFrom(0, -5e-324, 5e-324),
  );
  const values = fc.array(value, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.array(values, { maxLength: 4 }), async (windows) => {
      const { telemetry, scrape } = scraper();
      const set = telemetry.register(Distributions);
      const all: number[] = [];
      for (const window of windows) {
        for (const value of window) set.spread.record(value);
        all.push(...window);
        const family = parseText(scrape()).find(({ name }) => name === "sample_spread");
        const buckets = family?.samples.filter(({ name }) => name.endsWith("_bucket")) ?? [];
        let before = -Infinity;
        for (const { labels, value } of buckets) {
          const bound = labels.get("le") === "+Inf" ? Infinity : Number(labels.get("le"));
          assert.ok(bound > before);
          before = bound;
          const below = all.filter((n) => bound < 0 ? n < bound : n <= bound);
          assert.equal(Number(value), below.length, `at most ${bound}`);
        }
        assert.equal(before, Infinity);
      }
      await telemetry.shutdown();
    }),
    { numRuns: 100 },
  );
});

test("observed totals are counters and observed levels are gauges", async () => {
  const { telemetry, lines } = scraper();
  const set = telemetry.register(Observed);
  set.total.observe(12);
  set.level.observe(-1.5);
  assert.deepEqual(lines("sample_observed"), [
    "# TYPE sample_observed_bytes_total counter",
    "sample_observed_bytes_total 12",
    "# TYPE sample_observed_level_bytes gauge",
    "sample_observed_level_bytes -1.5",
  ]);
  await telemetry.shutdown();
});

test("bounded values are labels, absent ones are not, and the rest is under otel_metric_overflow", async () => {
  const { telemetry, lines } = scraper();
  const set = telemetry.register(Scraped);
  for (const route of ["/a", "/b", "/c", "/d", "/e"]) {
    set.with(Route.from(route), undefined).count.add(1);
  }
  set.with(Route.from("/a"), 1).count.add(5);
  assert.deepEqual(lines("scraped_count"), [
    "# TYPE scraped_count_total counter",
    'scraped_count_total{scraped_route="/a"} 1',
    'scraped_count_total{scraped_route="/b"} 1',
    'scraped_count_total{scraped_route="/c"} 1',
    'scraped_count_total{otel_metric_overflow="true"} 2',
    'scraped_count_total{scraped_route="/a",scraped_method="put"} 5',
  ]);
  await telemetry.shutdown();
});
