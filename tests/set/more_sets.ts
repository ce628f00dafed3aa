/** Sets with the instruments and attributes that sample_sets.ts has not. */
import {
  type AttributeDescriptor,
  defineBounded,
  defineMetricSet,
  type MetricDescriptor,
} from "@percore/telemetry";

const stability = "development";
const common = { brief: "For tests.", stability, version: "1.0.0", schemaUrl: "" } as const;
const attribute = { brief: "For tests.", stability } as const;

export const Observed = defineMetricSet({
  ...common,
  name: "sample.observed",
  attributes: { registration: [], measurement: [] },
  metrics: [
    {
      ...attribute,
      field: "total",
      name: "sample.observed.total",
      unit: "By",
      instrument: "counter",
      valueType: "int",
      recording: "observe",
    },
    {
      ...attribute,
      field: "level",
      name: "sample.observed.level",
      unit: "By",
      instrument: "updowncounter",
      valueType: "double",
      recording: "observe",
    },
  ],
});

export const Distributions = defineMetricSet({
  ...common,
  name: "sample.distributions",
  attributes: { registration: [], measurement: [] },
  metrics: [
    {
      ...attribute,
      field: "summary",
      name: "sample.summary",
      unit: "ms",
      instrument: "histogram",
      valueType: "double",
      aggregation: "min_max_sum_count",
    },
    {
      ...attribute,
      field: "spread",
      name: "sample.spread",
      unit: "1",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
      maxSize: 20,
      maxScale: 4,
    },
  ],
});

export const Route = defineBounded({ key: "sample.route", type: "string", bound: 3 });
export const Code = defineBounded({ key: "sample.code", type: "int", bound: 5 });

const route = { ...attribute, key: "sample.route", type: "string", bound: 3 } as const;
const code = { ...attribute, key: "sample.code", type: "int", bound: 5, optional: true } as const;
const method = {
  ...attribute,
  key: "sample.method",
  type: "enum",
  values: ["get", "put", "post"],
  optional: true,
} as const;

const count = {
  ...attribute,
  field: "count",
  name: "sample.count",
  unit: "{thing}",
  instrument: "counter",
  valueType: "int",
} as const satisfies MetricDescriptor;

/** A bounded string, an optional enum and an optional bounded int, in dense storage. */
export const Dense = defineMetricSet({
  ...common,
  name: "sample.dense",
  attributes: { registration: [], measurement: [route, method, code] },
  metrics: [count],
});

export const Later = defineBounded({ key: "sample.later", type: "string", bound: 100 });

/** One bounded string. */
export const Late = defineMetricSet({
  ...common,
  name: "sample.late",
  attributes: {
    registration: [],
    measurement: [{ ...attribute, key: "sample.later", type: "string", bound: 100 }],
  },
  metrics: [count],
});

const wide = (key: string) =>
  ({
    ...attribute,
    key,
    type: "enum",
    values: Array.from({ length: 20 }, (_, value) => `${key}-${value}`),
  }) as const satisfies AttributeDescriptor;

/** Six attributes, 64 million tuples, 50 of which have a series of their own. */
export const Table = defineMetricSet({
  ...common,
  name: "sample.table",
  storage: "table",
  budget: 50,
  attributes: {
    registration: [],
    measurement: [wide("a"), wide("b"), wide("c"), wide("d"), wide("e"), wide("f")],
  },
  metrics: [count],
});
