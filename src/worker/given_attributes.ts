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
      return Array.isArray(value) && value.every((item) => fits(item, "string", undefined));
    case "int[]":
      return Array.isArray(value) && value.every((item) => fits(item, "int", undefined));
    case "double[]":
      return Array.isArray(value) && value.every((item) => fits(item, "double", undefined));
    case "boolean[]":
      return Array.isArray(value) && value.every((item) => fits(item, "boolean", undefined));
  }
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
  const attributes: Record<string, AttributeValue> = {};
  const all = new Map<string, unknown>(
    typeof given === "object" && given !== null ? Object.entries(given) : [],
  );
  for (const { key, type, values } of descriptors) {
    const value = all.get(key);
    if (fits(value, type, values)) {
      attributes[key] = value;
    } else {
      const found = value === undefined ? "none was given" : `${typeof value} was given`;
      warnOnce(`metric set ${set}: attribute ${key} must be of type ${type}, ${found}; it is left out`);
    }
  }
  return attributes;
}
