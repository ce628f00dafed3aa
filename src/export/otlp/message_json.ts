import { hexOf } from "../../host/hex.ts";
import { JSON_FIELDS } from "./json_fields.gen.ts";
import { readFields, readVarints, textOf, type Varint } from "./message_reader.ts";

/** How a field's value is written in JSON: by protocol buffers' type, or as `hex`, OTLP's form of ids. */
export type JsonType =
  | "bool"
  | "bytes"
  | "double"
  | "enum"
  | "fixed64"
  | "hex"
  | "int32"
  | "int64"
  | "message"
  | "sfixed64"
  | "sint32"
  | "string"
  | "uint32"
  | "uint64";

/** A field of a message. */
export interface JsonField {
  readonly name: string;
  readonly type: JsonType;
  readonly repeated?: true;
  /** Of a message: its name in the table. */
  readonly message?: string;
}

/** The fields of messages, by the message's name and the field's number. */
export type JsonFields = Readonly<Record<string, Readonly<Record<number, JsonField>>>>;

/** What `JSON.stringify()` takes. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/**
 * An encoded message as OTLP/JSON (OTLP specification, "JSON Protobuf Encoding"): protocol buffers' JSON form, with ids
 * in hexadecimal digits and enums as numbers. What the bytes leave out as a default is left out here, too. JSON has
 * no -0: it becomes 0. Allocates for each field.
 *
 * @throws {MalformedMessageError} if the bytes are no message.
 */
export function jsonOf(type: string, message: Uint8Array): Json {
  const fields = JSON_FIELDS[type], object: Record<string, Json> = {}, lists = new Map<string, Json[]>();
  for (const [tag, value] of readFields(message)) {
    const field = fields?.[tag >>> 3];
    if (field === undefined) continue;
    if (!field.repeated) {
      object[field.name] = valueOf(field, value);
      continue;
    }
    let list = lists.get(field.name);
    if (list === undefined) lists.set(field.name, object[field.name] = list = []);
    for (const element of elementsOf(field, value)) list.push(valueOf(field, element));
  }
  return object;
}

/** The elements of one occurrence of a repeated field: several where it is packed. */
function elementsOf({ type }: JsonField, value: Varint | Uint8Array): Iterable<Varint | Uint8Array> {
  if (!(value instanceof Uint8Array)) return [value];
  switch (type) {
    case "bytes":
    case "hex":
    case "message":
    case "string":
      return [value];
    case "double":
    case "fixed64":
    case "sfixed64":
      return Array.from({ length: value.length / 8 }, (_, i) => value.subarray(i * 8, i * 8 + 8));
    default:
      return readVarints(value);
  }
}

function valueOf({ type, message = "" }: JsonField, value: Varint | Uint8Array): Json {
  return value instanceof Uint8Array ? ofBytes(type, message, value) : ofVarint(type, value);
}

function ofVarint(type: JsonType, value: Varint): Json {
  switch (type) {
    case "bool":
      return Number(value) !== 0;
    case "int64":
      return String(BigInt.asIntN(64, BigInt(value)));
    case "uint64":
      return String(value);
    case "sint32":
      return (Number(value) >>> 1) ^ -(Number(value) & 1);
    case "int32":
    case "enum":
      // A negative one is as long as an int64.
      return Number(BigInt.asIntN(32, BigInt(value)));
    default:
      return Number(value);
  }
}

function ofBytes(type: JsonType, message: string, value: Uint8Array): Json {
  switch (type) {
    case "message":
      return jsonOf(message, value);
    case "hex":
      return hexOf(value);
    case "bytes":
      return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(""));
    case "double":
      return ofDouble(viewOf(value).getFloat64(0, true));
    case "fixed64":
      return String(viewOf(value).getBigUint64(0, true));
    case "sfixed64":
      return String(viewOf(value).getBigInt64(0, true));
    default:
      return textOf(value);
  }
}

function ofDouble(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
