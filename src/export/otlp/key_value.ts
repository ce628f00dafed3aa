import {
  type Attributes,
  type AttributeType,
  type AttributeValue,
  elementType,
  isTemplate,
} from "../../set/attribute.ts";
import type { AttributeDescriptor } from "../../set/descriptor.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { type AnyValue, type KeyValue, writeKeyValue } from "./messages.gen.ts";

const INT64_LIMIT = 2 ** 63;

/** Numbers are what the descriptor says; without one, or where the number isn't of that kind, whole ones are ints. */
function anyValueOf(value: AttributeValue, type: AttributeType | undefined): AnyValue {
  if (typeof value === "string") return { value: { case: "stringValue", value } };
  if (typeof value === "boolean") return { value: { case: "boolValue", value } };
  if (typeof value === "number") {
    const int = type !== "double" && type !== "double[]" && Number.isInteger(value) &&
      value >= -INT64_LIMIT && value < INT64_LIMIT;
    return { value: { case: int ? "intValue" : "doubleValue", value } };
  }
  return {
    value: { case: "arrayValue", value: { values: value.map((element) => anyValueOf(element, type)) } },
  };
}

/** An attribute as a message, of the type that its descriptor declares, if there is one. */
export function keyValueOf(key: string, value: AttributeValue, type?: AttributeType): KeyValue {
  return { key, value: anyValueOf(value, type) };
}

/** Attributes as messages, by the types that `descriptors` declare. */
export function keyValuesOf(
  attributes: Attributes,
  descriptors: readonly AttributeDescriptor[] = [],
): KeyValue[] {
  const types = new Map(descriptors.map(({ key, type }) => [key, type]));
  const templates = descriptors.flatMap(({ key, type }) =>
    isTemplate(type) ? { prefix: `${key}.`, type: elementType(type) } : []
  );
  return Object.entries(attributes).map(([key, value]) =>
    keyValueOf(key, value, types.get(key) ?? templates.find(({ prefix }) => key.startsWith(prefix))?.type)
  );
}

/** A `KeyValue` with its length but without a tag, which differs from message to message. */
export function encodeKeyValue(pair: KeyValue): Uint8Array {
  const writer = new BackwardWriter();
  writeKeyValue(writer, pair);
  writer.varint(writer.length);
  return writer.finish();
}

/** Writes a repeated field of encoded key-value pairs. */
export function writeKeyValues(writer: BackwardWriter, tag: number, pairs: readonly Uint8Array[]): void {
  for (let i = pairs.length - 1; i >= 0; i--) {
    writer.raw(pairs[i] ?? []);
    writer.varint(tag);
  }
}
