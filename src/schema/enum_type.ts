import type { AttributeType } from "./model.ts";

/** The type of an attribute's values: of an enum, that of its members' values. */
export function typeOfValues(type: AttributeType): Exclude<AttributeType, object> {
  if (typeof type === "string") return type;
  const values = type.members.map(({ value }) => value), [first] = values;
  if (typeof first === "number") return values.every(Number.isInteger) ? "int" : "double";
  return typeof first === "boolean" ? "boolean" : "string";
}
