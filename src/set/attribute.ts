/** The value of an attribute (OpenTelemetry common specification, "Attribute"). */
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly number[]
  | readonly boolean[];

/** Attribute values by key. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The type that a schema gives an attribute; `enum` is a closed set of strings. */
export type AttributeType =
  | "string"
  | "int"
  | "double"
  | "boolean"
  | "string[]"
  | "int[]"
  | "double[]"
  | "boolean[]"
  | "enum";
