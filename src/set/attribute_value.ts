import type { AttributeValue } from "./attribute.ts";
import type { AttributeDescriptor } from "./descriptor.ts";

/** The value that is exported for an index of a measurement attribute. */
export function attributeValue(attribute: AttributeDescriptor, index: number): AttributeValue {
  return attribute.type === "boolean" ? index === 1 : attribute.values?.[index] ?? index;
}
