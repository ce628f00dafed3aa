/** Sets for the model of recording and dying. */
import { defineBounded, defineMetricSet } from "@percore/telemetry";

const stability = "development";
const common = { brief: "For tests.", stability, version: "1.0.0", schemaUrl: "" } as const;
const gauge = {
  brief: "For tests.",
  unit: "1",
  stability,
  instrument: "gauge",
  valueType: "double",
} as const;

/** Gauges of one worker, and how those of several become one. */
export const Levels = defineMetricSet({
  ...common,
  name: "model.levels",
  entity: {
    type: "model.worker",
    brief: "A worker.",
    stability,
    identity: [{ key: "thread.id", type: "int", brief: "The worker.", stability }],
  },
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...gauge, field: "last", name: "model.last" },
    { ...gauge, field: "sum", name: "model.sum", merge: "sum" },
    { ...gauge, field: "least", name: "model.least", merge: "min" },
    { ...gauge, field: "most", name: "model.most", merge: "max" },
  ],
});

/** How many different words have an index of their own. */
export const WORDS = 3;
export const Word = defineBounded({ key: "model.word", type: "string", bound: WORDS });

/** Values beyond a bound. */
export const Worded = defineMetricSet({
  ...common,
  name: "model.worded",
  attributes: {
    registration: [],
    measurement: [{ key: "model.word", type: "string", bound: WORDS, brief: "Which.", stability }],
  },
  metrics: [
    {
      brief: "For tests.",
      unit: "1",
      stability,
      field: "count",
      name: "model.worded.count",
      instrument: "counter",
      valueType: "int",
    },
  ],
});
