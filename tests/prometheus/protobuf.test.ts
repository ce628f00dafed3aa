import assert from "node:assert/strict";
import { test } from "node:test";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { createTelemetry } from "@percore/telemetry";
import type { Exemplar } from "../../src/aggregate/exemplar.ts";
import {
  ESCAPING_SCHEMES,
  type PrometheusFormat,
  PrometheusRenderer,
  type PrometheusRendererOptions,
  type TranslationStrategy,
} from "../../src/export/prometheus/mod.ts";
import { joined } from "../../src/host/joined.ts";
import { exactIndex } from "../../src/set/exponential_index.ts";
import type { Exemplar as DecodedExemplar } from "../../proto/gen/es/io/prometheus/client/metrics_pb.ts";
import { Distributions } from "../set/more_sets.ts";
import { Plain } from "../set/sample_sets.ts";
import { decodeProtobuf, nativeBuckets, parseProtobuf } from "./_decode_protobuf.ts";
import { type ParsedFamily, parseText } from "./_parse_text.ts";
import { collection, setPoints, TestPoints } from "./_set_points.ts";

const PROTOBUF: PrometheusFormat = { syntax: "protobuf", escaping: "underscores" };
const METRICS = [
  { name: "http.requests", instrument: "counter", unit: "{request}", brief: "Requests." },
  { name: "heap", instrument: "gauge", unit: "By", brief: 'In "use".' },
  { name: "took", instrument: "histogram", unit: "s", brief: "Time.", boundaries: [1, 2.5] },
  { name: "size", instrument: "histogram", aggregation: "min_max_sum_count", brief: "Sizes." },
] as const;
const SPREAD = { name: "spread", instrument: "histogram", aggregation: "exponential" } as const;
const decoder = new TextDecoder();

function render(points: TestPoints, options: PrometheusRendererOptions = {}): Uint8Array {
  return new PrometheusRenderer({ format: PROTOBUF, ...options }).render(collection(points));
}

/** The one histogram of an exposition. */
function histogramOf(bytes: Uint8Array) {
  const [family] = decodeProtobuf(bytes), histogram = family?.metric[0]?.histogram;
  assert.ok(histogram !== undefined);
  return histogram;
}

test("the protobuf format has names as the text format, units, start times, and its content type", () => {
  const points = setPoints({
    metrics: [{ ...METRICS[0], unit: "s" }, METRICS[1]],
    tuples: { 0: [7, 1.5] },
  });
  const renderer = new PrometheusRenderer({ format: { syntax: "protobuf", escaping: "allow-utf-8" } });
  assert.equal(
    renderer.contentType,
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=allow-utf-8",
  );
  const resource = { attributes: { "service.name": "shop" } };
  const families = decodeProtobuf(renderer.render({ resource, sets: [points] }));
  assert.deepEqual(families.map(({ name, unit }) => [name, unit]), [
    ["target_info", ""],
    ["http_requests_seconds_total", "seconds"],
    ["heap_bytes", "bytes"],
  ]);
  const [info, requests] = families;
  assert.equal(info?.metric[0]?.gauge?.value, 1);
  assert.deepEqual(info?.metric[0]?.label.map(({ name, value }) => [name, value]), [[
    "service_name",
    "shop",
  ]]);
  assert.ok(requests?.metric[0]?.counter?.startTimestamp !== undefined);
});

test("start times are exact to the nanoseconds that they are known to", () => {
  const shape = setPoints({ metrics: [METRICS[0], METRICS[2], METRICS[3]] });
  for (const start of [0, 1, 999_999_999, 1e9, 1_700_000_000_123_456_789, 4e18]) {
    const points = new TestPoints({ ...shape, layout: shape.layout, descriptor: shape.descriptor, start });
    points.touch(0);
    const [counter, histogram, summary] = decodeProtobuf(render(points)).map(({ metric }) => metric[0]);
    const starts = [
      counter?.counter?.startTimestamp,
      histogram?.histogram?.startTimestamp,
      summary?.summary?.startTimestamp,
    ];
    for (const each of starts) {
      assert.ok(each !== undefined && each.nanos >= 0 && each.nanos < 1e9);
      assert.equal(Number(each.seconds * 1_000_000_000n + BigInt(each.nanos)), start);
    }
  }
});

/** Families without what one of the formats has alone: `le` as a double, and units. */
function comparable(families: readonly ParsedFamily[]): unknown {
  return families.map(({ name, type, help, samples }) => ({
    name,
    type,
    help,
    samples: samples.map((sample) => ({ ...sample, value: Number(sample.value.replace("Inf", "Infinity")) }))
      .map(({ name, labels, value }) => ({ name, value, labels: [...labels].sort() })),
  }));
}

const STRATEGIES: readonly TranslationStrategy[] = [
  "UnderscoreEscapingWithSuffixes",
  "UnderscoreEscapingWithoutSuffixes",
  "NoUTF8EscapingWithSuffixes",
  "NoTranslation",
];

test("whatever names, labels, descriptions and values hold, the protobuf format says what the text says", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("\\", '"', "\n", "n", "{", ",", "_", ".", "é", "\ud800") }),
  );
  const key = fc.oneof(text, fc.constantFrom("le", "quantile", "a.b", "a_b", "__name__", "otel_scope_name"));
  const attributes = fc.dictionary(key, text, { maxKeys: 4 });
  const count = fc.oneof(fc.nat(300), fc.maxSafeNat()), double = fc.double();
  const lanes = fc.tuple(count, double, count, count, count, double, double, double, count, double);
  const resource = fc.record({ attributes });
  const escaping = fc.constantFrom(...ESCAPING_SCHEMES), strategy = fc.constantFrom(...STRATEGIES);
  const name = fc.array(text, { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(
    fc.record({ escaping, strategy, name, text, attributes, lanes, resource, maxSeries: fc.nat(20) }),
    ({ escaping, strategy: translation, name, text, attributes, lanes, resource, maxSeries }) => {
      const sets = name.map((name, shard) =>
        setPoints({
          metrics: METRICS.map((metric, i) => ({ ...metric, name: `${name}m${"abcd"[i]}`, brief: text })),
          attributes: shard === 1 ? attributes : { ...attributes, shard },
          entity: attributes,
          tuples: { 0: lanes },
        })
      );
      const both =
        ([{ syntax: "text", version: "1.0.0", escaping }, { syntax: "protobuf", escaping }] as const)
          .map((format) => new PrometheusRenderer({ format, translation, maxSeries: maxSeries + 1 }));
      const [asText, asProtobuf] = both.map((renderer) => renderer.render({ resource, sets }));
      const syntax = escaping === "allow-utf-8" ? "text-utf8" : "text";
      assert.deepEqual(
        comparable(parseProtobuf(asProtobuf ?? new Uint8Array())),
        comparable(parseText(decoder.decode(asText), syntax)),
      );
      assert.deepEqual(both[0]?.omissions, both[1]?.omissions);
    },
  ));
});

test("counts beyond 2^53 are exact in the protobuf format", () => {
  const points = setPoints({ metrics: [METRICS[2], SPREAD], tuples: { 0: [1, 2, 3] } });
  points.carries.set([1, 0, 1], 0);
  const spread = points.layout.fields[1];
  assert.ok(spread !== undefined);
  points.values[spread.lane] = 5;
  points.carries[spread.lane] = 3;
  const [classic, native] = decodeProtobuf(render(points)).map(({ metric }) => metric[0]?.histogram);
  const unit = 2n ** 53n;
  assert.deepEqual(classic?.bucket.map(({ cumulativeCount }) => cumulativeCount), [
    unit + 1n,
    unit + 3n,
    2n * unit + 6n,
  ]);
  assert.equal(classic?.sampleCount, 2n * unit + 6n);
  assert.equal(native?.zeroCount, 3n * unit + 5n);
  assert.equal(native?.sampleCount, 3n * unit + 5n);
});

const edge = fc.constantFrom(0, 1, 2, -1, -2, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE);
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -3, max: 3, noNaN: true }),
  edge,
);

/** How many of the values each bucket of a sign has at a schema, by the numbers of Prometheus. */
function counted(values: readonly number[], sign: 1 | -1, schema: number): Map<number, bigint> {
  const buckets = new Map<number, bigint>();
  for (const value of values.filter((value) => value * sign > 0)) {
    const number = exactIndex(value, schema) + 1;
    buckets.set(number, (buckets.get(number) ?? 0n) + 1n);
  }
  return new Map([...buckets].sort(([a], [b]) => a - b));
}

test("an exponential histogram is a native one whose buckets have what was recorded, as long as its schema can be said", () => {
  const windows = fc.array(fc.array(value, { maxLength: 20 }), { maxLength: 5 });
  const maxSize = fc.constantFrom(2, 5, 20, 160), scale = fc.integer({ min: -6, max: 20 });
  const seen = new Set<string>();
  fc.assert(
    fc.property(windows, maxSize, scale, (windows, maxSize, scale) => {
      const points = setPoints({ metrics: [{ ...SPREAD, maxSize, maxScale: scale }] }), values: number[] = [];
      const renderer = new PrometheusRenderer({ format: PROTOBUF }), [field] = points.layout.fields;
      points.touch(0);
      for (const window of windows) {
        for (const value of window) points.record(0, value, scale);
        values.push(...window);
        const bytes = renderer.render(collection(points));
        assert.deepEqual(bytes, render(points));
        const histogram = histogramOf(bytes), at = field && points.buckets(0, field)?.scale;
        assert.equal(histogram.sampleCount, BigInt(values.length));
        assert.ok(Object.is(histogram.sampleSum, points.values[field?.counts ?? NaN]));
        if (at !== undefined && at < -4) {
          seen.add("classic");
          assert.equal(histogram.positiveSpan.length + histogram.negativeSpan.length, 0);
          assert.equal(histogram.bucket.at(-1)?.cumulativeCount, BigInt(values.length));
          const text = decoder.decode(new PrometheusRenderer().render(collection(points)));
          assert.deepEqual(comparable(parseProtobuf(bytes)), comparable(parseText(text)));
          continue;
        }
        seen.add(at === undefined ? "empty" : at > 8 ? "finer" : "native");
        const { positiveSpan, positiveDelta, negativeSpan, negativeDelta, schema } = histogram;
        assert.equal(schema, Math.max(-4, Math.min(at ?? scale, 8)));
        assert.equal(histogram.bucket.length, 0);
        assert.equal(histogram.zeroThreshold, 0);
        assert.equal(histogram.zeroCount, BigInt(values.filter((value) => value === 0).length));
        assert.ok(
          positiveSpan.length + negativeSpan.length > 0,
          "Prometheus would take it for a classic one",
        );
        assert.deepEqual(nativeBuckets(positiveSpan, positiveDelta), counted(values, 1, schema));
        assert.deepEqual(nativeBuckets(negativeSpan, negativeDelta), counted(values, -1, schema));
      }
    }),
    { numRuns: 300 },
  );
  assert.deepEqual([...seen].sort(), ["classic", "empty", "finer", "native"]);
});

test("buckets that lie apart have spans of their own, and those that don't share one", () => {
  const points = setPoints({ metrics: [SPREAD] });
  points.touch(0);
  // At scale 0, the buckets 1, 2, 5 and 9: two empty ones are cheaper than a span, three aren't.
  for (const value of [2, 4, 4, 32, 512]) points.record(0, value, 0);
  const { positiveSpan, positiveDelta } = histogramOf(render(points));
  assert.deepEqual(positiveSpan.map(({ offset, length }) => [offset, length]), [[1, 5], [3, 1]]);
  assert.deepEqual(positiveDelta, [1n, 1n, -2n, 0n, 1n, 0n]);
});

test("exponential histograms of the same labels are one native histogram", () => {
  const sets = [1, 2].map(() => setPoints({ metrics: [SPREAD] }));
  for (const [i, points] of sets.entries()) {
    points.touch(0);
    points.record(0, 0, 3);
    for (const value of [1, 2, -4]) points.record(0, value * (i + 1), 3 - i);
  }
  const bytes = new PrometheusRenderer({ format: PROTOBUF }).render(collection(...sets));
  const { schema, sampleCount, zeroCount, positiveSpan, positiveDelta, negativeSpan, negativeDelta } =
    histogramOf(
      bytes,
    );
  assert.deepEqual([schema, sampleCount, zeroCount], [2, 8n, 2n]);
  assert.deepEqual(nativeBuckets(positiveSpan, positiveDelta), counted([1, 2, 2, 4], 1, 2));
  assert.deepEqual(nativeBuckets(negativeSpan, negativeDelta), counted([-4, -8], -1, 2));
});

/** Points that have these exemplars, whatever the field. */
class WithExemplars extends TestPoints {
  latest: Exemplar[] = [];

  override exemplars(): readonly Exemplar[] {
    return this.latest;
  }
}

test("counters and buckets have their latest exemplar, native histograms all of them, with times and ids", () => {
  const exemplars = "always_on";
  const shape = setPoints({
    metrics: [
      { ...METRICS[0], exemplars },
      { ...METRICS[2], exemplars },
      { ...METRICS[3], exemplars },
      { ...SPREAD, exemplars },
    ],
  });
  const points = new WithExemplars({
    ...shape,
    layout: shape.layout,
    descriptor: shape.descriptor,
    start: 0,
  });
  points.touch(0);
  const none = { traceId: undefined, spanId: undefined };
  const ids = { traceId: new Uint8Array(16).fill(0xab), spanId: new Uint8Array(8).fill(1) };
  points.latest = [
    { value: 7, time: 3e9, ...none },
    { value: 0.5, time: 1_500_000_000, ...none },
    { value: 1, time: 2e9, ...ids },
  ];
  const [counter, took, size, spread] = decodeProtobuf(render(points)).map(({ metric }) => metric[0]);
  const shown = (exemplar: DecodedExemplar | undefined) =>
    exemplar && [
      exemplar.value,
      exemplar.timestamp && timestampMs(exemplar.timestamp),
      ...exemplar.label.map(({ name, value }) => `${name} ${value}`),
    ];
  const labels = [`trace_id ${"ab".repeat(16)}`, `span_id ${"01".repeat(8)}`];
  assert.deepEqual(shown(counter?.counter?.exemplar), [7, 3000]);
  assert.deepEqual(took?.histogram?.bucket.map(({ exemplar }) => shown(exemplar)), [
    [1, 2000, ...labels],
    undefined,
    [7, 3000],
  ]);
  assert.equal(size?.summary?.sampleCount, 0n);
  assert.deepEqual(spread?.histogram?.exemplars.map(shown), [[0.5, 1500], [1, 2000, ...labels], [7, 3000]]);
});

test("a page of which nothing has changed is given again, and one that has isn't", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const plain = telemetry.register(Plain), { spread } = telemetry.register(Distributions);
  const reader = telemetry.reader(), renderer = new PrometheusRenderer({ format: PROTOBUF });
  const pieces = () => [...renderer.renderChunks(reader.collect(), { pieceBytes: 1 })];
  const count = () => {
    const families = parseProtobuf(joined(pieces()));
    return ["sample_count_total", "sample_spread"].map((name) => {
      const family = families.find((each) => each.name.startsWith(name));
      return Number(family?.samples.at(-1)?.value);
    });
  };
  plain.count.add(1);
  assert.deepEqual(count(), [1, 0]);
  plain.count.add(2);
  spread.record(3);
  assert.deepEqual(count(), [3, 1]);
  spread.record(3);
  assert.deepEqual(count(), [3, 2]);
  // What percore has to say of the first collections comes with the next ones.
  for (let round = 0; round < 3; round++) pieces();
  const before = pieces(), after = pieces(), given = new Set(before);
  assert.deepEqual(after, before);
  assert.ok(after.filter((piece) => given.has(piece)).length > 3);
  await telemetry.shutdown();
});

/** A set of so many series of each metric. */
function many(series: number): TestPoints {
  const values = Array.from({ length: series }, (_, i) => `é${i}`);
  const points = setPoints({
    metrics: METRICS,
    measurement: [{ key: "n", type: "enum", brief: "", stability: "stable", values }],
  });
  for (let tuple = 0; tuple < series; tuple++) {
    const lane = points.touch(tuple);
    points.values.set([tuple, tuple], lane);
  }
  return points;
}

test("pieces are the same bytes, with pauses while a family is written, and two renderings may be under way at once", () => {
  const points = many(400), renderer = new PrometheusRenderer({ format: PROTOBUF });
  const whole = renderer.render(collection(points));
  for (const pieceBytes of [1, 1000, 1e6]) {
    const pieces = [...renderer.renderChunks(collection(points), { pieceBytes })];
    assert.deepEqual(joined(pieces), whole);
    assert.ok(
      pieces.filter((piece) => piece.length === 0).length > 4 * 400 / 100,
      "the thread is given back",
    );
  }
  const first = renderer.renderChunks(collection(points), { pieceBytes: 1 });
  const begun = Array.from({ length: 20 }, () => first.next().value ?? new Uint8Array());
  points.values[0] = 1e6;
  const second = parseProtobuf(renderer.render(collection(points)));
  assert.equal(second[0]?.samples[0]?.value, "1000000");
  const rest = parseProtobuf(joined([...begun, ...first]));
  assert.deepEqual(rest.map(({ samples }) => samples.length), second.map(({ samples }) => samples.length));
});

test("what is beyond maxBytes is left out and counted, and the rest is well-formed", () => {
  const points = many(300), length = render(points).length;
  for (const maxBytes of [0, 100, 3000, 5000, 20_000, length - 1, length + 100]) {
    const renderer: PrometheusRenderer = new PrometheusRenderer({ format: PROTOBUF, maxBytes });
    for (let round = 0; round < 2; round++) {
      const bytes: Uint8Array = renderer.render(collection(points));
      const series = decodeProtobuf(bytes).reduce((sum, { metric }) => sum + metric.length, 0);
      assert.ok(bytes.length <= maxBytes, `${bytes.length} bytes of ${maxBytes}`);
      assert.equal(series + renderer.omissions.max_bytes, 4 * 300);
    }
  }
});

test("names selects families by their names and those that their samples have in a text", () => {
  const points = setPoints({ metrics: METRICS, tuples: { 0: [7, 1.5] } });
  const renderer = new PrometheusRenderer({ format: PROTOBUF });
  const names = (...names: string[]) =>
    decodeProtobuf(renderer.render(collection(points), { names: new Set(names) })).map(({ name }) => name);
  assert.deepEqual(names("http_requests_total", "took_seconds_bucket"), [
    "http_requests_total",
    "took_seconds",
  ]);
  assert.deepEqual(names("nothing"), []);
});
