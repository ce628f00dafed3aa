import {
  type Aggregation,
  type Association,
  type Attribute,
  type Definition,
  type Entity,
  type Event,
  isEnumerated,
  type MeasurementAttribute,
  type Member,
  type Metric,
  type MetricField,
  type MetricSet,
  type Refinement,
  type Schema,
  type Signal,
  type Span,
  typeOfValues,
  type UsedAttribute,
} from "../schema/mod.ts";
import { type Literal, Reference } from "./literal.ts";
import type { Scope } from "./scope.ts";

// The objects below are those of src/set/descriptor.ts, which this row of the house doesn't import: the generated
// `satisfies` clauses hold the two together.

/** An object that can be written as a literal. */
export type Properties = { readonly [key: string]: Literal };

/** The values of an enum, each once: a member may be another one's older name. */
export function memberValues(members: readonly Member[]): readonly Member["value"][] {
  return [...new Set(members.map(({ value }) => value))];
}

function attributeDescriptor({ key, type, brief, stability }: Attribute, isClosed?: boolean): Properties {
  if (typeof type === "string") return { key, type, brief, stability };
  // The values of an open set are values like any others.
  if (!(isClosed ?? !type.isOpen)) return { key, type: typeOfValues(type), brief, stability };
  return { key, type: "enum", brief, stability, values: memberValues(type.members) };
}

function measurementDescriptor(attribute: MeasurementAttribute): Properties {
  const { bound, isOptional } = attribute;
  return {
    ...attributeDescriptor(attribute, isEnumerated(attribute)),
    ...(bound === undefined ? {} : { bound }),
    ...(isOptional ? { optional: true } : {}),
  };
}

function signalAttributeDescriptor(attribute: UsedAttribute): Properties {
  const { requirementLevel: { level, text }, isSamplingRelevant } = attribute;
  return {
    ...attributeDescriptor(attribute),
    requirementLevel: level,
    ...(text === undefined ? {} : { requirement: text.trim() }),
    ...(isSamplingRelevant === true ? { samplingRelevant: true } : {}),
  };
}

function associationDescriptor(association: Association): Literal {
  if (association.kind === "entity") return association.type;
  const of = association.of.map(associationDescriptor);
  return association.kind === "one_of" ? { oneOf: of } : { allOf: of };
}

function aggregationDescriptor({ kind, ...parameters }: Aggregation): Properties {
  return kind === "explicit" ? parameters : { aggregation: kind, ...parameters };
}

function metricDescriptor(metric: MetricField): Properties {
  const { field, name, unit, brief, stability, instrument, valueType, recording, aggregation } = metric;
  const { exemplars, merge } = metric;
  return {
    field,
    name,
    unit,
    brief,
    stability,
    instrument,
    valueType,
    ...(recording === undefined ? {} : { recording }),
    ...(aggregation === undefined ? {} : aggregationDescriptor(aggregation)),
    ...(exemplars === undefined ? {} : { exemplars }),
    ...(merge === undefined ? {} : { merge }),
  };
}

/** Whether a set has attributes of its own, which get a constant. */
export function hasAttributes({ registration, measurement }: MetricSet): boolean {
  return registration.length + measurement.length > 0;
}

/** The name of a refinement, if it is one. */
function refinement(definition: Definition | Refinement<Definition>): Properties {
  return "id" in definition ? { refinement: definition.id } : {};
}

/** The descriptor of an entity, or of a refinement of one. */
export function entityDescriptor(entity: Entity | Refinement<Entity>): Properties {
  const { type, brief, stability, identity, description } = entity;
  return {
    ...refinement(entity),
    type,
    brief,
    stability,
    identity: identity.map((attribute) => attributeDescriptor(attribute)),
    ...(description.length === 0
      ? {}
      : { description: description.map((attribute) => attributeDescriptor(attribute)) }),
  };
}

/** What the descriptors of signals have behind their names. */
function signalDescriptor({ brief, stability, attributes, associations }: Signal): Properties {
  return {
    brief,
    stability,
    ...(associations === undefined ? {} : { entities: associationDescriptor(associations) }),
    attributes: attributes.map(signalAttributeDescriptor),
  };
}

/** The descriptor of an event, or of a refinement of one. */
export function eventDescriptor(event: Event | Refinement<Event>): Properties {
  return { ...refinement(event), name: event.name, ...signalDescriptor(event) };
}

/** The descriptor of a span, or of a refinement of one. */
export function spanDescriptor(span: Span | Refinement<Span>): Properties {
  return { ...refinement(span), type: span.type, kind: span.kind, ...signalDescriptor(span) };
}

/** The descriptor of a refinement of a metric. */
export function metricRefinementDescriptor(metric: Refinement<Metric>): Properties {
  const { name, unit, instrument, valueType } = metric;
  return { ...refinement(metric), name, unit, instrument, valueType, ...signalDescriptor(metric) };
}

/** The descriptor of a set's attributes. */
export function attributesDescriptor({ registration, measurement }: MetricSet): Properties {
  return {
    registration: registration.map((attribute) => attributeDescriptor(attribute)),
    measurement: measurement.map(measurementDescriptor),
  };
}

/** The descriptor of a set's metrics. */
export function metricsDescriptor({ metrics }: MetricSet): readonly Properties[] {
  return metrics.map(metricDescriptor);
}

/** The descriptor of a set, which refers to the descriptors of its parts. */
export function metricSetDescriptor(
  set: MetricSet,
  { version, schemaUrl }: Schema,
  scope: Scope,
): Properties {
  const names = scope.names.ofMetricSet(set);
  const { kind, budget } = set.storage;
  return {
    name: set.name,
    brief: set.brief,
    stability: set.stability,
    version,
    schemaUrl,
    ...(set.entity === undefined ? {} : { entity: new Reference(scope.entityDescriptor(set.entity)) }),
    attributes: hasAttributes(set) ? new Reference(names.attributes) : attributesDescriptor(set),
    ...(kind === "table" ? { storage: kind, budget } : {}),
    metrics: new Reference(names.metrics),
  };
}
