import type { Attributes, AttributeType, AttributeValue } from "../../set/attribute.ts";
import type { AttributeDescriptor } from "../../set/descriptor.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { AnyValue, ArrayValue, KeyValue } from "./wire_tags.gen.ts";

const INT64_LIMIT = 2 ** 63;

/**
 * The body of an `AnyValue`. Numbers are what the descriptor says; without one, or where the number isn't of
 * the declared kind, whole numbers are `int_value`.
 */
function writeAnyValue(writer: BackwardWriter, value: AttributeValue, type: AttributeType | undefined): void {
  if (typeof value === "string") {
    writer.text(AnyValue.stringValue, value);
  } else if (typeof value === "boolean") {
    writer.varint(Number(value));
    writer.varint(AnyValue.boolValue);
  } else if (typeof value === "number") {
    const int = type !== "double" && type !== "double[]" && Number.isInteger(value) &&
      value >= -INT64_LIMIT && value < INT64_LIMIT;
    if (int) writer.int64(value);
    else writer.double(value);
    writer.varint(int ? AnyValue.intValue : AnyValue.doubleValue);
  } else {
    writer.message(AnyValue.arrayValue, () => {
      for (const element of value.toReversed()) {
        writer.message(ArrayValue.values, () => writeAnyValue(writer, element, type));
      }
    });
  }
}

/** A `KeyValue` with its length but without a tag, which differs from message to message. */
export function encodeKeyValue(key: string, value: AttributeValue, type?: AttributeType): Uint8Array {
  const writer = new BackwardWriter();
  writer.message(KeyValue.value, () => writeAnyValue(writer, value, type));
  writer.text(KeyValue.key, key);
  writer.varint(writer.length);
  return writer.finish();
}

/** All attributes as {@linkcode encodeKeyValue} writes them, by the types that `descriptors` declare. */
export function encodeAttributes(
  attributes: Attributes,
  descriptors: readonly AttributeDescriptor[] = [],
): Uint8Array[] {
  const types = new Map(descriptors.map(({ key, type }) => [key, type]));
  return Object.entries(attributes).map(([key, value]) => encodeKeyValue(key, value, types.get(key)));
}

/** Writes a repeated field of encoded key-value pairs. */
export function writeKeyValues(writer: BackwardWriter, tag: number, pairs: readonly Uint8Array[]): void {
  for (const pair of pairs.toReversed()) {
    writer.raw(pair);
    writer.varint(tag);
  }
}
