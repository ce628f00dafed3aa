/** The value of an attribute (OpenTelemetry common specification, "Attribute"). */
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly number[]
  | readonly boolean[];

/**
 * A value that an event or a span may have where its schema says `any` (OpenTelemetry common specification,
 * "AnyValue").
 */
export type AnyValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly AnyValue[]
  | { readonly [key: string]: AnyValue };

/** Attribute values by key. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The type of one attribute's value; `any` is whatever an attribute can be. */
export type PlainAttributeType =
  | "string"
  | "int"
  | "double"
  | "boolean"
  | "string[]"
  | "int[]"
  | "double[]"
  | "boolean[]"
  | "any";

/** Any number of attributes whose keys begin with the template's key and a dot. */
export type TemplateAttributeType = `template[${PlainAttributeType}]`;

/** The type that a schema gives an attribute; `enum` is a closed set of values of one type. */
export type AttributeType = PlainAttributeType | TemplateAttributeType | "enum";

/** Whether a type is that of a template. */
export function isTemplate(type: AttributeType): type is TemplateAttributeType {
  return type.startsWith("template[");
}

/** The type of the attributes that a template stands for. */
export function elementType(type: TemplateAttributeType): PlainAttributeType {
  // What stands between the brackets, which the compiler can't tell from the text.
  return type.slice("template[".length, -1) as PlainAttributeType;
}

/** The attributes that a template of that key stands for. */
export function withTemplate<Value>(
  key: string,
  values: Readonly<Record<string, Value>>,
): readonly (readonly [string, Value])[] {
  return Object.entries(values).filter(([each]) => each.startsWith(`${key}.`));
}
