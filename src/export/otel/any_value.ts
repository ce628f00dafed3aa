import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { AnyValue, ArrayValue, KeyValue, KeyValueList } from "../otlp/wire_tags.gen.ts";
import { endMessage } from "./end_message.ts";
import type { SerializableAttributes } from "./metric_data.ts";

const INT64_LIMIT = 2 ** 63;

/** Writes a repeated field of `KeyValue`: an object's own enumerable properties. */
export function writeAttributes(
  writer: BackwardWriter,
  tag: number,
  attributes: SerializableAttributes,
): void {
  const keys = Object.keys(attributes);
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i] ?? "", end = writer.length;
    writeAnyValue(writer, KeyValue.value, attributes[key]);
    writer.text(KeyValue.key, key);
    endMessage(writer, tag, end);
  }
}

/**
 * Writes a field that holds an `AnyValue` (OpenTelemetry common specification, "Mapping Arbitrary Data to OTLP
 * AnyValue"). Whole numbers are `int_value`, whatever they were declared as; bigints beyond 64 bits are text. What has
 * no form is an empty value.
 */
function writeAnyValue(writer: BackwardWriter, tag: number, value: unknown): void {
  const end = writer.length;
  switch (typeof value) {
    case "string":
      writer.text(AnyValue.stringValue, value);
      break;
    case "boolean":
      writer.varint(Number(value));
      writer.varint(AnyValue.boolValue);
      break;
    case "number":
      writeNumber(writer, value);
      break;
    case "bigint":
      if (BigInt.asIntN(64, value) !== value) writer.text(AnyValue.stringValue, String(value));
      else {
        writer.int64(value);
        writer.varint(AnyValue.intValue);
      }
      break;
    case "object":
      if (value !== null) writeObject(writer, value);
  }
  endMessage(writer, tag, end);
}

function writeNumber(writer: BackwardWriter, value: number): void {
  if (!Number.isInteger(value) || value < -INT64_LIMIT || value >= INT64_LIMIT) {
    writer.double(value);
    writer.varint(AnyValue.doubleValue);
    return;
  }
  if (value >= 0) writer.varint(value);
  else writer.int64(value);
  writer.varint(AnyValue.intValue);
}

function writeObject(writer: BackwardWriter, value: object): void {
  if (value instanceof Uint8Array) {
    writer.raw(value);
    writer.varint(value.length);
    writer.varint(AnyValue.bytesValue);
    return;
  }
  const end = writer.length;
  if (Array.isArray(value)) {
    for (let i = value.length - 1; i >= 0; i--) writeAnyValue(writer, ArrayValue.values, value[i]);
    endMessage(writer, AnyValue.arrayValue, end);
  } else {
    writeAttributes(writer, KeyValueList.values, { ...value });
    endMessage(writer, AnyValue.kvlistValue, end);
  }
}
