import { writeBool, writeBytes, writeDouble, writeInt64 } from "../otlp/message_fields.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { AnyValue, ArrayValue, KeyValue, KeyValueList } from "../otlp/wire_tags.gen.ts";
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
    writer.close(tag, end);
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
      writeBool(writer, AnyValue.boolValue, value);
      break;
    case "number":
      writeNumber(writer, value);
      break;
    case "bigint":
      if (BigInt.asIntN(64, value) !== value) writer.text(AnyValue.stringValue, String(value));
      else writeInt64(writer, AnyValue.intValue, value);
      break;
    case "object":
      if (value !== null) writeObject(writer, value);
  }
  writer.close(tag, end);
}

function writeNumber(writer: BackwardWriter, value: number): void {
  const isInt64 = Number.isInteger(value) && value >= -INT64_LIMIT && value < INT64_LIMIT;
  if (isInt64) writeInt64(writer, AnyValue.intValue, value);
  else writeDouble(writer, AnyValue.doubleValue, value);
}

function writeObject(writer: BackwardWriter, value: object): void {
  if (value instanceof Uint8Array) return writeBytes(writer, AnyValue.bytesValue, value);
  const end = writer.length;
  if (Array.isArray(value)) {
    for (let i = value.length - 1; i >= 0; i--) writeAnyValue(writer, ArrayValue.values, value[i]);
    writer.close(AnyValue.arrayValue, end);
  } else {
    writeAttributes(writer, KeyValueList.values, { ...value });
    writer.close(AnyValue.kvlistValue, end);
  }
}
