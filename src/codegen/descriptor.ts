import {
  type Attribute,
  type Entity,
  entityNames,
  type Metric,
  type MetricSet,
  metricSetNames,
} from "../schema/mod.ts";
import { type Literal, Reference } from "./literal.ts";

// The objects below are those of src/set/descriptor.ts, which this row of the house doesn't import: the generated
// `satisfies` clauses hold the two together.

function attributeDescriptor({ key, type, brief, stability }: Attribute): Literal {
  if (typeof type === "string") return { key, type, brief, stability };
  return { key, type: "enum", brief, stability, values: type.members.map(({ value }) => value) };
}

function metricDescriptor(metric: Metric): Literal {
  const { field, name, unit, brief, stability, instrument, valueType, boundaries } = metric;
  const descriptor = { field, name, unit, brief, stability, instrument, valueType };
  return boundaries === undefined ? descriptor : { ...descriptor, boundaries };
}

/** Whether a set has attributes of its own, which get a constant. */
export function hasAttributes({ registration, measurement }: MetricSet): boolean {
  return registration.length + measurement.length > 0;
}

/** The descriptor of an entity. */
export function entityDescriptor(
  { type, brief, stability, identity }: Entity,
): { readonly [key: string]: Literal } {
  return { type, brief, stability, identity: identity.map(attributeDescriptor) };
}

/** The descriptor of a set's attributes. */
export function attributesDescriptor(
  { registration, measurement }: MetricSet,
): { readonly [key: string]: Literal } {
  return {
    registration: registration.map(attributeDescriptor),
    measurement: measurement.map(attributeDescriptor),
  };
}

/** The descriptor of a set's metrics. */
export function metricsDescriptor({ metrics }: MetricSet): readonly Literal[] {
  return metrics.map(metricDescriptor);
}

/** The descriptor of a set, which refers to the descriptors of its parts. */
export function metricSetDescriptor(
  set: MetricSet,
  version: string,
  schemaUrl: string,
): { readonly [key: string]: Literal } {
  const names = metricSetNames(set);
  return {
    name: set.name,
    brief: set.brief,
    stability: set.stability,
    version,
    schemaUrl,
    ...(set.entity === undefined ? {} : { entity: new Reference(entityNames(set.entity).descriptor) }),
    attributes: hasAttributes(set) ? new Reference(names.attributes) : attributesDescriptor(set),
    metrics: new Reference(names.metrics),
  };
}
