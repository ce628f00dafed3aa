import {
  type Attribute,
  type AttributeUse,
  type EnumType,
  isIdentifier,
  memberProperties,
  pascalCase,
} from "../schema/mod.ts";
import { memberValues } from "./descriptor.ts";
import { docComment } from "./doc_comment.ts";
import { flat, LINE_WIDTH, literal, propertyName } from "./literal.ts";
import type { Scope } from "./scope.ts";
import { boundedValueType, enumValueType } from "./value_type.ts";

/** The enumeration of an enum attribute, and the type of its indices. */
function enumeration(name: string, attribute: Attribute, { members }: EnumType, { module }: Scope): string {
  const lead = `export const ${name} = ${module.value("defineEnumeration")}(`;
  const values = memberValues(members);
  // An older name for a value has the index of that value.
  const places = new Map(values.map((value, index) => [value, index]));
  const properties = memberProperties(members);
  const indices = members.map(({ id, value }, index) =>
    `${propertyName(properties[index] ?? id)}: ${places.get(value) ?? 0}`
  );
  const comments = members.map(({ brief = "", deprecated }) => docComment(brief, 2, deprecated));
  const line = `${lead}{ ${indices.join(", ")} }, ${flat(values)});`;
  const isShort = line.length <= LINE_WIDTH && comments.every((comment) => comment === "");
  const entries = indices.map((index, position) => `${comments[position]}  ${index},\n`).join("");
  const definition = isShort
    ? line
    : `${lead}{\n${entries}}, ${literal(values, 0, "}, ".length, ");".length)});`;
  const typeLead = `export type ${name} = ${module.type("IndexOf")}<`;
  const typeLine = `${typeLead}typeof ${name}>;`;
  const type = typeLine.length <= LINE_WIDTH ? typeLine : `${typeLead}\n  typeof ${name}\n>;`;
  const comment = docComment(attribute.brief, 0, attribute.deprecated);
  return `${comment}${definition}\n/** An index of \`${name}\`. */\n${type}\n`;
}

/** The dictionary that gives the values of a bounded attribute their indices. */
function bounded(
  names: { readonly bounded: string; readonly value: string },
  use: AttributeUse,
  scope: Scope,
): string {
  const { attribute: { key, type, brief, deprecated }, bound = 1 } = use;
  const isEnum = typeof type !== "string";
  const typed = isEnum
    ? `: ${scope.module.type("BoundedValues")}<${boundedValueType(names.value, type)}>`
    : "";
  const lead = `export const ${names.bounded}${typed} = ${scope.module.value("defineBounded")}(`;
  const options = literal({ key, type: isEnum ? "string" : type, bound }, 0, lead.length, ");".length);
  return `${docComment(brief, 0, deprecated)}${lead}${options});\n`;
}

/** What is generated for an attribute: as much of it as some definition uses. */
export function attributeParts(use: AttributeUse, scope: Scope): readonly string[] {
  const { attribute, isEnumerated, bound, isTyped } = use, { type } = attribute;
  const names = scope.names.ofAttribute(use);
  const isEnum = typeof type !== "string";
  return [
    ...(isTyped && isEnum ? [enumValueType(names.value, attribute, type)] : []),
    ...(isEnumerated && isEnum ? [enumeration(names.enumeration, attribute, type, scope)] : []),
    ...(bound === undefined ? [] : [bounded(names, use, scope)]),
  ];
}

function camelCase(name: string): string {
  return pascalCase(name).replace(/^./, (first) => first.toLowerCase());
}

/** Words that can't label an element of a tuple (ECMAScript, "Reserved Words", in strict code). */
const RESERVED_WORDS: ReadonlySet<string> = new Set(
  ("await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return " +
    "static super switch this throw true try typeof var void while with yield").split(" "),
);

/** The labels of `with(…)`: a key's last word where that tells the attributes apart, otherwise the whole key. */
export function labelsOf(attributes: readonly Attribute[]): readonly string[] {
  const short = attributes.map(({ key }) => camelCase(key.slice(key.lastIndexOf(".") + 1)));
  const isUnique = (label: string) => short.indexOf(label) === short.lastIndexOf(label);
  const isLabel = (label: string) => isIdentifier(label) && !RESERVED_WORDS.has(label);
  return attributes.map(({ key }, index) => {
    const candidates = [...short.slice(index, index + 1).filter(isUnique), camelCase(key)];
    return candidates.find(isLabel) ?? `attribute${index + 1}`;
  });
}
