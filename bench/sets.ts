/** The metric sets that the benchmarks record with. */
import { defineMetricSet, type MetricDescriptor } from "@percore/telemetry";

const stability = "development";
const common = { brief: "For benchmarks.", stability, version: "1.0.0", schemaUrl: "" } as const;

function values(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** 2,000 series of one int counter, for each value of the registration attribute. */
export const Series = defineMetricSet({
  ...common,
  name: "bench.series",
  attributes: {
    registration: [{ key: "shard", type: "int", brief: "Which registration.", stability }],
    measurement: [
      { key: "route", type: "enum", brief: "A.", stability, values: values("/api/v1/resource/", 50) },
      { key: "outcome", type: "enum", brief: "B.", stability, values: values("outcome_", 40) },
    ],
  },
  metrics: [{
    field: "count",
    name: "bench.series.count",
    unit: "{request}",
    brief: "Requests handled.",
    stability,
    instrument: "counter",
    valueType: "int",
  }],
});

/** 64 registrations of a counter without measurement attributes. */
export const Single = defineMetricSet({
  ...common,
  name: "bench.single",
  attributes: {
    registration: [{ key: "shard", type: "int", brief: "Which registration.", stability }],
    measurement: [],
  },
  metrics: [{
    field: "count",
    name: "bench.single.count",
    unit: "{request}",
    brief: "Requests handled.",
    stability,
    instrument: "counter",
    valueType: "int",
  }],
});

const wide: MetricDescriptor[] = Array.from({ length: 40 }, (_, index) => ({
  field: `field${index}`,
  name: `bench.wide.field${index}`,
  unit: "{thing}",
  brief: "One of many.",
  stability,
  instrument: "counter",
  valueType: "int",
}));

/** 40 counters. */
export const Wide = defineMetricSet({
  ...common,
  name: "bench.wide",
  attributes: { registration: [], measurement: [] },
  metrics: wide,
});

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
