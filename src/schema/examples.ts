import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { AttributeType } from "./model.ts";

type ElementType = "string" | "int" | "double" | "boolean";

const KINDS: Readonly<Record<ElementType, string>> = {
  string: "a string",
  int: "a whole number",
  double: "a number",
  boolean: "true or false",
};

const IS_OF_TYPE: Readonly<Record<ElementType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  int: Number.isInteger,
  double: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
};

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

/** `[type, isList]` of the values that an attribute may have; `undefined` if they may be anything. */
function elementOf(type: AttributeType): readonly [ElementType, boolean] | undefined {
  if (typeof type !== "string") return undefined;
  const [, element, list] = /^(?:template\[)?(string|int|double|boolean)(\[\])?\]?$/.exec(type) ?? [];
  switch (element) {
    case "string":
    case "int":
    case "double":
    case "boolean":
      return [element, list !== undefined];
    default:
      return undefined;
  }
}

/**
 * Reports examples that are no values of their attribute: one, or a list of them. Those of a list attribute may be a list
 * of elements, which is how they were written once; that is a warning.
 */
export function checkExamples(
  examples: unknown,
  type: AttributeType,
  place: Place,
  problems: Problems,
): void {
  const found = elementOf(type);
  if (found === undefined) return;
  const [element, isList] = found;
  const isElement = IS_OF_TYPE[element];
  const isElements = (value: unknown) => isListOf(value, isElement);
  if (!isList) {
    if (isElement(examples) || isElements(examples)) return;
    const expected = `${KINDS[element]}, or a list of such values`;
    return problems.add("PC106", place, `examples that aren't of the type ${type}`, { expected });
  }
  if (isListOf(examples, isElements)) return;
  const expected = `a list of lists, each of which is a value of the type ${element}[]`;
  if (isElement(examples) || isElements(examples)) {
    return problems.add("PC130", place, "examples that are elements of a list", { expected });
  }
  problems.add("PC106", place, `examples that aren't of the type ${type}`, { expected });
}
