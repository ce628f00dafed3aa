import {
  type Attribute,
  type EnumType,
  isWrittenOut,
  type PlainType,
  type UsedAttribute,
} from "../schema/mod.ts";
import { docComment, shortNote } from "./doc_comment.ts";
import { LINE_WIDTH, propertyName, stringLiteral, templateLiteral } from "./literal.ts";
import type { Scope } from "./scope.ts";

const VALUE_TYPES: Readonly<Record<Exclude<PlainType, "any">, string>> = {
  string: "string",
  int: "number",
  double: "number",
  boolean: "boolean",
  "string[]": "readonly string[]",
  "int[]": "readonly number[]",
  "double[]": "readonly number[]",
  "boolean[]": "readonly boolean[]",
};

/** What `any` is: whatever an event or a span can have, or what an attribute of a set or an entity can be. */
export type AnyType = "AnyValue" | "AttributeValue";

/** The type of no values at all. */
export const NO_VALUES = "Record<never, never>";

/** Any text or number, in a union that an editor completes with the values that are listed. */
function anyOther(type: "string" | "number"): string {
  return `(${type} & ${NO_VALUES})`;
}

/** The types of an enum's values. */
function memberTypes({ members, isOpen = false }: EnumType): readonly string[] {
  const values = new Set(members.map(({ value }) => value));
  if ([true, false].every((value) => values.has(value))) return ["boolean"];
  const types = [...values].map((value) => typeof value === "string" ? stringLiteral(value) : String(value));
  const [first] = values;
  if (!isOpen) return types;
  return typeof first === "boolean"
    ? ["boolean"]
    : [...types, anyOther(typeof first === "number" ? "number" : "string")];
}

/** A type that is a union, behind some text, as `deno fmt` lays it out. */
function union(lead: string, types: readonly string[], indent: number): string {
  const line = `${lead} ${types.join(" | ")};`;
  if (line.length <= LINE_WIDTH) return line;
  const bar = types.length > 1 ? "| " : "", margin = " ".repeat(indent);
  return `${lead}\n${types.map((type) => `${margin}${bar}${type}`).join("\n")};`;
}

/** The type of an enum's values. */
export function enumValueType(name: string, attribute: Attribute, type: EnumType): string {
  const { key, brief, deprecated } = attribute;
  const text = `A value of \`${key}\`${type.isOpen ? ": one of these, or any other" : ""}.`;
  const comment = docComment([brief, text], 0, deprecated);
  return `${comment}${union(`export type ${name} =`, memberTypes(type), 2)}\n`;
}

/** The type of what a bounded attribute's values are looked up by. */
export function boundedValueType(name: string, { isOpen = false }: EnumType): string {
  return isOpen ? name : `${name} | ${anyOther("string")}`;
}

/** An attribute in a type of attributes' values. */
export interface ValueMember {
  readonly attribute: UsedAttribute;
  readonly isOptional: boolean;
}

/** Attributes that must be there, then some that may be left out. */
export function valueMembers(
  required: readonly UsedAttribute[],
  optional: readonly UsedAttribute[] = [],
): readonly ValueMember[] {
  return [
    ...required.map((attribute) => ({ attribute, isOptional: false })),
    ...optional.map((attribute) => ({ attribute, isOptional: true })),
  ];
}

/** Writes types of attributes' values. */
export class ValuesType {
  readonly #scope: Scope;
  readonly #any: AnyType;

  constructor(scope: Scope, any: AnyType) {
    this.#scope = scope;
    this.#any = any;
  }

  /** An interface of attributes' values as they are exported, by key; some may be left out. */
  declaration(name: string, comment: string, members: readonly ValueMember[]): string {
    // An interface without members is a type of anything.
    if (members.length === 0) return `${comment}export type ${name} = ${NO_VALUES};\n`;
    const texts = members.map((member) => this.#member(member, members));
    return `${comment}export interface ${name} {\n${texts.join("")}}\n`;
  }

  #member({ attribute, isOptional }: ValueMember, all: readonly ValueMember[]): string {
    const { key, type, brief, note, deprecated } = attribute;
    const comment = docComment([brief, shortNote(note), requirement(attribute)], 2, deprecated);
    if (typeof type !== "string" || !type.startsWith("template[")) {
      const mark = isOptional ? "?" : "";
      return `${comment}${union(`  readonly ${propertyName(key)}${mark}:`, this.#types(attribute), 4)}\n`;
    }
    // What fits a template has to fit its type, whatever it is an attribute of.
    const types = all.filter((other) =>
      other.attribute === attribute || other.attribute.key.startsWith(`${key}.`)
    )
      .flatMap((other) => [
        ...this.#types(other.attribute),
        ...(other.isOptional && other.attribute !== attribute ? ["undefined"] : []),
      ]);
    const lead = `  readonly [key: ${templateLiteral(`${key}.`, "string")}]:`;
    return `${comment}${union(lead, [...new Set(types)], 4)}\n`;
  }

  #types(attribute: UsedAttribute): readonly string[] {
    const { type } = attribute;
    if (typeof type !== "string") {
      const name = isWrittenOut(type) ? this.#scope.valueType(attribute) : undefined;
      return name === undefined ? memberTypes(type) : [name];
    }
    const plain = type.replace(/^template\[(.*)\]$/, "$1");
    if (plain === "any") return [this.#scope.module.type(this.#any)];
    return [Object.entries(VALUE_TYPES).find(([each]) => each === plain)?.[1] ?? "never"];
  }
}

const LEVELS = {
  required: "",
  recommended: "",
  conditionally_required: "Conditionally required",
  opt_in: "Opt-in",
} as const;

/** Whether an attribute has to be there, as far as its type doesn't say so. */
function requirement({ requirementLevel: { level, text } }: UsedAttribute): string {
  const word = LEVELS[level];
  if (text !== undefined) return `${word || "Recommended"}: ${text}`;
  return word === "" ? "" : `${word}.`;
}
