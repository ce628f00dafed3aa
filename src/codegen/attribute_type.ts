import { type Attribute, type EnumType, isIdentifier, pascalCase, type PlainType } from "../schema/mod.ts";
import { docComment } from "./doc_comment.ts";
import { flat, LINE_WIDTH, literal, propertyName, stringLiteral } from "./literal.ts";
import type { Module } from "./module.ts";

const VALUE_TYPES: Readonly<Record<PlainType, string>> = {
  string: "string",
  int: "number",
  double: "number",
  boolean: "boolean",
  "string[]": "readonly string[]",
  "int[]": "readonly number[]",
  "double[]": "readonly number[]",
  "boolean[]": "readonly boolean[]",
};

function valueMember({ key, type, brief, deprecated }: Attribute, mark: "" | "?"): string {
  const name = `  readonly ${propertyName(key)}${mark}:`;
  const comment = docComment(brief, 2, deprecated);
  const types = typeof type === "string"
    ? [VALUE_TYPES[type]]
    : type.members.map(({ value }) => stringLiteral(value));
  const line = `${name} ${types.join(" | ")};`;
  if (line.length <= LINE_WIDTH) return `${comment}${line}\n`;
  const bar = types.length > 1 ? "| " : "";
  return `${comment}${name}\n${types.map((value) => `    ${bar}${value}`).join("\n")};\n`;
}

/** An interface of attributes' values as they are exported, by key; some may be left out. */
export function valuesInterface(
  name: string,
  brief: string,
  attributes: readonly Attribute[],
  optional: readonly Attribute[] = [],
): string {
  const members = [
    ...attributes.map((attribute) => valueMember(attribute, "")),
    ...optional.map((attribute) => valueMember(attribute, "?")),
  ];
  return `${docComment(brief, 0)}export interface ${name} {\n${members.join("")}}\n`;
}

/** The enumeration of an enum attribute, and the type of its indices. */
export function enumeration(attribute: Attribute, { members }: EnumType, module: Module): string {
  const name = pascalCase(attribute.key);
  const lead = `export const ${name} = ${module.value("defineEnumeration")}(`;
  const values = members.map(({ value }) => value);
  const indices = members.map(({ id }, index) => `${propertyName(id)}: ${index}`);
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
export function bounded(attribute: Attribute, type: PlainType, bound: number, module: Module): string {
  const { key, brief, deprecated } = attribute;
  const lead = `export const ${pascalCase(key)} = ${module.value("defineBounded")}(`;
  const options = literal({ key, type, bound }, 0, lead.length, ");".length);
  return `${docComment(brief, 0, deprecated)}${lead}${options});\n`;
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
