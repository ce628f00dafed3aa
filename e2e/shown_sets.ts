/** What the tests of Prometheus' formats record: every instrument, and what a parser may trip over. */
import { defineMetricSet } from "@percore/telemetry";

const stability = "development";
const common = { stability, version: "1.0.0", schemaUrl: "" } as const;

/** Every instrument. */
export const Shown = defineMetricSet({
  ...common,
  name: "e2e.shown",
  brief: "What is shown.",
  attributes: { registration: [], measurement: [] },
  metrics: [
    {
      field: "requests",
      name: "e2e.requests",
      unit: "{request}",
      brief: "Requests.",
      stability,
      instrument: "counter",
      valueType: "int",
      exemplars: "always_on",
    },
    {
      field: "read",
      name: "e2e.read",
      unit: "By",
      brief: "Bytes that were read.",
      stability,
      instrument: "counter",
      valueType: "double",
    },
    {
      field: "active",
      name: "e2e.active",
      unit: "{request}",
      brief: "Requests that are being answered.",
      stability,
      instrument: "updowncounter",
      valueType: "int",
    },
    {
      field: "heap",
      name: "e2e.heap",
      unit: "By",
      brief: "Heap in use.",
      stability,
      instrument: "gauge",
      valueType: "double",
    },
    {
      field: "size",
      name: "e2e.size",
      unit: "By",
      brief: "Sizes of answers.",
      stability,
      instrument: "histogram",
      valueType: "double",
      aggregation: "min_max_sum_count",
    },
    {
      field: "took",
      name: "e2e.took",
      unit: "s",
      brief: "Time that answers took.",
      stability,
      instrument: "histogram",
      valueType: "double",
      boundaries: [0.1, 0.2, 0.4, 0.8],
      exemplars: "always_on",
    },
    {
      field: "waited",
      name: "e2e.waited",
      unit: "s",
      brief: "Time that requests waited.",
      stability,
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
      maxScale: 0,
      exemplars: "always_on",
    },
    {
      field: "offset",
      name: "e2e.offset",
      unit: "s",
      brief: "Distance of clocks, either way.",
      stability,
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
      maxScale: 3,
    },
    {
      field: "idle",
      name: "e2e.idle",
      unit: "s",
      brief: "Nothing is recorded in it.",
      stability,
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
    },
  ],
});

/** A set of one counter, of any name, description and attribute. */
export function namedSet(number: number, name: string, brief: string, key: string) {
  return defineMetricSet({
    ...common,
    name: `e2e.named.${number}`,
    brief: "Anything.",
    attributes: {
      registration: [{ key, type: "string", brief: "Anything.", stability }],
      measurement: [],
    },
    metrics: [
      { field: "count", name, unit: "", brief, stability, instrument: "counter", valueType: "int" },
    ],
  });
}
