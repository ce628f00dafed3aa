/** Metric sets written by hand, as a program without a build step has them. */
import { defineEnumeration, defineMetricSet } from "@percore/telemetry";

export const Colour = defineEnumeration({ red: 0, green: 1, blue: 2 }, ["red", "green", "blue"]);

const stability = "development";
const common = { brief: "For tests.", stability, version: "1.0.0", schemaUrl: "" } as const;

/** Every instrument, without measurement attributes. */
export const Plain = defineMetricSet({
  ...common,
  name: "sample.plain",
  attributes: { registration: [], measurement: [] },
  metrics: [
    {
      field: "count",
      name: "sample.count",
      unit: "{thing}",
      brief: "A.",
      stability,
      instrument: "counter",
      valueType: "int",
    },
    {
      field: "amount",
      name: "sample.amount",
      unit: "J",
      brief: "B.",
      stability,
      instrument: "counter",
      valueType: "double",
    },
    {
      field: "active",
      name: "sample.active",
      unit: "{thing}",
      brief: "C.",
      stability,
      instrument: "updowncounter",
      valueType: "int",
    },
    {
      field: "balance",
      name: "sample.balance",
      unit: "J",
      brief: "D.",
      stability,
      instrument: "updowncounter",
      valueType: "double",
    },
    {
      field: "level",
      name: "sample.level",
      unit: "Cel",
      brief: "E.",
      stability,
      instrument: "gauge",
      valueType: "double",
    },
    {
      field: "depth",
      name: "sample.depth",
      unit: "{thing}",
      brief: "F.",
      stability,
      instrument: "gauge",
      valueType: "int",
    },
    {
      field: "duration",
      name: "sample.duration",
      unit: "s",
      brief: "G.",
      stability,
      instrument: "histogram",
      valueType: "double",
      boundaries: [0.1, 1, 10],
    },
  ],
});

/** Two measurement attributes, a registration attribute and an entity. */
export const Labelled = defineMetricSet({
  ...common,
  name: "sample.labelled",
  entity: {
    type: "sample.worker",
    brief: "A worker.",
    stability,
    identity: [
      { key: "service.instance.id", type: "string", brief: "The process.", stability },
      { key: "thread.id", type: "int", brief: "The worker.", stability },
    ],
  },
  attributes: {
    registration: [{ key: "sample.region", type: "string", brief: "Where.", stability }],
    measurement: [
      { key: "sample.colour", type: "enum", brief: "Which.", stability, values: ["red", "green", "blue"] },
      { key: "sample.retried", type: "boolean", brief: "Whether.", stability },
    ],
  },
  metrics: [
    {
      field: "count",
      name: "sample.labelled.count",
      unit: "{thing}",
      brief: "A.",
      stability,
      instrument: "counter",
      valueType: "int",
    },
    {
      field: "size",
      name: "sample.labelled.size",
      unit: "By",
      brief: "B.",
      stability,
      instrument: "histogram",
      valueType: "double",
      boundaries: [10, 100],
    },
  ],
});
