import { MAX_SCALE, MIN_SCALE } from "../../set/exponential_index.ts";
import type {
  AttributeDescriptor,
  EntityDescriptor,
  EnumValues,
  MetricDescriptor,
  MetricSetDescriptor,
} from "../../set/descriptor.ts";
import { MalformedMessageError, textOf } from "../otlp/message_reader.ts";
import { Message } from "./message.ts";
import { signedOf } from "./whole.ts";
import * as tags from "./wire_tags.gen.ts";
import {
  AGGREGATIONS,
  ATTRIBUTE_TYPES,
  EXEMPLAR_FILTERS,
  GAUGE_MERGES,
  INSTRUMENTS,
  STABILITIES,
  VALUE_TYPES,
  type Words,
} from "./words.ts";

/** Reads a `Descriptor`. @throws {MalformedMessageError} when it can't be one. */
export function readDescriptor(bytes: Uint8Array): MetricSetDescriptor {
  const message = new Message(bytes), { Descriptor } = tags;
  const entity = message.bytes(Descriptor.entity);
  return {
    name: message.text(Descriptor.name),
    brief: message.text(Descriptor.brief),
    stability: word(message, Descriptor.stability, STABILITIES, "development"),
    version: message.text(Descriptor.version),
    schemaUrl: message.text(Descriptor.schemaUrl),
    ...(entity === undefined ? {} : { entity: readEntity(entity) }),
    attributes: {
      registration: message.all(Descriptor.registration).map(readAttribute),
      measurement: message.all(Descriptor.measurement).map(readAttribute),
    },
    ...(message.flag(Descriptor.table) ? { storage: "table" } : {}),
    ...(message.has(Descriptor.budget) ? { budget: message.number(Descriptor.budget) } : {}),
    metrics: message.all(Descriptor.metrics).map(readMetric),
  };
}

function readEntity(bytes: Uint8Array): EntityDescriptor {
  const message = new Message(bytes), { Entity } = tags;
  return {
    type: message.text(Entity.type),
    brief: message.text(Entity.brief),
    stability: word(message, Entity.stability, STABILITIES, "development"),
    identity: message.all(Entity.identity).map(readAttribute),
    ...(message.has(Entity.description)
      ? { description: message.all(Entity.description).map(readAttribute) }
      : {}),
  };
}

function readAttribute(bytes: Uint8Array): AttributeDescriptor {
  const message = new Message(bytes), { Attribute } = tags;
  const type = word(message, Attribute.type, ATTRIBUTE_TYPES, undefined);
  return {
    key: message.text(Attribute.key),
    type: message.flag(Attribute.template) && type !== "enum" ? `template[${type}]` : type,
    brief: message.text(Attribute.brief),
    stability: word(message, Attribute.stability, STABILITIES, "development"),
    ...(type === "enum" ? { values: readValues(message) } : {}),
    ...(message.has(Attribute.bound) ? { bound: message.number(Attribute.bound) } : {}),
    ...(message.flag(Attribute.optional) ? { optional: true } : {}),
  };
}

/** The members of an enum, which are of one type. */
function readValues(message: Message): EnumValues {
  const { Attribute } = tags;
  if (message.has(Attribute.numbers)) return message.doubles(Attribute.numbers);
  if (message.has(Attribute.booleans)) return message.numbers(Attribute.booleans).map((value) => value !== 0);
  return message.all(Attribute.values).map(textOf);
}

function readMetric(bytes: Uint8Array): MetricDescriptor {
  const message = new Message(bytes), { Metric } = tags;
  const boundaries = message.doubles(Metric.boundaries);
  const merge = optionalWord(message, Metric.merge, GAUGE_MERGES);
  const aggregation = optionalWord(message, Metric.aggregation, AGGREGATIONS);
  const exemplars = optionalWord(message, Metric.exemplars, EXEMPLAR_FILTERS);
  return {
    field: message.text(Metric.field),
    name: message.text(Metric.name),
    unit: message.text(Metric.unit),
    brief: message.text(Metric.brief),
    stability: word(message, Metric.stability, STABILITIES, "development"),
    instrument: word(message, Metric.instrument, INSTRUMENTS, undefined),
    valueType: word(message, Metric.valueType, VALUE_TYPES, undefined),
    ...(message.flag(Metric.observed) ? { recording: "observe" } : {}),
    ...(merge === undefined ? {} : { merge }),
    ...(aggregation === undefined ? {} : { aggregation }),
    ...(boundaries.length === 0 ? {} : { boundaries }),
    ...(message.has(Metric.maxSize)
      ? { maxSize: within("max_size", message.number(Metric.maxSize), 2, Infinity) }
      : {}),
    ...(message.has(Metric.maxScale)
      ? {
        maxScale: within(
          "max_scale",
          Number(signedOf(message.varint(Metric.maxScale))),
          MIN_SCALE,
          MAX_SCALE,
        ),
      }
      : {}),
    ...(exemplars === undefined ? {} : { exemplars }),
  };
}

/** The word of an enum; without a `fallback`, it must be there. */
function word<Word extends string>(
  message: Message,
  tag: number,
  words: Words<Word>,
  fallback: Word | undefined,
): Word {
  const found = optionalWord(message, tag, words) ?? fallback;
  if (found !== undefined) return found;
  throw new MalformedMessageError("an attribute or a metric is of an unknown kind");
}

function optionalWord<Word extends string>(
  message: Message,
  tag: number,
  words: Words<Word>,
): Word | undefined {
  return words.wordOf(message.number(tag));
}

function within(what: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new MalformedMessageError(`${what} is ${value}: it may be from ${least} to ${most}`);
}
