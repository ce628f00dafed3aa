import type { AttributeValue } from "./attribute.ts";
import type { AttributeDescriptor } from "./descriptor.ts";

/** The value that is exported for an index of a measurement attribute. */
export function attributeValue(attribute: AttributeDescriptor, index: number): AttributeValue {
  return attribute.type === "boolean" ? index === 1 : attribute.values?.[index] ?? index;
}

/**
 * The index of each measurement attribute in a bucket: mixed radix, the first attribute varies fastest.
 */
export function indicesOf(radix: readonly number[], bucket: number): number[] {
  let rest = bucket;
  return radix.map((values) => {
    const index = rest % values;
    rest = (rest - index) / values;
    return index;
  });
}
