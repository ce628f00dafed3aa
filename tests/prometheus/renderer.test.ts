import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Collection } from "../../src/aggregate/collection.ts";
import { PrometheusRenderer } from "../../src/export/prometheus/mod.ts";
import type { AttributeDescriptor } from "../../src/set/descriptor.ts";
import { parseText, type Sample } from "./_parse_text.ts";
import { collection, setPoints } from "./_set_points.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

function render(given: Collection, renderer = new PrometheusRenderer()): string {
  return decoder.decode(renderer.render(given));
}

function enumeration(key: string, ...values: string[]): AttributeDescriptor {
  return { key, type: "enum", brief: "", stability: "stable", values };
}

/** What a renderer writes of single series, by the text before the value. */
function values(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), line.slice(line.lastIndexOf(" ") + 1)]),
  );
}

const COUNTER = { name: "orders", instrument: "counter", unit: "{order}", brief: "Orders handled." } as const;
const GAUGE = { name: "heap", instrument: "gauge", unit: "By", brief: "Heap in use." } as const;
const SUMMARY = {
  name: "size",
  instrument: "histogram",
  aggregation: "min_max_sum_count",
  unit: "By",
  brief: "Sizes.",
} as const;
const SPREAD = {
  name: "spread",
  instrument: "histogram",
  aggregation: "exponential",
  maxSize: 4,
  brief: "Spread.",
} as const;
const NONE = { conflicting_type: 0, same_labels: 0, max_series: 0, max_bytes: 0 };
const SCOPE = 'otel_scope_name="shop",otel_scope_version="1.0.0"';

test("each instrument has the type and the lines that the specification gives it", () => {
  const points = setPoints({
    metrics: [
      COUNTER,
      { name: "active", instrument: "updowncounter", brief: "In flight." },
      GAUGE,
      { name: "took", instrument: "histogram", unit: "s", brief: "Time.", boundaries: [0.001, 1, 2.5] },
      { name: "read", instrument: "counter", recording: "observe", unit: "By", brief: "Read." },
      { name: "cpu", instrument: "counter", recording: "observe", valueType: "double", brief: "Used." },
      { name: "depth", instrument: "updowncounter", recording: "observe", brief: "Deep." },
      {
        name: "load",
        instrument: "updowncounter",
        recording: "observe",
        valueType: "double",
        brief: "Load.",
      },
      SUMMARY,
      SPREAD,
    ],
    tuples: { 0: [7, -3, 1.5, 1, 2, 0, 4, 12.5, 0.0005, 9, 5, 0, 0.25, 0, -4, 2, 3, 10.5, 1, 7] },
  });
  // Whole totals beyond 2^53 have a carry, those of doubles too.
  points.carries.set([1, 0, 1, 0, 0, -1], 10);
  for (const value of [-4, -4, -3, 0, 1, 2, 2, 3]) points.record(0, value, 0);
  assert.equal(
    render({
      resource: { attributes: { "service.name": "shop", pid: 1 } },
      sets: [points],
    }),
    `# HELP target_info Target metadata
# TYPE target_info gauge
target_info{pid="1",service_name="shop"} 1
# HELP orders_total Orders handled.
# TYPE orders_total counter
orders_total{${SCOPE}} 7
# HELP active In flight.
# TYPE active gauge
active{${SCOPE}} -3
# HELP heap_bytes Heap in use.
# TYPE heap_bytes gauge
heap_bytes{${SCOPE}} 1.5
# HELP took_seconds Time.
# TYPE took_seconds histogram
took_seconds_bucket{${SCOPE},le="0.001"} 1
took_seconds_bucket{${SCOPE},le="1"} 3
took_seconds_bucket{${SCOPE},le="2.5"} 3
took_seconds_bucket{${SCOPE},le="+Inf"} 7
took_seconds_sum{${SCOPE}} 12.5
took_seconds_count{${SCOPE}} 7
# HELP read_bytes_total Read.
# TYPE read_bytes_total counter
read_bytes_total{${SCOPE}} 9007199254740997
# HELP cpu_total Used.
# TYPE cpu_total counter
cpu_total{${SCOPE}} 9007199254740992
# HELP depth Deep.
# TYPE depth gauge
depth{${SCOPE}} -4
# HELP load Load.
# TYPE load gauge
load{${SCOPE}} -9007199254740990
# HELP size_bytes Sizes.
# TYPE size_bytes summary
size_bytes_sum{${SCOPE}} 10.5
size_bytes_count{${SCOPE}} 3
# HELP spread Spread.
# TYPE spread histogram
spread_bucket{${SCOPE},le="-4"} 0
spread_bucket{${SCOPE},le="-2"} 3
spread_bucket{${SCOPE},le="0"} 4
spread_bucket{${SCOPE},le="0.5"} 4
spread_bucket{${SCOPE},le="1"} 5
spread_bucket{${SCOPE},le="2"} 7
spread_bucket{${SCOPE},le="4"} 8
spread_bucket{${SCOPE},le="+Inf"} 8
spread_sum{${SCOPE}} -3
spread_count{${SCOPE}} 8
`,
  );
});

test("a series has the measurement's, the registration's and the scope's labels", () => {
  const points = setPoints({
    descriptor: { schemaUrl: "https://example.com/1.0.0" },
    metrics: [COUNTER],
    measurement: [enumeration("outcome", "ok", "bad"), {
      ...enumeration("cached"),
      type: "boolean",
      values: ["false", "true"],
    }],
    attributes: { "shop.region": "eu" },
    entity: { "thread.id": 3, name: "hidden", "schema-url": "hidden" },
    tuples: { 1: [5], 2: [6] },
  });
  const rest = 'shop_region="eu",otel_scope_name="shop",otel_scope_version="1.0.0",' +
    'otel_scope_schema_url="https://example.com/1.0.0",otel_scope_thread_id="3"';
  assert.deepEqual(values(render(collection(points))), {
    [`orders_total{outcome="bad",cached="false",${rest}}`]: "5",
    [`orders_total{outcome="ok",cached="true",${rest}}`]: "6",
  });
});

test("an absent attribute is no label, and what is beyond a bound is a series of its own", () => {
  const points = setPoints({ metrics: [COUNTER, SPREAD], measurement: [enumeration("outcome", "ok")] });
  const overflow = { ...enumeration("otel.metric.overflow"), type: "boolean" } as const;
  points.seriesOf([]);
  points.seriesOf([{ attribute: overflow, value: true }]);
  points.values.set([1, 0], 0);
  points.values.set([2, 3], points.layout.stride);
  const own = 'otel_metric_overflow="true",' + SCOPE, text = values(render(collection(points)));
  assert.equal(text[`orders_total{${SCOPE}}`], "1");
  assert.equal(text[`orders_total{${own}}`], "2");
  assert.equal(text[`spread_bucket{${own},le="0"}`], "3");
  assert.equal(text[`spread_count{${SCOPE}}`], "0");
});

test("a resource without attributes has no target_info", () => {
  assert.equal(render(collection()), "");
});

test("a description's line breaks and backslashes are escaped", () => {
  const points = setPoints({ metrics: [{ ...COUNTER, brief: 'one\ntwo \\ "three"' }], tuples: { 0: [1] } });
  assert.match(render(collection(points)), /^# HELP orders_total one\\ntwo \\\\ "three"\n/);
  assert.equal(parseText(render(collection(points)))[0]?.help, 'one\ntwo \\ "three"');
});

test("metrics of one name from several sets stand below one TYPE", () => {
  const one = setPoints({ metrics: [COUNTER, GAUGE], attributes: { shard: 1 }, tuples: { 0: [1, 10] } });
  const two = setPoints({ metrics: [COUNTER, GAUGE], attributes: { shard: 2 }, tuples: { 0: [2, 20] } });
  const families = parseText(render(collection(one, two)));
  assert.deepEqual(
    families.map((
      { name, samples },
    ) => [name, samples.map(({ labels, value }) => [labels.get("shard"), value])]),
    [["orders_total", [["1", "1"], ["2", "2"]]], ["heap_bytes", [["1", "10"], ["2", "20"]]]],
  );
});

test("a metric whose name belongs to one of another type, or to a histogram's line, is left out and counted", () => {
  const one = setPoints({
    metrics: [{ name: "x", instrument: "histogram", boundaries: [] }, {
      name: "y_count",
      instrument: "gauge",
    }],
    tuples: { 0: [1, 2, 3, 4, 5] },
  });
  const two = setPoints({
    metrics: [
      { name: "x", instrument: "gauge" },
      { name: "x.count", instrument: "updowncounter" },
      { name: "y", instrument: "histogram", boundaries: [] },
      { name: "target.info", instrument: "gauge" },
    ],
    tuples: { 0: [1, 2, 3, 4, 5, 6, 7] },
  });
  const renderer = new PrometheusRenderer();
  assert.deepEqual(parseText(render(collection(one, two), renderer)).map(({ name }) => name), [
    "x",
    "y_count",
  ]);
  assert.deepEqual(renderer.omissions, { ...NONE, conflicting_type: 4 });
});

test("a summary has no buckets, so that another metric may be called like them", () => {
  const bucket = { name: "size_bytes_bucket", instrument: "gauge" } as const;
  const points = setPoints({
    metrics: [SUMMARY, bucket, { ...bucket, name: "size_bytes_sum" }],
    tuples: { 0: [1, 2, 2, 2, 5, 6] },
  });
  const renderer = new PrometheusRenderer();
  assert.deepEqual(parseText(render(collection(points), renderer)).map(({ name }) => name), [
    "size_bytes",
    "size_bytes_bucket",
  ]);
  assert.deepEqual(renderer.omissions, { ...NONE, conflicting_type: 1 });
});

test("sums and histograms whose attributes become the same labels are added, and a gauge stays the first one", () => {
  const took = { name: "took", instrument: "histogram", boundaries: [1] } as const;
  const metrics = [COUNTER, GAUGE, took, SUMMARY];
  const one = setPoints({ metrics, attributes: { "a.b": "x" }, tuples: { 0: [2, 5, 1, 2, 3, 1, 2, 4, 5] } });
  const two = setPoints({
    metrics,
    attributes: { a_b: "x" },
    tuples: { 0: [3, 6, 10, 20, 30, 1, 2, 40, 50] },
  });
  one.carries[0] = 1;
  const renderer = new PrometheusRenderer();
  const labels = `a_b="x",${SCOPE}`;
  assert.deepEqual(values(render(collection(one, two), renderer)), {
    [`orders_total{${labels}}`]: "9007199254740997",
    [`heap_bytes{${labels}}`]: "5",
    [`took_bucket{${labels},le="1"}`]: "11",
    [`took_bucket{${labels},le="+Inf"}`]: "33",
    [`took_sum{${labels}}`]: "33",
    [`took_count{${labels}}`]: "33",
    [`size_bytes_sum{${labels}}`]: "55",
    [`size_bytes_count{${labels}}`]: "44",
  });
  assert.deepEqual(renderer.omissions, { ...NONE, same_labels: 1 });
});

test("histograms of other boundaries are not added to a series of the same labels", () => {
  const took = { name: "took", instrument: "histogram" } as const;
  const one = setPoints({ metrics: [{ ...took, boundaries: [1] }], tuples: { 0: [1, 1, 2, 0, 9] } });
  const two = setPoints({ metrics: [{ ...took, boundaries: [2] }], tuples: { 0: [5, 5, 5, 0, 9] } });
  const renderer = new PrometheusRenderer();
  assert.equal(values(render(collection(one, two), renderer))[`took_count{${SCOPE}}`], "2");
  assert.deepEqual(renderer.omissions, { ...NONE, same_labels: 1 });
});

test("an attribute called le doesn't hide a histogram's boundaries", () => {
  const points = setPoints({
    metrics: [COUNTER, { name: "took", instrument: "histogram", boundaries: [] }],
    attributes: { le: "mine" },
    tuples: { 0: [1, 2, 3, 0, 9] },
  });
  const text = values(render(collection(points)));
  assert.equal(text[`orders_total{le="mine",${SCOPE}}`], "1");
  assert.equal(text[`took_bucket{exported_le="mine",${SCOPE},le="+Inf"}`], "2");
});

test("an attribute called quantile gives way to the label that a summary's quantiles would have", () => {
  const points = setPoints({ metrics: [COUNTER, SUMMARY], attributes: { quantile: "q", le: "l" } });
  const text = values(render(collection(points)));
  assert.equal(text[`orders_total{quantile="q",le="l",${SCOPE}}`], "0");
  assert.equal(text[`size_bytes_count{exported_quantile="q",le="l",${SCOPE}}`], "0");
});

test("a gauge without a value has no line and no TYPE until it gets one", () => {
  const points = setPoints({ metrics: [COUNTER, GAUGE], tuples: { 0: [1, NaN] } });
  const renderer = new PrometheusRenderer();
  assert.doesNotMatch(render(collection(points), renderer), /heap/);
  points.values[1] = 2.5;
  assert.match(render(collection(points), renderer), /# TYPE heap_bytes gauge\nheap_bytes\{.*\} 2.5\n$/);
});

test("a gauge that has lost its value has no line and no TYPE, until it gets one again", () => {
  const points = setPoints({ metrics: [GAUGE] }), renderer = new PrometheusRenderer();
  const texts = [1, NaN, 2].map((value) => {
    points.values[0] = value;
    return render(collection(points), renderer);
  });
  assert.deepEqual(texts.map((text) => text.includes("# TYPE heap")), [true, false, true]);
  assert.match(texts[2] ?? "", / 2\n/);
});

test("doubles that aren't finite are spelled as Prometheus does", () => {
  const points = setPoints({
    metrics: [GAUGE, { ...GAUGE, name: "low" }],
    tuples: { 0: [Infinity, -Infinity] },
  });
  assert.deepEqual(Object.values(values(render(collection(points)))), ["+Inf", "-Inf"]);
});

test("integers are exact up to 2^63-1, with either sign, in a histogram's counts too", () => {
  const points = setPoints({
    metrics: [
      COUNTER,
      { name: "level", instrument: "updowncounter" },
      { name: "took", instrument: "histogram", boundaries: [1] },
    ],
    tuples: { 0: [2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 53 - 1, 2 ** 53 - 2, 1, 0, 1] },
  });
  points.carries.set([1023, -1023]);
  assert.deepEqual(Object.values(values(render(collection(points)))), [
    String(2n ** 63n - 1n),
    String(-(2n ** 63n) + 1n),
    "9007199254740991",
    "18014398509481981",
    "1",
    "18014398509481981",
  ]);
});

test("a text is the caller's: later ones don't change it", () => {
  const points = setPoints({ metrics: [COUNTER], tuples: { 0: [1] } });
  const renderer = new PrometheusRenderer();
  const first = renderer.render(collection(points)), before = decoder.decode(first);
  points.values[0] = 2;
  const second = renderer.render(collection(points));
  first.fill(0);
  assert.equal(decoder.decode(second), before.replace("} 1\n", "} 2\n"));
  assert.equal(render(collection(points), renderer), before.replace("} 1\n", "} 2\n"));
});

test("a renderer that goes on from its last text writes the lines that a new one writes", () => {
  const measurement = [enumeration("a", "p", "q", "r"), enumeration("b", "x", "y", "z")];
  const took = { name: "took", instrument: "histogram", boundaries: [1] } as const;
  const metrics = [COUNTER, { ...GAUGE, unit: "1" }, took, SUMMARY, SPREAD];
  const number = fc.oneof(fc.nat(20), fc.maxSafeNat(), fc.constantFrom(9, 10, 99, 100, 1e8, 1e8 - 1));
  const step = fc.oneof(
    fc.record({
      set: fc.nat(2),
      bucket: fc.nat(8),
      counts: fc.tuple(number, number, number),
      carry: fc.nat(1),
      level: fc.double(),
      spread: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 3 }),
    }),
    fc.record({ absent: fc.nat(3) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const entity = { note: steps.length % 2 === 0 ? "plain" : "é".repeat(100) };
    const sets = [1, 2, 3].map((shard) => setPoints({ metrics, measurement, attributes: { shard }, entity }));
    const renderer = new PrometheusRenderer();
    let present = sets;
    for (const each of steps) {
      if ("absent" in each) {
        present = sets.filter((_, i) => i !== each.absent);
      } else {
        const points = sets[each.set];
        if (points === undefined) continue;
        const [count, low, high] = each.counts, lane = points.touch(each.bucket);
        points.values.set([count, each.level, low, high, each.level, 0, 0, high, each.level], lane);
        for (const value of each.spread) points.record(lane / points.layout.stride, value, 3);
        points.carries[lane] = each.carry;
      }
      const given = collection(...present), text = render(given, renderer);
      parseText(text);
      // The series are in the order in which they were first seen, which a new renderer doesn't know.
      assert.deepEqual(text.split("\n").sort(), render(given).split("\n").sort());
    }
  }));
});

test("a text in pieces is the same text, however long they are, and a series that comes in between is in the next one", () => {
  const measurement = [enumeration("n", ...Array.from({ length: 500 }, (_, i) => `é${i}`))];
  const metrics = [COUNTER, { name: "took", instrument: "histogram", boundaries: [1, 2] }] as const;
  const points = setPoints({ metrics, measurement });
  for (let tuple = 0; tuple < 400; tuple++) points.touch(tuple);
  const renderer = new PrometheusRenderer();
  const whole = render(collection(points), renderer);
  for (const pieceBytes of [1, 1000, 1e6]) {
    const pieces = [...renderer.renderChunks(collection(points), { pieceBytes })];
    assert.equal(decoder.decode(Uint8Array.from(pieces.flatMap((piece) => [...piece]))), whole);
    assert.ok(pieces.slice(0, -1).every((piece) => piece.length >= pieceBytes));
  }
  const first = new PrometheusRenderer().renderChunks(collection(points));
  assert.equal(first.next().value?.length, 0, "new series take a piece of time");
  const pieces = renderer.renderChunks(collection(points), { pieceBytes: 1 });
  const begun = decoder.decode(pieces.next().value ?? new Uint8Array());
  points.touch(450);
  assert.match(render(collection(points), renderer), /n="é450"/);
  const rest = [...pieces].map((piece) => decoder.decode(piece)).join("");
  parseText(begun + rest);
});

test("pieces that were given stay as they are", () => {
  const points = setPoints({ metrics: [COUNTER, GAUGE], tuples: { 0: [1, 1.5] } });
  const renderer = new PrometheusRenderer(),
    pieces = () => [
      ...renderer.renderChunks(collection(points), { pieceBytes: 1 }),
    ];
  const first = pieces(), copies = first.map((piece) => decoder.decode(piece));
  for (const [count, level] of [[2, 1.5], [2, 0.1], [300, 7], [301, Infinity]] as const) {
    points.values.set([count, level]);
    const now = pieces().map((piece) => decoder.decode(piece)).join("");
    assert.deepEqual(Object.values(values(now)), [
      String(count),
      level === Infinity ? "+Inf" : String(level),
    ]);
  }
  assert.deepEqual(first.map((piece) => decoder.decode(piece)), copies);
});

test("series beyond maxSeries and text beyond maxBytes are left out and counted, and the rest is well-formed", () => {
  const measurement = [enumeration("n", ...Array.from({ length: 300 }, (_, i) => String(i)))];
  const points = setPoints({ metrics: [COUNTER, GAUGE], measurement });
  for (let tuple = 0; tuple < 300; tuple++) {
    const lane = points.touch(tuple);
    points.values.set([tuple, tuple], lane);
  }
  const few = new PrometheusRenderer({ maxSeries: 101 });
  const counts = () => parseText(render(collection(points), few)).map(({ samples }) => samples.length);
  assert.deepEqual([counts(), few.omissions.max_series], [[50, 50], 500]);
  assert.deepEqual([counts(), few.omissions.max_series], [[50, 50], 500]);
  const format = { syntax: "openmetrics", version: "1.0.0", escaping: "underscores" } as const;
  const short = new PrometheusRenderer({ maxBytes: 10_000, format });
  for (let round = 0; round < 2; round++) {
    const text = render(collection(points), short);
    const samples = parseText(text, "openmetrics").flatMap(({ samples }) => samples);
    const series = samples.filter(({ name }) => !name.endsWith("_created")).length;
    assert.equal(series + short.omissions.max_bytes, 600);
    assert.ok(text.length <= 10_010 && series > 20, `${text.length} bytes`);
  }
});

test("labels and values come back from the text, whatever the attributes hold", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("\\", '"', "\n", "n", "{", "}", ",", "é", "\ud800") }),
  );
  const attributes = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom("le", "a.b", "a_b", "__name__")),
    text,
    { maxKeys: 5 },
  );
  fc.assert(fc.property(attributes, attributes, text, fc.nat(), (registered, entity, value, count) => {
    const points = setPoints({
      metrics: [COUNTER],
      measurement: [enumeration("measured.here", value)],
      attributes: registered,
      entity,
      tuples: { 0: [count] },
    });
    const sample = parseText(render(collection(points)))[0]?.samples[0];
    assert.equal(sample?.value, String(count));
    assert.equal(sample.labels.get("otel_scope_name"), "shop");
    const pairs: [string, string][] = [...Object.entries(registered), ["measured.here", value]];
    for (const [key, expected] of pairs) assertHolds(sample, pairs, key, expected);
  }));
});

/** A label holds an attribute's value, or that of all attributes whose keys look the same, in order. */
function assertHolds(
  sample: Sample,
  pairs: readonly [string, string][],
  key: string,
  expected: string,
): void {
  const escaped = (name: string) =>
    name.replaceAll(/[^a-zA-Z0-9]+/g, "_").replace(/^(?=[0-9])/, "key_") || "_";
  const alike = pairs.filter(([other]) => escaped(other) === escaped(key));
  const value = alike.length === 1
    ? expected
    : alike.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each).join(";");
  assert.equal(sample.labels.get(escaped(key)) ?? "", value.toWellFormed());
}
