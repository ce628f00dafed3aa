import { type DescField, ScalarType } from "@bufbuild/protobuf";

/** Protocol buffers' encoding, "Message structure". */
const WireType = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

function scalarWireType(scalar: ScalarType): number {
  switch (scalar) {
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.fixed64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.fixed32;
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.lengthDelimited;
    default:
      return WireType.varint;
  }
}

function wireType(field: DescField): number {
  switch (field.fieldKind) {
    case "scalar":
      return scalarWireType(field.scalar);
    case "enum":
      return WireType.varint;
    case "list":
      if (field.packed || field.listKind === "message") return WireType.lengthDelimited;
      return field.listKind === "scalar" ? scalarWireType(field.scalar) : WireType.varint;
    case "map":
    case "message":
      return WireType.lengthDelimited;
  }
}

/** A field's tag as it is written in code: its number << 3 | its wire type, in hexadecimal digits. */
export function tagOf(field: DescField): string {
  return `0x${(field.number << 3 | wireType(field)).toString(16).padStart(2, "0")}`;
}
