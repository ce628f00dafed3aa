import {
  type Aggregation,
  type Attribute,
  type Entity,
  entityNames,
  type MeasurementAttribute,
  type MetricField,
  type MetricSet,
  metricSetNames,
} from "../schema/mod.ts";
import { type Literal, Reference } from "./literal.ts";

// The objects below are those of src/set/descriptor.ts, which this row of the house doesn't import: the generated
// `satisfies` clauses hold the two together.

/** An object that can be written as a literal. */
type Properties = { readonly [key: string]: Literal };

function attributeDescriptor({ key, type, brief, stability }: Attribute): Properties {
  if (typeof type === "string") return { key, type, brief, stability };
  return { key, type: "enum", brief, stability, values: type.members.map(({ value }) => value) };
}

function measurementDescriptor(attribute: MeasurementAttribute): Properties {
  const { bound, isOptional } = attribute;
  return {
    ...attributeDescriptor(attribute),
    ...(bound === undefined ? {} : { bound }),
    ...(isOptional ? { optional: true } : {}),
  };
}

function aggregationDescriptor({ kind, ...parameters }: Aggregation): Properties {
  return kind === "explicit" ? parameters : { aggregation: kind, ...parameters };
}

function metricDescriptor(metric: MetricField): Literal {
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

/** The descriptor of an entity. */
export function entityDescriptor({ type, brief, stability, identity, description }: Entity): Properties {
  return {
    type,
    brief,
    stability,
    identity: identity.map(attributeDescriptor),
    ...(description.length === 0 ? {} : { description: description.map(attributeDescriptor) }),
  };
}

/** The descriptor of a set's attributes. */
export function attributesDescriptor({ registration, measurement }: MetricSet): Properties {
  return {
    registration: registration.map(attributeDescriptor),
    measurement: measurement.map(measurementDescriptor),
  };
}

/** The descriptor of a set's metrics. */
export function metricsDescriptor({ metrics }: MetricSet): readonly Literal[] {
  return metrics.map(metricDescriptor);
}

/** The descriptor of a set, which refers to the descriptors of its parts. */
export function metricSetDescriptor(set: MetricSet, version: string, schemaUrl: string): Properties {
  const names = metricSetNames(set);
  const { kind, budget } = set.storage;
  return {
    name: set.name,
    brief: set.brief,
    stability: set.stability,
    version,
    schemaUrl,
    ...(set.entity === undefined ? {} : { entity: new Reference(entityNames(set.entity).descriptor) }),
    attributes: hasAttributes(set) ? new Reference(names.attributes) : attributesDescriptor(set),
    ...(kind === "table" ? { storage: kind, budget } : {}),
    metrics: new Reference(names.metrics),
  };
}
