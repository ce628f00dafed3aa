/**
 * What generated code and programs need to define metric sets and to record with them.
 *
 * @module
 */
export type {
  AnyValue,
  Attributes,
  AttributeType,
  AttributeValue,
  PlainAttributeType,
  TemplateAttributeType,
} from "./attribute.ts";
export { type BoundedDescriptor, type BoundedValues, defineBounded } from "./bounded_values.ts";
export type { Counter } from "./counter.ts";
export {
  type AttributeKeyOf,
  type AttributeValueOf,
  defineMetricSet,
  type DefinitionOf,
  type EntityValuesOf,
  type ExemplarInstrumentOf,
  type InstrumentFor,
  type InstrumentOf,
  type InstrumentsOf,
  type MeasurementOf,
  type MetricSetDefinition,
  type ObserverOf,
  type OptionalValuesOf,
  type ValueOf,
  type ValuesOf,
} from "./define.ts";
export type {
  AttributeDescriptor,
  AttributesDescriptor,
  EntityAssociation,
  EntityDescriptor,
  EntityRefinementDescriptor,
  EnumValues,
  EventDescriptor,
  ExemplarFilter,
  GaugeMerge,
  InstrumentKind,
  MetricDescriptor,
  MetricRefinementDescriptor,
  MetricsDescriptor,
  MetricSetDescriptor,
  RequirementLevel,
  SignalAttributeDescriptor,
  SignalDescriptor,
  SpanDescriptor,
  SpanKind,
  Stability,
  ValueType,
} from "./descriptor.ts";
export { defineEnumeration, type Enumeration, type IndexOf } from "./enumeration.ts";
export type { Gauge } from "./gauge.ts";
export type { Histogram, TimerStart } from "./histogram.ts";
export type { FieldLayout, LaneKind, Layout } from "./layout.ts";
export type { Digit } from "./tuple_code.ts";
export type { Closable, Labelled, MetricSet, ValueIndex } from "./metric_set.ts";
export type { ObserveCounter, ObserveUpDownCounter } from "./observed.ts";
export type {
  ExemplarCounter,
  ExemplarGauge,
  ExemplarHistogram,
  ExemplarUpDownCounter,
} from "./sampled_instruments.ts";
export { setSpanContext, type SpanContext } from "./span_context.ts";
export type { UpDownCounter } from "./up_down_counter.ts";
