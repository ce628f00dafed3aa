/** The metric sets that the benchmarks record with. */
import { type AttributeDescriptor, defineMetricSet, type MetricDescriptor } from "@percore/telemetry";

const stability = "development";
const common = { brief: "For benchmarks.", stability, version: "1.0.0", schemaUrl: "" } as const;

const shard = { key: "shard", type: "int", brief: "Which registration.", stability } as const;

const count = {
  field: "count",
  unit: "{request}",
  brief: "Requests handled.",
  stability,
  instrument: "counter",
  valueType: "int",
} as const;

const duration = {
  field: "duration",
  unit: "ms",
  brief: "Time to handle a request.",
  stability,
  instrument: "histogram",
  valueType: "double",
} as const;

function values(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

function routeAndOutcome(routes: number, outcomes: number) {
  return [
    { key: "route", type: "enum", brief: "A.", stability, values: values("/api/v1/resource/", routes) },
    { key: "outcome", type: "enum", brief: "B.", stability, values: values("outcome_", outcomes) },
  ] as const satisfies readonly AttributeDescriptor[];
}

/** 2,000 series of one int counter, for each value of the registration attribute. */
export const Series = defineMetricSet({
  ...common,
  name: "bench.series",
  attributes: { registration: [shard], measurement: routeAndOutcome(50, 40) },
  metrics: [{ ...count, name: "bench.series.count" }],
});

/** The same in doubles. */
export const DoubleSeries = defineMetricSet({
  ...common,
  name: "bench.series",
  attributes: { registration: [shard], measurement: routeAndOutcome(50, 40) },
  metrics: [{ ...count, valueType: "double", name: "bench.series.count" }],
});

/** A counter without measurement attributes, to be registered many times. */
export const Single = defineMetricSet({
  ...common,
  name: "bench.single",
  attributes: { registration: [shard], measurement: [] },
  metrics: [{ ...count, name: "bench.single.count" }],
});

/** One int counter in dense storage, with a cell for each pair of two attributes' values. */
export function crossed(routes: number, outcomes: number) {
  return defineMetricSet({
    ...common,
    name: `bench.crossed.${routes}.${outcomes}`,
    budget: routes * outcomes,
    attributes: { registration: [], measurement: routeAndOutcome(routes, outcomes) },
    metrics: [{ ...count, name: "bench.crossed.count" }],
  });
}

/** The default boundaries of OpenTelemetry's metrics SDK. */
export const BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000] as const;

/** An explicit histogram with two measurement attributes. */
export const Explicit = defineMetricSet({
  ...common,
  name: "bench.explicit",
  attributes: { registration: [shard], measurement: routeAndOutcome(50, 40) },
  metrics: [{ ...duration, name: "bench.explicit.duration", boundaries: BOUNDARIES }],
});

/** An exponential histogram, to be registered many times. */
export const Exponential = defineMetricSet({
  ...common,
  name: "bench.exponential",
  attributes: { registration: [shard], measurement: [] },
  metrics: [{ ...duration, name: "bench.exponential.duration", aggregation: "exponential" }],
});

/** A min-max-sum-count histogram, to be registered many times. */
export const Summary = defineMetricSet({
  ...common,
  name: "bench.summary",
  attributes: { registration: [shard], measurement: [] },
  metrics: [{ ...duration, name: "bench.summary.duration", aggregation: "min_max_sum_count" }],
});

/** What a server counts of each request: four counters, and a histogram of four lanes. */
export const Handled = defineMetricSet({
  ...common,
  name: "bench.handled",
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...count, field: "received", name: "bench.handled.received" },
    { ...count, field: "answered", name: "bench.handled.answered" },
    { ...count, field: "failed", name: "bench.handled.failed" },
    { ...count, field: "retried", name: "bench.handled.retried" },
    { ...duration, name: "bench.handled.duration", aggregation: "min_max_sum_count" },
  ],
});

const number = { unit: "1", brief: "A number.", stability, valueType: "double" } as const;
const gauge = { ...number, instrument: "gauge" } as const;
const total = { ...number, instrument: "counter", recording: "observe" } as const;
const level = { ...number, instrument: "updowncounter", recording: "observe" } as const;

/** Eight gauges, four of which are merged over all workers. */
export const Eight = defineMetricSet({
  ...common,
  name: "bench.eight",
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...gauge, field: "a", name: "bench.eight.a" },
    { ...gauge, field: "b", name: "bench.eight.b" },
    { ...gauge, field: "c", name: "bench.eight.c" },
    { ...gauge, field: "d", name: "bench.eight.d" },
    { ...gauge, field: "e", name: "bench.eight.e", merge: "sum" },
    { ...gauge, field: "f", name: "bench.eight.f", merge: "sum" },
    { ...gauge, field: "g", name: "bench.eight.g", merge: "max" },
    { ...gauge, field: "h", name: "bench.eight.h", merge: "max" },
  ],
});

/** Four observed totals and four observed levels. */
export const Observing = defineMetricSet({
  ...common,
  name: "bench.observing",
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...total, field: "a", name: "bench.observing.a" },
    { ...total, field: "b", name: "bench.observing.b" },
    { ...total, field: "c", name: "bench.observing.c" },
    { ...total, field: "d", name: "bench.observing.d" },
    { ...level, field: "e", name: "bench.observing.e" },
    { ...level, field: "f", name: "bench.observing.f" },
    { ...level, field: "g", name: "bench.observing.g" },
    { ...level, field: "h", name: "bench.observing.h" },
  ],
});

function counters(set: string, length: number): MetricDescriptor[] {
  return Array.from({ length }, (_, n) => ({ ...count, field: `field${n}`, name: `${set}.field${n}` }));
}

/** 40 counters. */
export const Wide = defineMetricSet({
  ...common,
  name: "bench.wide",
  attributes: { registration: [], measurement: [] },
  metrics: counters("bench.wide", 40),
});

/** 10 counters, to be registered many times. */
export const Ten = defineMetricSet({
  ...common,
  name: "bench.ten",
  attributes: { registration: [], measurement: [] },
  metrics: [{ ...count, name: "bench.ten.count" }, ...counters("bench.ten", 9)],
});

/** 2,000 series of 10 counters, for each value of the registration attribute. */
export const Tens = defineMetricSet({
  ...common,
  name: "bench.tens",
  attributes: { registration: [shard], measurement: routeAndOutcome(50, 40) },
  metrics: [{ ...count, name: "bench.tens.count" }, ...counters("bench.tens", 9)],
});

/** What `count` is in each of {@linkcode DIFFERENT}, in turn. */
const SUMS = [
  { instrument: "counter", valueType: "int" },
  { instrument: "counter", valueType: "double" },
  { instrument: "updowncounter", valueType: "int" },
  { instrument: "updowncounter", valueType: "double" },
] as const;

/** 20 sets of which no two have the same fields: before `count`, each has one more than the one before. */
export const DIFFERENT = Array.from({ length: 20 }, (_, index) =>
  defineMetricSet({
    ...common,
    name: `bench.different${index}`,
    attributes: { registration: [], measurement: [] },
    metrics: [
      ...counters(`bench.different${index}`, index),
      { ...count, ...SUMS[index & 3] ?? SUMS[0], name: `bench.different${index}.count` },
    ],
  }));

const mixed = (index: number): MetricDescriptor[] => [
  ...Array.from({ length: 20 }, (_, n): MetricDescriptor => ({
    field: `sum${n}`,
    name: `bench.scope${index}.sum${n}`,
    unit: "{thing}",
    brief: "A sum.",
    stability,
    instrument: "counter",
    valueType: "int",
  })),
  ...Array.from({ length: 20 }, (_, n): MetricDescriptor => ({
    field: `gauge${n}`,
    name: `bench.scope${index}.gauge${n}`,
    unit: "Cel",
    brief: "A gauge.",
    stability,
    instrument: "gauge",
    valueType: "double",
  })),
  ...Array.from({ length: 4 }, (_, n): MetricDescriptor => ({
    field: `histogram${n}`,
    name: `bench.scope${index}.histogram${n}`,
    unit: "s",
    brief: "A histogram.",
    stability,
    instrument: "histogram",
    valueType: "double",
    aggregation: "exponential",
  })),
];

/** Twenty counters, twenty gauges and four exponential histograms in each of 50 scopes. */
export const SCOPES = Array.from({ length: 50 }, (_, index) =>
  defineMetricSet({
    ...common,
    name: `bench.scope${index}`,
    attributes: { registration: [], measurement: [] },
    metrics: mixed(index),
  }));

/** 200 metrics in 20 scopes, each of 50 series with three attributes. */
export const LABELLED = Array.from({ length: 20 }, (_, index) => {
  const name = `bench.labelled${index}`;
  return defineMetricSet({
    ...common,
    name,
    attributes: { registration: [shard], measurement: routeAndOutcome(10, 5) },
    metrics: counters(name, 10),
  });
});
