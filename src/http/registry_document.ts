import type {
  AttributeDescriptor,
  EntityDescriptor,
  EnumValues,
  MetricDescriptor,
  MetricSetDescriptor,
} from "../set/descriptor.ts";
import type { SchemaDocument } from "./schema_document.ts";
import type { Plain } from "./yaml.ts";

/**
 * A semantic-convention registry's file (`definition/2`) of what the live sets are made of. What the language has no
 * word for stands under `annotations.percore`: with a metric its field and set, with the first metric of a set what is
 * said of the set. Of definitions with the same name, the first one is written: a registry has one alone.
 */
export function registryDocument({ sets, entities, attributes }: SchemaDocument): Plain {
  const metrics = byName(
    sets.flatMap((set) => set.metrics.map((metric, i) => ({ set, metric, isFirst: i === 0 }))),
    ({ metric }) => metric.name,
  );
  return {
    file_format: "definition/2",
    attributes: byName(attributes, ({ key }) => key).map(attribute),
    entities: byName(entities, ({ type }) => type).map(entity),
    metrics: metrics.map(({ set, metric: own, isFirst }) => metric(set, own, isFirst)),
  };
}

function byName<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const found = new Map<string, Item>();
  for (const item of items) if (!found.has(nameOf(item))) found.set(nameOf(item), item);
  return [...found.values()];
}

function attribute({ key, type, values = [], brief, stability }: AttributeDescriptor): Plain {
  return { key, type: type === "enum" ? { members: members(values, stability) } : type, brief, stability };
}

/** Ids are names; that of a value which isn't one has what is left of it. */
function members(values: EnumValues, stability: string): Plain {
  const ids = new Set<string>();
  return values.map((value) => {
    const name = String(value).toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "");
    const base = /^[a-z]/.test(name) ? name : `value_${name}`;
    let id = base;
    for (let number = 2; ids.has(id); number++) id = `${base}_${number}`;
    ids.add(id);
    return { id, value, stability };
  });
}

function entity({ type, brief, stability, identity, description = [] }: EntityDescriptor): Plain {
  const refs = (list: readonly AttributeDescriptor[]) => list.map(({ key }) => ({ ref: key }));
  return {
    type,
    identity: refs(identity),
    ...(description.length === 0 ? {} : { description: refs(description) }),
    brief,
    stability,
  };
}

function metric(set: MetricSetDescriptor, own: MetricDescriptor, isFirst: boolean): Plain {
  const { name, instrument, unit, brief, stability, valueType, ...others } = own;
  const { registration, measurement } = set.attributes;
  const attributes = byName(
    [
      ...measurement.map((each) => attributeRef(each, "measurement")),
      ...registration.map((each) => attributeRef(each, "registration")),
    ],
    ({ ref }) => ref,
  );
  return {
    name,
    instrument,
    unit,
    brief,
    stability,
    requirement_level: "recommended",
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(set.entity === undefined ? {} : { entity_associations: [set.entity.type] }),
    annotations: {
      code_generation: { metric_value_type: valueType },
      percore: { set: set.name, ...hints(others), ...(isFirst ? { metric_set: setHints(set) } : {}) },
    },
  };
}

function attributeRef({ key, bound, optional = false }: AttributeDescriptor, attach: string) {
  return {
    ref: key,
    requirement_level: optional ? "recommended" : "required",
    annotations: { percore: { attach, ...(bound === undefined ? {} : { bound }) } },
  };
}

function hints(
  { field, recording, merge, aggregation, boundaries, maxSize, maxScale, exemplars }: Omit<
    MetricDescriptor,
    "name" | "instrument" | "unit" | "brief" | "stability" | "valueType"
  >,
): Readonly<Record<string, Plain>> {
  return {
    field,
    ...(recording === undefined ? {} : { recording }),
    ...(merge === undefined ? {} : { merge }),
    ...(aggregation === undefined ? {} : { aggregation }),
    ...(boundaries === undefined ? {} : { boundaries }),
    ...(maxSize === undefined ? {} : { max_size: maxSize }),
    ...(maxScale === undefined ? {} : { max_scale: maxScale }),
    ...(exemplars === undefined ? {} : { exemplars }),
  };
}

function setHints({ brief, stability, version, schemaUrl, storage, budget }: MetricSetDescriptor): Plain {
  return {
    brief,
    stability,
    version,
    schema_url: schemaUrl,
    ...(storage === undefined ? {} : { storage }),
    ...(budget === undefined ? {} : { budget }),
  };
}
