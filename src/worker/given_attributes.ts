import { warnOnce } from "../host/warn.ts";
import {
  type Attributes,
  type AttributeValue,
  elementType,
  isTemplate,
  type PlainAttributeType,
  withTemplate,
} from "../set/attribute.ts";
import type { AttributeDescriptor } from "../set/descriptor.ts";

/** What a value may be where any is right. */
const ANY: readonly PlainAttributeType[] = [
  "string",
  "double",
  "boolean",
  "string[]",
  "double[]",
  "boolean[]",
];

function fits(
  value: unknown,
  type: PlainAttributeType | "enum",
  values: readonly unknown[] | undefined,
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
      return values?.includes(value) ?? false;
    case "any":
      return ANY.some((type) => fits(value, type, undefined));
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

function isListOf(value: unknown, type: PlainAttributeType): boolean {
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
  const give = (
    key: string,
    value: unknown,
    type: PlainAttributeType | "enum",
    values?: readonly unknown[],
  ) => {
    if (fits(value, type, values)) {
      attributes.push([key, value]);
    } else {
      const found = value === undefined
        ? "none was given"
        : `${typeof value === "number" ? value : typeof value} was given`;
      warnOnce(`metric set ${set}: attribute ${key} must be of type ${type}, ${found}; it is left out`);
    }
  };
  for (const { key, type, values, optional = false } of descriptors) {
    if (isTemplate(type)) {
      for (const [each, value] of withTemplate(key, ownValues(given))) {
        if (value !== undefined) give(each, value, elementType(type));
      }
    } else {
      const value = ownValue(given, key);
      if (value !== undefined || !optional) give(key, value, type, values);
    }
  }
  return Object.fromEntries(attributes);
}

/** What an object's own properties are. */
function ownValues(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null ? { ...given } : {};
}

/** What a property is that the object itself has: an attribute may be called like one that all objects inherit. */
function ownValue(given: unknown, key: string): unknown {
  return typeof given === "object" && given !== null && Object.hasOwn(given, key)
    ? Reflect.get(given, key)
    : undefined;
}

/** The attributes of a resource that OTLP can carry; the others are left out, with a warning. */
export function resourceAttributes(given: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, AttributeValue] => {
      const [key, value] = entry;
      if (fits(value, "any", undefined)) return true;
      warnOnce(`resource attribute ${key} is ${value === null ? "null" : typeof value}: it is left out`);
      return false;
    }),
  );
}
