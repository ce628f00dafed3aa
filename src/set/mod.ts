/**
 * What generated code and programs need to define metric sets and to record with them.
 *
 * @module
 */
export type { Attributes, AttributeType, AttributeValue } from "./attribute.ts";
export type { Counter } from "./counter.ts";
export {
  type AttributeValueOf,
  defineMetricSet,
  type DefinitionOf,
  type InstrumentOf,
  type InstrumentsOf,
  type MeasurementOf,
  type MetricSetDefinition,
  type ValueOf,
  type ValuesOf,
} from "./define.ts";
export type {
  AttributeDescriptor,
  AttributesDescriptor,
  EntityDescriptor,
  InstrumentKind,
  MetricDescriptor,
  MetricsDescriptor,
  MetricSetDescriptor,
  Stability,
  ValueType,
} from "./descriptor.ts";
export { defineEnumeration, type Enumeration, type IndexOf } from "./enumeration.ts";
export type { Gauge } from "./gauge.ts";
export type { Histogram } from "./histogram.ts";
export type { FieldLayout, LaneKind, Layout } from "./layout.ts";
export type { Closable, Labelled, MetricSet } from "./metric_set.ts";
export type { UpDownCounter } from "./up_down_counter.ts";
