import type { MeasuredAttribute, Resource } from "../../aggregate/collection.ts";
import { OVERFLOW } from "../../aggregate/set_identity.ts";
import type { Attributes, AttributeValue } from "../../set/attribute.ts";
import type { MetricSetDescriptor } from "../../set/descriptor.ts";
import { type FieldLayout, type Layout, layoutOf } from "../../set/layout.ts";
import { MalformedMessageError, textOf } from "../otlp/message_reader.ts";
import { readDescriptor } from "./descriptor_reader.ts";
import type { MemoryBudget } from "./memory_budget.ts";
import { memberOf, Message } from "./message.ts";
import type { PointsIdentity } from "./stream_points.ts";
import { signedOf } from "./whole.ts";
import * as tags from "./wire_tags.gen.ts";
import { TEMPORALITIES } from "./words.ts";

/** How many bytes in memory are reckoned for a byte of a descriptor, and for a value, a set and a series besides it. */
const DESCRIPTOR_FACTOR = 64;
const VALUE_BYTES = 64;
const SET_BYTES = 512;
const SERIES_BYTES = 64;
const NUMBER_BYTES = 32;

interface KnownDescriptor {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly fields: ReadonlyMap<number, FieldLayout>;
}

/** A set that a stream has defined. */
export interface DefinedSet extends PointsIdentity {
  /** Its metrics, by their numbers in the descriptor. */
  readonly fields: ReadonlyMap<number, FieldLayout>;
  /** Its series, by their numbers in the stream. */
  readonly series: (readonly MeasuredAttribute[])[];
}

/** What a stream has defined since its header. */
export class DefinitionReader {
  readonly #budget: MemoryBudget;
  readonly #values: AttributeValue[] = [];
  readonly #descriptors: KnownDescriptor[] = [];
  readonly sets: DefinedSet[] = [];
  resource: Resource = { attributes: {} };

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  /** Takes in a `Definitions`. @throws {MalformedMessageError} when it can't be one. */
  read(bytes: Uint8Array): void {
    const message = new Message(bytes), { Definitions } = tags;
    for (const value of message.all(Definitions.values)) {
      this.#budget.take(VALUE_BYTES + 2 * value.length);
      this.#values.push(this.#value(new Message(value), true));
    }
    for (const descriptor of message.all(Definitions.descriptors)) this.#readDescriptor(descriptor);
    for (const set of message.all(Definitions.sets)) this.#readSet(new Message(set));
    for (const series of message.all(Definitions.series)) this.#readSeries(series);
    const resource = message.bytes(Definitions.resource);
    if (resource !== undefined) this.#readResource(new Message(resource));
  }

  #value(message: Message, mayBeList: boolean): AttributeValue {
    const { Value } = tags, text = message.bytes(Value.text), list = message.bytes(Value.list);
    if (text !== undefined) return textOf(text);
    if (message.has(Value.boolean)) return message.flag(Value.boolean);
    if (message.has(Value.int)) return Number(signedOf(message.varint(Value.int)));
    if (message.has(Value.number)) return message.double(Value.number);
    if (list === undefined || !mayBeList) throw new MalformedMessageError("a value is of an unknown kind");
    const elements = new Message(list).all(tags.List.elements);
    this.#budget.take(VALUE_BYTES * elements.length);
    return listOf(elements.map((element) => this.#value(new Message(element), false)));
  }

  #readDescriptor(bytes: Uint8Array): void {
    this.#budget.take(DESCRIPTOR_FACTOR * bytes.length);
    const descriptor = readDescriptor(bytes), layout = layoutOf(descriptor);
    this.#descriptors.push({ descriptor, layout, fields: new Map(layout.fields.entries()) });
  }

  #readSet(message: Message): void {
    const { Set } = tags;
    const number = message.number(Set.descriptor);
    const { descriptor, layout, fields } = memberOf(this.#descriptors, number, "descriptor");
    const temporality = TEMPORALITIES.wordOf(message.number(Set.temporality));
    if (temporality === undefined) throw new MalformedMessageError("a set has an unknown temporality");
    const entity = this.#pairs(message, Set.entity), attributes = this.#pairs(message, Set.attributes);
    const numbers = message.numbers(Set.fields);
    this.#budget.take(SET_BYTES + NUMBER_BYTES * numbers.length);
    const some = new Map(numbers.map((number) => [number, memberOf(layout.fields, number, "metric")]));
    this.sets.push({
      descriptor,
      layout: numbers.length === 0 ? layout : { ...layout, fields: [...some.values()] },
      fields: numbers.length === 0 ? fields : some,
      temporality,
      entity,
      attributes,
      series: [],
    });
  }

  #readSeries(bytes: Uint8Array): void {
    this.#budget.take(NUMBER_BYTES * bytes.length);
    const message = new Message(bytes), { Series } = tags;
    const set = memberOf(this.sets, message.number(Series.set), "set");
    const { measurement } = set.descriptor.attributes;
    const count = message.number(Series.count), values = message.numbers(Series.values);
    if (values.length !== count * measurement.length) {
      throw new MalformedMessageError("series have too few attributes, or too many");
    }
    this.#budget.take(SERIES_BYTES * count);
    const overflow = message.number(Series.overflow) - 1;
    for (let number = 0; number < count; number++) {
      const first = number * measurement.length;
      const row = measurement.flatMap((attribute, place): MeasuredAttribute | [] => {
        const value = values[first + place] ?? 0;
        return value === 0 ? [] : { attribute, value: memberOf(this.#values, value - 1, "value") };
      });
      set.series.push(number === overflow ? [OVERFLOW] : row);
    }
  }

  #readResource(message: Message): void {
    const attributes = this.#pairs(message, tags.Resource.attributes);
    const schemaUrl = message.text(tags.Resource.schemaUrl);
    this.resource = schemaUrl === "" ? { attributes } : { attributes, schemaUrl };
  }

  #pairs(message: Message, tag: number): Attributes {
    const numbers = message.numbers(tag);
    if (numbers.length % 2 !== 0) throw new MalformedMessageError("an attribute has no value");
    this.#budget.take(VALUE_BYTES * numbers.length);
    const entries: [string, AttributeValue][] = [];
    for (let i = 0; i < numbers.length; i += 2) {
      const key = memberOf(this.#values, numbers[i] ?? 0, "value");
      if (typeof key !== "string") throw new MalformedMessageError("an attribute's key is no text");
      entries.push([key, memberOf(this.#values, numbers[i + 1] ?? 0, "value")]);
    }
    return Object.fromEntries(entries);
  }
}

/** A list whose elements are of one type, as attributes have. */
function listOf(elements: readonly AttributeValue[]): AttributeValue {
  if (elements.every((element) => typeof element === "string")) return elements;
  if (elements.every((element) => typeof element === "number")) return elements;
  if (elements.every((element) => typeof element === "boolean")) return elements;
  throw new MalformedMessageError("a list has elements of several types");
}
