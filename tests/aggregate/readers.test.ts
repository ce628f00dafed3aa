import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Collection,
  createTelemetry,
  defineMetricSet,
  type ReaderOptions,
  type SetPoints,
  type Telemetry,
} from "@percore/telemetry";
import { pointsOf, valueOf } from "./values.ts";

const stability = "development";
const common = { brief: "For tests.", stability, version: "1.0.0", schemaUrl: "" } as const;
const metric = { brief: "For tests.", unit: "1", stability } as const;
const region = { key: "reader.region", type: "string", brief: "Where.", stability } as const;
const outcome = {
  key: "reader.outcome",
  type: "enum",
  brief: "How.",
  stability,
  values: ["ok", "bad", "odd"],
} as const;

/** A counter and a histogram by region and outcome; a gauge, and what is observed, beside them. */
const Requests = defineMetricSet({
  ...common,
  name: "reader.requests",
  attributes: { registration: [region], measurement: [outcome] },
  metrics: [
    { ...metric, field: "count", name: "reader.count", instrument: "counter", valueType: "int" },
    { ...metric, field: "open", name: "reader.open", instrument: "updowncounter", valueType: "int" },
    {
      ...metric,
      field: "size",
      name: "reader.size",
      instrument: "histogram",
      valueType: "double",
      boundaries: [1, 10, 100],
    },
    {
      ...metric,
      field: "spread",
      name: "reader.spread",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
      maxScale: 3,
    },
  ],
});

const Levels = defineMetricSet({
  ...common,
  name: "reader.levels",
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...metric, field: "last", name: "reader.last", instrument: "gauge", valueType: "double" },
    { ...metric, field: "sum", name: "reader.sum", instrument: "gauge", valueType: "double", merge: "sum" },
    {
      ...metric,
      field: "least",
      name: "reader.least",
      instrument: "gauge",
      valueType: "double",
      merge: "min",
    },
    { ...metric, field: "most", name: "reader.most", instrument: "gauge", valueType: "double", merge: "max" },
    {
      ...metric,
      field: "total",
      name: "reader.total",
      instrument: "counter",
      valueType: "int",
      recording: "observe",
    },
  ],
});

/** A telemetry without a timer, and a reader of it. */
async function withReader(
  options: ReaderOptions,
  use: (telemetry: Telemetry, collect: () => Collection, reader: ReturnType<Telemetry["reader"]>) => void,
): Promise<void> {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader(options);
  use(telemetry, () => reader.collect(), reader);
  await telemetry.shutdown();
}

/** Sets of one name, and of one temporality. */
function partsOf({ sets }: Collection, name: string, temporality: "delta" | "cumulative"): SetPoints[] {
  return sets.filter((set) => set.descriptor.name === name && set.temporality === temporality);
}

/** The values of a field by the texts of its series' attributes. */
function byAttributes(sets: readonly SetPoints[], field: string, offset = 0): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const set of sets) {
    if (!set.layout.fields.some(({ metric }) => metric.field === field)) continue;
    set.series.forEach((measured, series) => {
      const key = [...Object.values(set.attributes), ...measured.map(({ value }) => value)].join();
      assert(!(key in values), `two series are ${key}`);
      values[key] = valueOf(set, field, series, offset);
    });
  }
  return values;
}

test("a delta reader's points begin anew with each export, and have the series that were recorded alone", async () => {
  await withReader({ temporality: "delta" }, (telemetry, collect) => {
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    set.with(0).count.add(3);
    set.with(1).count.add(5);
    const counts = () => byAttributes(partsOf(collect(), "reader.requests", "delta"), "count");
    assert.deepEqual(counts(), { "eu,ok": 3, "eu,bad": 5 });
    assert.deepEqual(counts(), {});
    set.with(1).count.add(1);
    assert.deepEqual(counts(), { "eu,bad": 1 });
  });
});

test("what goes up and down stays cumulative for a delta reader", async () => {
  await withReader({ temporality: "delta" }, (telemetry, collect) => {
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    for (const open of [2, 5]) {
      set.with(0).open.add(open);
      set.with(0).count.add(1);
      const collection = collect();
      const [cumulative] = partsOf(collection, "reader.requests", "cumulative");
      const [delta] = partsOf(collection, "reader.requests", "delta");
      assert(cumulative && delta);
      assert.deepEqual(cumulative.layout.fields.map(({ metric }) => metric.field), ["open"]);
      assert.deepEqual(delta.layout.fields.map(({ metric }) => metric.field), ["count", "size", "spread"]);
      assert.equal(valueOf(cumulative, "open"), open === 2 ? 2 : 7);
    }
  });
});

test("a low-memory reader has totals that are observed as they are", async () => {
  for (const temporality of ["lowmemory", "delta"] as const) {
    await withReader({ temporality }, (telemetry, collect) => {
      const set = telemetry.register(Levels);
      const found = [10, 25].map((total) => {
        set.total.observe(total);
        const sets = collect().sets.filter(({ layout }) =>
          layout.fields.some(({ metric }) => metric.field === "total")
        );
        return byAttributes(sets, "total")[""];
      });
      assert.deepEqual(found, temporality === "delta" ? [10, 15] : [10, 25]);
    });
  }
});

test("windows of a delta reader follow one another, whether exports arrive or not", async () => {
  await withReader({ temporality: "delta" }, (telemetry, _, reader) => {
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    let end = 0, sum = 0;
    for (const arrives of [true, false, false, true, true]) {
      set.with(0).count.add(1);
      const { collection, commit, rollBack } = reader.begin();
      const [points] = partsOf(collection, "reader.requests", "delta");
      assert(points);
      assert(
        points.start >= end && points.start <= points.time,
        `${points.start} to ${points.time} after ${end}`,
      );
      if (arrives) {
        end = points.time;
        sum += Number(valueOf(points, "count"));
        commit();
      } else rollBack();
    }
    assert.equal(sum, 5);
  });
});

test("an export that was rolled back is added to what came since, lane by lane", async () => {
  await withReader({ temporality: "delta" }, (telemetry, _, reader) => {
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    for (const value of [5, -3]) set.with(0).size.record(value);
    set.with(0).spread.record(2);
    const first = reader.begin();
    set.with(0).size.record(1000);
    set.with(0).spread.record(1e6);
    set.with(0).spread.record(-1);
    telemetry.drain();
    first.rollBack();
    first.commit();
    const [points] = partsOf(reader.collect(), "reader.requests", "delta");
    assert(points);
    const lanes = [0, 1, 2, 3, 4, 5, 6].map((lane) => valueOf(points, "size", 0, lane));
    assert.deepEqual(lanes, [1, 1, 0, 1, 1002, -3, 1000]);
    const field = points.layout.fields.find(({ metric }) => metric.field === "spread");
    assert(field);
    const buckets = points.buckets(0, field);
    assert(buckets);
    assert.deepEqual([buckets.positive.at(0), buckets.positive.at(buckets.positive.length - 1)], [1, 1]);
    assert.equal(buckets.negative.at(0), 1);
  });
});

test("an export that nobody ends is rolled back by the next one, and can't be committed any more", async () => {
  await withReader({ temporality: "delta" }, (telemetry, collect, reader) => {
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    set.with(0).count.add(4);
    const abandoned = reader.begin();
    set.with(0).count.add(1);
    assert.deepEqual(byAttributes(partsOf(collect(), "reader.requests", "delta"), "count"), { "eu,ok": 5 });
    abandoned.commit();
    abandoned.rollBack();
    assert.deepEqual(partsOf(collect(), "reader.requests", "delta"), []);
  });
});

test("two readers don't disturb each other", async () => {
  await withReader({ temporality: "delta" }, (telemetry, collect) => {
    const other = telemetry.reader({ temporality: "delta" }), all = telemetry.reader();
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    set.with(0).count.add(1);
    collect();
    set.with(0).count.add(2);
    const count = (collection: Collection, temporality: "delta" | "cumulative") =>
      byAttributes(partsOf(collection, "reader.requests", temporality), "count")["eu,ok"];
    assert.deepEqual([count(collect(), "delta"), count(other.collect(), "delta")], [2, 3]);
    assert.equal(count(all.collect(), "cumulative"), 3);
  });
});

test("gauges of several sets are merged as the schema says, and end with their sets", async () => {
  await withReader({}, (telemetry, collect) => {
    const sets = [telemetry.register(Levels), telemetry.register(Levels)];
    const values = () => {
      const points = pointsOf(collect(), "reader.levels");
      return ["last", "sum", "least", "most"].map((field) => valueOf(points, field));
    };
    assert.deepEqual(values(), [NaN, NaN, NaN, NaN]);
    for (const [i, set] of sets.entries()) {
      for (const gauge of [set.sum, set.least, set.most, set.last]) gauge.set(i === 0 ? 4 : 7);
      telemetry.drain();
    }
    assert.deepEqual(values(), [7, 11, 4, 7]);
    sets[0]?.close();
    assert.deepEqual(values(), [7, 7, 7, 7]);
    sets[1]?.close();
    assert.deepEqual(values(), [7, NaN, NaN, NaN]);
  });
});

test("a view keeps some attributes, and series that differ in others become one", async () => {
  const views = [{ select: { metric: "reader.count" }, attributes: ["reader.outcome"] }];
  await withReader({ views }, (telemetry, collect) => {
    for (const region of ["eu", "us"]) {
      const set = telemetry.register(Requests, { attributes: { "reader.region": region } });
      set.with(0).count.add(3);
      set.with(2).count.add(1);
    }
    const { sets } = collect();
    assert.deepEqual(byAttributes(sets, "count"), { ok: 6, odd: 2 });
    assert.deepEqual(Object.keys(byAttributes(sets, "open")).length, 4);
  });
});

test("views rename, describe and drop; each view that selects a metric makes one of it", async () => {
  const views = [
    { select: { metric: "reader.count" }, name: "renamed", brief: "Another." },
    { select: { metric: "reader.count" }, attributes: [], name: "summed" },
    { select: { instrument: "histogram" }, drop: true },
    { select: { set: "*.levels" }, drop: true },
  ] as const;
  await withReader({ views }, (telemetry, collect) => {
    telemetry.register(Levels).last.set(1);
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    set.with(0).count.add(3);
    set.with(1).count.add(4);
    const sets = collect().sets.filter(({ descriptor }) => descriptor.name.startsWith("reader."));
    const names = sets.flatMap(({ layout }) => layout.fields.map(({ metric }) => metric.name));
    assert.deepEqual(names.sort(), ["reader.open", "renamed", "summed"]);
    const summed = sets.filter(({ layout }) => layout.fields[0]?.metric.name === "summed");
    assert.deepEqual(byAttributes(summed, "count"), { "": 7 });
  });
});

test("views make histograms coarser", async () => {
  const views = [
    { select: { metric: "reader.size" }, boundaries: [10] },
    { select: { metric: "reader.spread" }, aggregation: "min_max_sum_count" },
  ] as const;
  await withReader({ views }, (telemetry, collect) => {
    const set = telemetry.register(Requests, { attributes: { "reader.region": "eu" } });
    for (const value of [0.5, 1, 5, 10, 11, 1e9]) set.with(0).size.record(value);
    for (const value of [0, 1, -2, 1e300]) set.with(0).spread.record(value);
    const points = pointsOf(collect(), "reader.requests");
    assert.deepEqual([0, 1].map((lane) => valueOf(points, "size", 0, lane)), [4, 2]);
    assert.equal(valueOf(points, "size", 0, 2), 0.5 + 1 + 5 + 10 + 11 + 1e9);
    assert.deepEqual([0, 2, 3].map((lane) => valueOf(points, "spread", 0, lane)), [4, -2, 1e300]);
  });
});

test("beyond the limit of cardinality, series and registrations share one that says so", async () => {
  await withReader({ cardinalityLimit: 4 }, (telemetry, collect) => {
    for (const region of ["eu", "us", "asia"]) {
      const set = telemetry.register(Requests, { attributes: { "reader.region": region } });
      for (const outcome of [0, 1]) set.with(outcome).count.add(1);
    }
    const sets = collect().sets.filter(({ descriptor }) => descriptor.name === "reader.requests");
    const counts = byAttributes(sets, "count");
    assert.equal(Object.values(counts).reduce((sum: number, n) => sum + Number(n), 0), 6);
    // Three series of their own, the rest of the region that has one of them, and that of the third region.
    assert.deepEqual(Object.values(counts), [1, 1, 1, 1, 2]);
    assert.equal(Object.keys(counts).filter((key) => key === "true" || key.endsWith(",true")).length, 2);
  });
});

test("a delta reader forgets registrations that have ended, once they are exported", async () => {
  await withReader({ temporality: "delta", cardinalityLimit: 10 }, (telemetry, collect) => {
    const Counted = defineMetricSet({
      ...common,
      name: "reader.counted",
      attributes: { registration: [region], measurement: [] },
      metrics: [{
        ...metric,
        field: "count",
        name: "reader.counted",
        instrument: "counter",
        valueType: "int",
      }],
    });
    for (let i = 1; i <= 100; i++) {
      const set = telemetry.register(Counted, { attributes: { "reader.region": `region ${i}` } });
      set.count.add(i);
      set.close();
      assert.deepEqual(byAttributes(partsOf(collect(), "reader.counted", "delta"), "count"), {
        [`region ${i}`]: i,
      });
    }
  });
});

test("options of readers that can't be meant are refused", () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const wrong: [unknown, RegExp][] = [
    [{ temporality: "both" }, /temporality: expected cumulative, delta, lowmemory, not "both"/],
    [{ by: "core" }, /by is core: process, node or worker/],
    [{ cardinalityLimit: 0 }, /cardinalityLimit is 0/],
    [{ views: [{}] }, /view 0: select must say/],
    [{ views: [{ select: { name: "x" } }] }, /view 0, select: there is no key name/],
    [{ views: [{ select: { metric: "a*" }, name: "b" }] }, /must select one metric/],
    [{ views: [{ select: {}, maxSize: 1 }] }, /maxSize must be/],
    [{ views: [{ select: {}, boundaries: [2, 1] }] }, /boundaries must ascend/],
    [{ views: { select: {} } }, /expected a list of views/],
    [{ views: [{ select: null }] }, /view 0: select must say/],
    [{ views: [{ select: { set: 5 } }] }, /select: set must be a text/],
    [{ views: [{ select: { instrument: "timer" } }] }, /select: instrument must be counter/],
    [{ views: [{ select: {}, attributes: "a" }] }, /attributes must be a list of keys/],
    [{ views: [{ select: {}, attributes: [5] }] }, /attributes must be a list of keys/],
    [{ views: [{ select: {}, boundaries: 5 }] }, /boundaries must be a list of numbers/],
    [{ views: [{ select: { metric: "a" }, name: 5 }] }, /name must be a text/],
    [{ views: [{ select: {}, maxScale: -11 }] }, /maxScale must be a whole number from -10 to 20/],
    [{ views: [{ select: {}, aggregation: "sum" }] }, /aggregation must be min_max_sum_count/],
    [{ views: [{ select: {}, merge: "first" }] }, /merge must be last, sum, min, max/],
    [{ views: [{ select: {}, drop: "no" }] }, /drop must be a boolean/],
    [{ views: [{ select: {}, exemplars: true }] }, /exemplars must be false/],
  ];
  for (const [options, message] of wrong) {
    // Programs without types give anything.
    assert.throws(() => telemetry.reader(options as ReaderOptions), message);
  }
  return telemetry.shutdown();
});
