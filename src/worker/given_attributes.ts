import { warnOnce } from "../host/warn.ts";
import type { Attributes, AttributeType, AttributeValue } from "../set/attribute.ts";
import type { AttributeDescriptor } from "../set/descriptor.ts";

function fits(
  value: unknown,
  type: AttributeType,
  values: readonly string[] | undefined,
): value is AttributeValue {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "int":
      return Number.isSafeInteger(value);
    case "double":
      return Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "enum":
      return typeof value === "string" && (values?.includes(value) ?? false);
    case "string[]":
      return isListOf(value, "string");
    case "int[]":
      return isListOf(value, "int");
    case "double[]":
      return isListOf(value, "double");
    case "boolean[]":
      return isListOf(value, "boolean");
  }
}

function isListOf(value: unknown, type: AttributeType): boolean {
  // A spread list has `undefined` where the list had a hole.
  return Array.isArray(value) && [...value].every((item) => fits(item, type, undefined));
}

/**
 * The values that a program gave for these attributes. One that is missing or of a wrong type is left out, with a
 * warning: a typed program has none, and telemetry doesn't throw into the others.
 */
export function givenAttributes(
  set: string,
  descriptors: readonly AttributeDescriptor[],
  given: unknown,
): Attributes {
  const attributes: [string, AttributeValue][] = [];
  for (const { key, type, values, optional = false } of descriptors) {
    const value = ownValue(given, key);
    if (value === undefined && optional) continue;
    if (fits(value, type, values)) {
      attributes.push([key, value]);
    } else {
      const found = value === undefined
        ? "none was given"
        : `${typeof value === "number" ? value : typeof value} was given`;
      warnOnce(`metric set ${set}: attribute ${key} must be of type ${type}, ${found}; it is left out`);
    }
  }
  return Object.fromEntries(attributes);
}

/** What a property is that the object itself has: an attribute may be called like one that all objects inherit. */
function ownValue(given: unknown, key: string): unknown {
  return typeof given === "object" && given !== null && Object.hasOwn(given, key)
    ? Reflect.get(given, key)
    : undefined;
}

/** The attributes of a resource that OTLP can carry; the others are left out, with a warning. */
export function resourceAttributes(given: Readonly<Record<string, unknown>>): Attributes {
  const types: readonly AttributeType[] = [
    "string",
    "double",
    "boolean",
    "string[]",
    "double[]",
    "boolean[]",
  ];
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, AttributeValue] => {
      const [key, value] = entry;
      if (types.some((type) => fits(value, type, undefined))) return true;
      warnOnce(`resource attribute ${key} is ${value === null ? "null" : typeof value}: it is left out`);
      return false;
    }),
  );
}
