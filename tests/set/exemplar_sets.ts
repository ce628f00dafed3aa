/** Metric sets with exemplars, and what their tests read. */
import {
  type Collection,
  defineMetricSet,
  type Exemplar,
  type SetPoints,
  type SpanContext,
} from "@percore/telemetry";
import { pointsOf } from "../aggregate/values.ts";

const stability = "development";
const common = { brief: "For tests.", stability, version: "1.0.0", schemaUrl: "" } as const;
const metric = { brief: "For tests.", unit: "s", stability } as const;

/** Every instrument, with exemplars of all recordings. */
export const Always = defineMetricSet({
  ...common,
  name: "exemplars.always",
  attributes: { registration: [], measurement: [] },
  metrics: [
    {
      ...metric,
      field: "count",
      name: "exemplars.count",
      instrument: "counter",
      valueType: "int",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "amount",
      name: "exemplars.amount",
      instrument: "counter",
      valueType: "double",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "active",
      name: "exemplars.active",
      instrument: "updowncounter",
      valueType: "int",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "balance",
      name: "exemplars.balance",
      instrument: "updowncounter",
      valueType: "double",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "depth",
      name: "exemplars.depth",
      instrument: "gauge",
      valueType: "int",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "level",
      name: "exemplars.level",
      instrument: "gauge",
      valueType: "double",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "duration",
      name: "exemplars.duration",
      instrument: "histogram",
      valueType: "double",
      boundaries: [0.1, 1, 10],
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "spread",
      name: "exemplars.spread",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "summary",
      name: "exemplars.summary",
      instrument: "histogram",
      valueType: "double",
      aggregation: "min_max_sum_count",
      exemplars: "always_on",
    },
  ],
});

/** Exemplars of recordings within sampled spans, and a metric without any. */
export const Traced = defineMetricSet({
  ...common,
  name: "exemplars.traced",
  attributes: { registration: [], measurement: [] },
  metrics: [
    {
      ...metric,
      field: "count",
      name: "exemplars.traced.count",
      instrument: "counter",
      valueType: "int",
      exemplars: "trace_based",
    },
    { ...metric, field: "plain", name: "exemplars.traced.plain", instrument: "counter", valueType: "int" },
  ],
});

/** Series by an attribute. */
export const Sorted = defineMetricSet({
  ...common,
  name: "exemplars.sorted",
  attributes: {
    registration: [],
    measurement: [{
      key: "exemplars.sort",
      type: "enum",
      brief: "Which.",
      stability,
      values: ["a", "b", "c"],
    }],
  },
  metrics: [
    {
      ...metric,
      field: "duration",
      name: "exemplars.sorted.duration",
      instrument: "histogram",
      valueType: "double",
      boundaries: [10, 20],
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "active",
      name: "exemplars.sorted.active",
      instrument: "updowncounter",
      valueType: "int",
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "spread",
      name: "exemplars.sorted.spread",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
      exemplars: "always_on",
    },
  ],
});

/** No exemplars, unless somebody wants some. */
export const Without = defineMetricSet({
  ...common,
  name: "exemplars.without",
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...metric, field: "count", name: "exemplars.without.count", instrument: "counter", valueType: "int" },
    {
      ...metric,
      field: "total",
      name: "exemplars.without.total",
      instrument: "counter",
      valueType: "int",
      recording: "observe",
    },
  ],
});

/** A span whose ids say its number. */
export function span(number: number, traceFlags = 1): SpanContext {
  return {
    traceId: (number + 1).toString(16).padStart(32, "0"),
    spanId: (number + 1).toString(16).padStart(16, "0"),
    traceFlags,
  };
}

/** The exemplars of a field. */
export function exemplarsOf(points: SetPoints, field: string, series = 0): readonly Exemplar[] {
  const layout = points.layout.fields.find(({ metric }) => metric.field === field);
  if (layout === undefined) throw new Error(`no field ${field}`);
  return points.exemplars(series, layout);
}

/** The values of a field's exemplars and the numbers of their spans, as {@linkcode span} gives them. */
export function chosen(collection: Collection, set: string, field: string, series = 0) {
  return exemplarsOf(pointsOf(collection, set), field, series).map(({ value, traceId, spanId }) => {
    const trace = traceId && numberOf(traceId), inTrace = spanId && numberOf(spanId);
    return trace === inTrace ? [value, trace] : [value, trace, inTrace];
  });
}

function numberOf(id: Uint8Array): number {
  return id.reduce((number, byte) => number * 256 + byte, 0) - 1;
}
