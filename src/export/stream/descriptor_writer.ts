import { elementType, isTemplate } from "../../set/attribute.ts";
import type {
  AttributeDescriptor,
  EntityDescriptor,
  MetricDescriptor,
  MetricSetDescriptor,
} from "../../set/descriptor.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { writeNumber, writePacked } from "./packed.ts";
import { writeSigned, writeUnsigned } from "./whole.ts";
import * as tags from "./wire_tags.gen.ts";
import {
  AGGREGATIONS,
  ATTRIBUTE_TYPES,
  EXEMPLAR_FILTERS,
  GAUGE_MERGES,
  INSTRUMENTS,
  STABILITIES,
  VALUE_TYPES,
} from "./words.ts";

/** The body of a `Descriptor`. */
export function writeDescriptor(writer: BackwardWriter, descriptor: MetricSetDescriptor): void {
  const { name, brief, stability, version, schemaUrl, entity, attributes, storage, budget, metrics } =
    descriptor;
  const { registration, measurement } = attributes;
  if (budget !== undefined) {
    writeUnsigned(writer, budget);
    writer.varint(tags.Descriptor.budget);
  }
  writeNumber(writer, tags.Descriptor.table, Number(storage === "table"));
  for (const metric of metrics.toReversed()) {
    writer.message(tags.Descriptor.metrics, () => writeMetric(writer, metric));
  }
  writeAttributes(writer, tags.Descriptor.measurement, measurement);
  writeAttributes(writer, tags.Descriptor.registration, registration);
  if (entity !== undefined) writer.message(tags.Descriptor.entity, () => writeEntity(writer, entity));
  writer.optionalText(tags.Descriptor.schemaUrl, schemaUrl);
  writer.optionalText(tags.Descriptor.version, version);
  writeNumber(writer, tags.Descriptor.stability, STABILITIES.numberOf(stability));
  writer.optionalText(tags.Descriptor.brief, brief);
  writer.optionalText(tags.Descriptor.name, name);
}

function writeEntity(writer: BackwardWriter, entity: EntityDescriptor): void {
  const { type, brief, stability, identity, description = [] } = entity;
  writeAttributes(writer, tags.Entity.description, description);
  writeAttributes(writer, tags.Entity.identity, identity);
  writeNumber(writer, tags.Entity.stability, STABILITIES.numberOf(stability));
  writer.optionalText(tags.Entity.brief, brief);
  writer.optionalText(tags.Entity.type, type);
}

function writeAttributes(
  writer: BackwardWriter,
  tag: number,
  attributes: readonly AttributeDescriptor[],
): void {
  for (const attribute of attributes.toReversed()) {
    writer.message(tag, () => writeAttribute(writer, attribute));
  }
}

function writeAttribute(writer: BackwardWriter, attribute: AttributeDescriptor): void {
  const { key, type, brief, stability, values = [], bound, optional = false } = attribute;
  const numbers = values.filter((value) => typeof value === "number");
  const booleans = values.filter((value) => typeof value === "boolean");
  writeNumber(writer, tags.Attribute.template, Number(isTemplate(type)));
  writePacked(writer, tags.Attribute.booleans, booleans, (value) => writer.varint(Number(value)));
  writePacked(writer, tags.Attribute.numbers, numbers, (value) => writer.double(value));
  writeNumber(writer, tags.Attribute.optional, Number(optional));
  if (bound !== undefined) {
    writeUnsigned(writer, bound);
    writer.varint(tags.Attribute.bound);
  }
  for (const value of values.toReversed()) {
    if (typeof value === "string") writer.text(tags.Attribute.values, value);
  }
  writeNumber(writer, tags.Attribute.stability, STABILITIES.numberOf(stability));
  writer.optionalText(tags.Attribute.brief, brief);
  writeNumber(
    writer,
    tags.Attribute.type,
    ATTRIBUTE_TYPES.numberOf(isTemplate(type) ? elementType(type) : type),
  );
  writer.optionalText(tags.Attribute.key, key);
}

function writeMetric(writer: BackwardWriter, metric: MetricDescriptor): void {
  const { maxSize, maxScale, boundaries = [] } = metric;
  writeNumber(writer, tags.Metric.exemplars, EXEMPLAR_FILTERS.numberOf(metric.exemplars));
  if (maxScale !== undefined) {
    writeSigned(writer, maxScale);
    writer.varint(tags.Metric.maxScale);
  }
  if (maxSize !== undefined) {
    writeUnsigned(writer, maxSize);
    writer.varint(tags.Metric.maxSize);
  }
  writePacked(writer, tags.Metric.boundaries, boundaries, (boundary) => writer.double(boundary));
  writeNumber(writer, tags.Metric.aggregation, AGGREGATIONS.numberOf(metric.aggregation));
  writeNumber(writer, tags.Metric.merge, GAUGE_MERGES.numberOf(metric.merge));
  writeNumber(writer, tags.Metric.observed, Number(metric.recording === "observe"));
  writeNumber(writer, tags.Metric.valueType, VALUE_TYPES.numberOf(metric.valueType));
  writeNumber(writer, tags.Metric.instrument, INSTRUMENTS.numberOf(metric.instrument));
  writeNumber(writer, tags.Metric.stability, STABILITIES.numberOf(metric.stability));
  writer.optionalText(tags.Metric.brief, metric.brief);
  writer.optionalText(tags.Metric.unit, metric.unit);
  writer.optionalText(tags.Metric.name, metric.name);
  writer.optionalText(tags.Metric.field, metric.field);
}
