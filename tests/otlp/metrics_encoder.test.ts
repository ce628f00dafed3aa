import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AggregationTemporality } from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import {
  attributesOf,
  decode,
  exponentialsOf,
  histogramsOf,
  metricsOf,
  numbersOf,
  scopesOf,
} from "./decode.ts";
import {
  attribute,
  collection,
  descriptor,
  metric,
  record,
  seriesOf,
  setPoints,
  START,
  TIME,
} from "./set_points.ts";

const LARGEST = 2n ** 63n - 1n;

const counter = descriptor({ metrics: [metric({ name: "test.count", instrument: "counter" })] });
const upDown = descriptor({ metrics: [metric({ name: "test.level", instrument: "updowncounter" })] });
const gauge = descriptor({
  metrics: [metric({ name: "test.gauge", instrument: "gauge", valueType: "double" })],
});
const histogram = descriptor({
  metrics: [
    metric({ name: "test.duration", instrument: "histogram", valueType: "double", boundaries: [0.1, 1] }),
  ],
});

const exponential = descriptor({
  metrics: [
    metric({
      name: "test.latency",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
    }),
  ],
});

function outcomes(values: readonly string[]) {
  return attribute({ key: "test.outcome", type: "enum", values });
}

test("integers arrive exactly from -2^63 to 2^63 - 1", () => {
  const points = setPoints(upDown), encoder = new MetricsEncoder();
  fc.assert(fc.property(fc.bigInt(-LARGEST - 1n, LARGEST), (value) => {
    record(points, 0, [value]);
    assert.deepEqual(numbersOf(metricsOf(collection([points]), encoder)[0])[0]?.value, {
      case: "asInt",
      value,
    });
  }));
});

test("integers beyond 63 bits saturate", () => {
  const points = setPoints(upDown);
  for (const [value, expected] of [[LARGEST + 1n, LARGEST], [-LARGEST - 2n, -LARGEST - 1n]] as const) {
    record(points, 0, [value]);
    assert.equal(numbersOf(metricsOf(collection([points]))[0])[0]?.value.value, expected);
  }
});

test("start and end of the window arrive as the same number of nanoseconds", () => {
  fc.assert(fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (start, time) => {
    const points = setPoints(counter, { start: start * 512 });
    points.time = time * 512;
    const point = numbersOf(metricsOf(collection([points]))[0])[0];
    assert.equal(point?.startTimeUnixNano, BigInt(start) * 512n);
    assert.equal(point?.timeUnixNano, BigInt(time) * 512n);
  }));
});

test("a counter is a monotonic cumulative sum, an updowncounter one that isn't monotonic", () => {
  const sets = [setPoints(counter), setPoints(upDown)];
  for (const points of sets) record(points, 0, [5]);
  const sums = metricsOf(collection(sets)).map(({ data }) => {
    assert(data.case === "sum");
    assert.equal(data.value.aggregationTemporality, AggregationTemporality.CUMULATIVE);
    return data.value.isMonotonic;
  });
  assert.deepEqual(sums, [true, false]);
});

test("a double sum arrives as the same double", () => {
  const points = setPoints(
    descriptor({ metrics: [metric({ name: "test.sum", instrument: "updowncounter", valueType: "double" })] }),
  );
  fc.assert(fc.property(fc.double(), (value) => {
    record(points, 0, [value]);
    assert.deepEqual(numbersOf(metricsOf(collection([points]))[0])[0]?.value, { case: "asDouble", value });
  }));
});

test("a gauge has no point before its first value, and none after it lost its value", () => {
  const points = setPoints(descriptor({ metrics: [...gauge.metrics, ...counter.metrics] }));
  const encoder = new MetricsEncoder();
  const names = () => metricsOf(collection([points]), encoder).map(({ name }) => name);
  record(points, 0, [NaN, 1]);
  assert.deepEqual(names(), ["test.count"]);
  record(points, 0, [0, 1]);
  assert.deepEqual(names(), ["test.gauge", "test.count"]);
  record(points, 0, [NaN, 1]);
  assert.deepEqual(names(), ["test.count"]);
});

test("a collection without points is no request", () => {
  const encoder = new MetricsEncoder();
  assert.equal(encoder.encode(collection([])), undefined);
  const points = setPoints(gauge);
  assert.equal(encoder.encode(collection([points])), undefined);
  record(points, 0, [NaN]);
  assert.equal(encoder.encode(collection([points])), undefined);
  record(points, 0, [1.5]);
  assert.equal(numbersOf(metricsOf(collection([points]), encoder)[0]).length, 1);
});

test("a histogram arrives with bounds, counts, sum, minimum and maximum", () => {
  const points = setPoints(histogram);
  record(points, 0, [3, 2, 1, 4.5, 0.05, 2.5]);
  const [point] = histogramsOf(metricsOf(collection([points]))[0]);
  assert.deepEqual(point?.explicitBounds, [0.1, 1]);
  assert.deepEqual(point?.bucketCounts, [3n, 2n, 1n]);
  assert.deepEqual([point?.count, point?.sum, point?.min, point?.max], [6n, 4.5, 0.05, 2.5]);
});

test("a histogram without values has neither minimum nor maximum, and gets them with its first value", () => {
  const points = setPoints(histogram), encoder = new MetricsEncoder();
  const point = () => histogramsOf(metricsOf(collection([points]), encoder)[0])[0];
  let decoded = point();
  assert.deepEqual(
    [decoded?.count, decoded?.sum, decoded?.min, decoded?.max],
    [0n, 0, undefined, undefined],
  );
  record(points, 0, [0, 1, 0, 0.5, 0.5, 0.5]);
  decoded = point();
  assert.deepEqual([decoded?.count, decoded?.sum, decoded?.min, decoded?.max], [1n, 0.5, 0.5, 0.5]);
});

test("a histogram's count is the exact sum of its buckets' counts, and saturates with them", () => {
  const points = setPoints(histogram), encoder = new MetricsEncoder();
  const counts = fc.tuple(fc.bigInt(0n, LARGEST), fc.bigInt(0n, LARGEST), fc.bigInt(0n, LARGEST));
  fc.assert(fc.property(counts, (counts) => {
    record(points, 0, [...counts, 1, 1, 1]);
    const [point] = histogramsOf(metricsOf(collection([points]), encoder)[0]);
    const sum = counts.reduce((a, b) => a + b);
    assert.deepEqual(point?.bucketCounts, counts);
    assert.equal(point?.count, sum > LARGEST ? LARGEST : sum);
  }));
});

test("a point has the registration's attributes, then those of its recordings", () => {
  const set = descriptor({
    attributes: {
      registration: [attribute({ key: "test.region", type: "string" })],
      measurement: [outcomes(["ok", "rejected"]), attribute({ key: "test.cached", type: "boolean" })],
    },
    metrics: counter.metrics,
  });
  const points = setPoints(set, { attributes: { "test.region": "north" } });
  record(points, seriesOf(points, ["rejected", true]), [7]);
  record(points, seriesOf(points, ["ok", false]), [8]);
  const decoded = numbersOf(metricsOf(collection([points]))[0]);
  assert.deepEqual(decoded.map(attributesOf), [
    [["test.region", "stringValue", "north"], ["test.outcome", "stringValue", "rejected"], [
      "test.cached",
      "boolValue",
      true,
    ]],
    [["test.region", "stringValue", "north"], ["test.outcome", "stringValue", "ok"], [
      "test.cached",
      "boolValue",
      false,
    ]],
  ]);
  assert.deepEqual(decoded.map((point) => point.value.value), [7n, 8n]);
});

test("the scope has the set's name, the schema's version and URL, and the entity's attributes", () => {
  const identity = [attribute({ key: "thread.id", type: "int" })];
  const set = descriptor({
    entity: { type: "test.worker", brief: "A worker.", stability: "stable", identity },
    metrics: counter.metrics,
  });
  const points = setPoints(set, { entity: { "thread.id": 7 } });
  record(points, 0, [1]);
  const [scope] = scopesOf(collection([points]));
  assert.equal(scope?.schemaUrl, set.schemaUrl);
  assert.deepEqual([scope?.scope?.name, scope?.scope?.version], [set.name, set.version]);
  assert(scope?.scope);
  assert.deepEqual(attributesOf(scope.scope), [["thread.id", "intValue", 7n]]);
});

test("the metric has its name, brief and unit", () => {
  const points = setPoints(counter);
  record(points, 0, [1]);
  const [decoded] = metricsOf(collection([points]));
  assert.deepEqual([decoded?.name, decoded?.description, decoded?.unit], [
    "test.count",
    "What test.count is.",
    "1",
  ]);
});

test("the resource has its attributes, numbers by what they are, and its schema URL", () => {
  const points = setPoints(counter);
  record(points, 0, [1]);
  const attributes = {
    "service.name": "shop",
    "a.int": -3,
    "a.double": 0.5,
    "a.list": [1, 2],
    "a.flag": true,
  };
  const request = decode(
    new MetricsEncoder().encode(collection([points], { attributes, schemaUrl: "https://example.com/r" })),
  );
  const [{ resource, schemaUrl } = {}] = request.resourceMetrics;
  assert.equal(schemaUrl, "https://example.com/r");
  assert(resource);
  const decoded = attributesOf(resource).filter((pair) => Array.isArray(pair) && pair[0] !== "a.list");
  assert.deepEqual(decoded, [
    ["service.name", "stringValue", "shop"],
    ["a.int", "intValue", -3n],
    ["a.double", "doubleValue", 0.5],
    ["a.flag", "boolValue", true],
  ]);
  const list = resource.attributes.find(({ key }) => key === "a.list")?.value?.value;
  assert(list?.case === "arrayValue");
  assert.deepEqual(list.value.values.map(({ value }) => [value.case, value.value]), [["intValue", 1n], [
    "intValue",
    2n,
  ]]);
});

test("the resource names the entities that its attributes make up", () => {
  const points = setPoints(counter);
  record(points, 0, [1]);
  const attributes = { "service.name": "shop", "service.instance.id": "1", "host.name": "a" };
  const entities = [
    {
      type: "service",
      identity: ["service.name", "service.instance.id"],
      schemaUrl: "https://example.com/e",
    },
    { type: "host", identity: ["host.id"], description: ["host.name"] },
  ];
  const request = decode(new MetricsEncoder().encode(collection([points], { attributes, entities })));
  const refs = request.resourceMetrics[0]?.resource?.entityRefs ?? [];
  assert.deepEqual(
    refs.map(({ type, idKeys, descriptionKeys, schemaUrl }) => [type, idKeys, descriptionKeys, schemaUrl]),
    [
      ["service", ["service.name", "service.instance.id"], [], "https://example.com/e"],
      ["host", ["host.id"], ["host.name"], ""],
    ],
  );
});

test("an attribute's number is of the declared type where it can be", () => {
  const registration = [
    attribute({ key: "int", type: "int" }),
    attribute({ key: "double", type: "double" }),
    attribute({ key: "fraction", type: "int" }),
    attribute({ key: "large", type: "int" }),
  ];
  const set = descriptor({ attributes: { registration, measurement: [] }, metrics: counter.metrics });
  const points = setPoints(set, {
    attributes: { int: -(2 ** 63), double: 4, fraction: 1.5, large: 2 ** 63 },
  });
  record(points, 0, [1]);
  assert.deepEqual(numbersOf(metricsOf(collection([points]))[0]).map(attributesOf), [[
    ["int", "intValue", -(2n ** 63n)],
    ["double", "doubleValue", 4],
    ["fraction", "doubleValue", 1.5],
    ["large", "doubleValue", 2 ** 63],
  ]]);
});

test("a number of a template is of the type that the template declares, and other names are none of its", () => {
  const registration = [
    attribute({ key: "header", type: "template[double]" }),
    attribute({ key: "weights", type: "template[double[]]" }),
  ];
  const set = descriptor({ attributes: { registration, measurement: [] }, metrics: counter.metrics });
  const points = setPoints(set, {
    attributes: { "header.size": 4, "weights.all": [1, 2], "headers": 4, "other.header.": 4 },
  });
  record(points, 0, [1]);
  const kinds = numbersOf(metricsOf(collection([points]))[0]).flatMap(({ attributes }) =>
    attributes.map(({ key, value }) => {
      const of = value?.value;
      return [key, of?.case === "arrayValue" ? of.value.values.map(({ value }) => value.case) : of?.case];
    })
  );
  assert.deepEqual(kinds, [
    ["header.size", "doubleValue"],
    ["weights.all", ["doubleValue", "doubleValue"]],
    ["headers", "intValue"],
    ["other.header.", "intValue"],
  ]);
});

test("any text arrives as it is, but for lone surrogates, which are replaced", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }), (text) => {
      const points = setPoints(counter);
      record(points, 0, [1]);
      const request = decode(
        new MetricsEncoder().encode(collection([points], { attributes: { [`k${text}`]: text } })),
      );
      const resource = request.resourceMetrics[0]?.resource;
      assert(resource);
      assert.deepEqual(attributesOf(resource), [[
        `k${text.toWellFormed()}`,
        "stringValue",
        text.toWellFormed(),
      ]]);
    }),
  );
});

test("sets of one scope share a ScopeMetrics in which a metric appears once", () => {
  const registration = [attribute({ key: "test.region", type: "string" })];
  const set = descriptor({ attributes: { registration, measurement: [] }, metrics: counter.metrics });
  const regions = ["north", "south"].map((region) =>
    // Each thread brings a descriptor of its own.
    setPoints(structuredClone(set), { attributes: { "test.region": region } })
  );
  const elsewhere = setPoints({ ...set, name: "test.other" }, { attributes: { "test.region": "north" } });
  for (const points of [...regions, elsewhere]) record(points, 0, [1]);
  const scopes = scopesOf(collection([...regions, elsewhere]));
  assert.deepEqual(scopes.map(({ scope, metrics }) => [scope?.name, metrics.length]), [["test.set", 1], [
    "test.other",
    1,
  ]]);
  assert.deepEqual(numbersOf(scopes[0]?.metrics[0]).map(attributesOf), [
    [["test.region", "stringValue", "north"]],
    [["test.region", "stringValue", "south"]],
  ]);
});

test("sets of different entities don't share a scope", () => {
  const workers = [1, 2].map((id) => setPoints(counter, { entity: { "thread.id": id } }));
  for (const points of workers) record(points, 0, [1]);
  assert.equal(scopesOf(collection(workers)).length, 2);
});

test("one encoder gives, collection after collection, what a new one would", () => {
  const wide = descriptor({
    attributes: { registration: [], measurement: [outcomes(["a", "b", "c", "d"])] },
    metrics: [...counter.metrics, ...gauge.metrics, ...histogram.metrics, ...exponential.metrics],
  });
  const bucket = fc.tuple(
    fc.constantFrom(1 as const, -1 as const),
    fc.integer({ min: -300, max: 300 }),
    fc.nat(),
  );
  const cell = fc.record({
    set: fc.nat(3),
    outcome: fc.constantFrom("a", "b", "c", "d"),
    lanes: fc.tuple(
      fc.bigInt(0n, LARGEST),
      fc.oneof(fc.double(), fc.constant(NaN)),
      fc.nat(2),
      fc.nat(2),
      fc.nat(2),
      fc.double(),
      fc.double(),
      fc.double(),
      fc.nat(2),
      fc.double(),
      fc.double(),
      fc.double(),
    ),
    buckets: fc.array(bucket, { maxLength: 3 }),
  });
  const step = fc.record({ cells: fc.array(cell), sets: fc.subarray([0, 1, 2, 3]), resource: fc.boolean() });
  fc.assert(fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
    const encoder = new MetricsEncoder();
    const all = ["n", "n", "s", "w"].map((name) => setPoints({ ...wide, name }));
    steps.forEach(({ cells, sets, resource }, round) => {
      for (const { set, outcome, lanes, buckets } of cells) {
        const points = all[set];
        assert(points);
        const series = seriesOf(points, [outcome]);
        record(points, series, lanes);
        for (const [sign, index, count] of buckets) {
          points.bucketsOf(series, points.layout.exponentials[0]).add(sign, index, 4, count);
        }
      }
      for (const points of all) points.time += round * 1024;
      const next = collection(all.filter((_, set) => sets.includes(set)), { attributes: { resource } });
      assert.deepEqual(encoder.encode(next)?.slice(), new MetricsEncoder().encode(next)?.slice());
    });
  }));
});

test("an exponential histogram arrives with its scale, counts of both signs and zeros, sum, minimum and maximum", () => {
  const points = setPoints(exponential), [field] = points.layout.exponentials;
  record(points, 0, [2, 3.5, -1, 8]);
  const buckets = points.bucketsOf(0, field);
  for (const [sign, index, count] of [[1, -3, 1], [1, 0, 300], [-1, 5, 2 ** 40]] as const) {
    buckets.add(sign, index, 3, count);
  }
  const [point] = exponentialsOf(metricsOf(collection([points]))[0]);
  assert.deepEqual([point?.scale, point?.zeroCount, point?.zeroThreshold], [3, 2n, 0]);
  assert.deepEqual([point?.positive?.offset, point?.positive?.bucketCounts], [-3, [1n, 0n, 0n, 300n]]);
  assert.deepEqual([point?.negative?.offset, point?.negative?.bucketCounts], [5, [2n ** 40n]]);
  assert.deepEqual([point?.count, point?.sum, point?.min, point?.max], [303n + 2n ** 40n, 3.5, -1, 8]);
  assert.deepEqual([point?.startTimeUnixNano, point?.timeUnixNano], [BigInt(START), BigInt(TIME)]);
});

test("an exponential histogram without values has neither buckets nor minimum and maximum; zeros are values", () => {
  const points = setPoints(exponential), encoder = new MetricsEncoder();
  const point = () => exponentialsOf(metricsOf(collection([points]), encoder)[0])[0];
  let decoded = point();
  assert.deepEqual(
    [decoded?.count, decoded?.scale, decoded?.positive, decoded?.negative, decoded?.min, decoded?.max],
    [0n, 4, undefined, undefined, undefined, undefined],
  );
  record(points, 0, [2n ** 60n, 0, 0, 0]);
  decoded = point();
  assert.deepEqual(
    [decoded?.count, decoded?.zeroCount, decoded?.positive, decoded?.min, decoded?.max],
    [2n ** 60n, 2n ** 60n, undefined, 0, 0],
  );
});

test("an exponential histogram's counts are exact, and so is their sum", () => {
  const counts = fc.array(fc.tuple(fc.constantFrom(1 as const, -1 as const), fc.maxSafeNat()), {
    maxLength: 20,
  });
  fc.assert(fc.property(counts, fc.bigInt(0n, 2n ** 62n), (counts, zeros) => {
    const points = setPoints(exponential), [field] = points.layout.exponentials;
    record(points, 0, [zeros, 1, 1, 1]);
    counts.forEach(([sign, count], index) => points.bucketsOf(0, field).add(sign, index, 4, count));
    const [point] = exponentialsOf(metricsOf(collection([points]))[0]);
    assert(point);
    const { positive, negative } = point;
    counts.forEach(([sign, count], index) => {
      const buckets = sign > 0 ? positive : negative;
      assert.equal(buckets?.bucketCounts[index - buckets.offset] ?? 0n, BigInt(count));
    });
    assert.equal(point.zeroCount, zeros);
    assert.equal(point.count, counts.reduce((sum, [, count]) => sum + BigInt(count), zeros));
  }));
});

test("a min-max-sum-count is a histogram without buckets", () => {
  const points = setPoints(descriptor({
    metrics: [metric({ name: "test.size", instrument: "histogram", aggregation: "min_max_sum_count" })],
  }));
  const encoder = new MetricsEncoder();
  const point = () => histogramsOf(metricsOf(collection([points]), encoder)[0])[0];
  const empty = point();
  assert.deepEqual([empty?.count, empty?.min, empty?.max], [0n, undefined, undefined]);
  record(points, 0, [2n ** 53n + 1n, 4.5, 0.5, 2.5]);
  const decoded = point();
  assert.deepEqual([decoded?.bucketCounts, decoded?.explicitBounds], [[], []]);
  assert.deepEqual([decoded?.count, decoded?.sum, decoded?.min, decoded?.max], [
    2n ** 53n + 1n,
    4.5,
    0.5,
    2.5,
  ]);
});

test("observed totals and levels are sums: of int exact, of double with all that was carried", () => {
  const observed = (instrument: "counter" | "updowncounter", valueType: "int" | "double") =>
    metric({ name: `test.${instrument}.${valueType}`, instrument, valueType, recording: "observe" });
  const points = setPoints(descriptor({
    metrics: [
      observed("counter", "int"),
      observed("counter", "double"),
      observed("updowncounter", "int"),
      observed("updowncounter", "double"),
    ],
  }));
  record(points, 0, [LARGEST, 0, 2n ** 60n, 0, -LARGEST, 0.25]);
  const decoded = metricsOf(collection([points])).map((metric) => {
    assert(metric.data.case === "sum");
    return [metric.data.value.isMonotonic, numbersOf(metric)[0]?.value];
  });
  assert.deepEqual(decoded, [
    [true, { case: "asInt", value: LARGEST }],
    [true, { case: "asDouble", value: 2 ** 60 }],
    [false, { case: "asInt", value: -LARGEST }],
    [false, { case: "asDouble", value: 0.25 }],
  ]);
});

test("metrics that are aggregated in different ways don't share their points", () => {
  const aggregations = ["explicit", "exponential", "min_max_sum_count"] as const;
  const sets = aggregations.map((aggregation) =>
    setPoints(descriptor({ metrics: [metric({ name: "test.size", instrument: "histogram", aggregation })] }))
  );
  const cases = metricsOf(collection(sets)).map(({ data }) => data.case);
  assert.deepEqual(cases, ["histogram", "histogram", "exponentialHistogram"]);
});

test("the same collection gives the same bytes twice", () => {
  const points = setPoints(histogram), encoder = new MetricsEncoder();
  record(points, 0, [3, 2, 1, 4.5, 0.05, 2.5]);
  const first = encoder.encode(collection([points]))?.slice();
  assert.deepEqual(encoder.encode(collection([points]))?.slice(), first);
});
