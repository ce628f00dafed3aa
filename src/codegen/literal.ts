import { escapeInvisible, isIdentifier } from "../schema/mod.ts";

/** Where generated lines end, as in the project's own `deno fmt`. */
export const LINE_WIDTH = 110;

/** A reference to a name in scope, where a value is expected. */
export class Reference {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What can be written as a literal. */
export type Literal =
  | string
  | number
  | boolean
  | Reference
  | readonly Literal[]
  | { readonly [key: string]: Literal };

function isList(value: Literal): value is readonly Literal[] {
  return Array.isArray(value);
}

/** A string: in single quotes where that needs fewer escapes, as `deno fmt` has it. */
export function stringLiteral(text: string): string {
  const inDouble = escapeInvisible(JSON.stringify(text));
  const count = (quote: string) => text.split(quote).length;
  if (count('"') <= count("'")) return inDouble;
  return `'${inDouble.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** The type of texts that begin with the given one and go on as another type says. */
export function templateLiteral(text: string, rest: string): string {
  const inner = escapeInvisible(JSON.stringify(text)).slice(1, -1).replaceAll('\\"', '"')
    .replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `\`${inner}\${${rest}}\``;
}

/** A property's name: quoted only where it must be, as `deno fmt` does. */
export function propertyName(name: string): string {
  return isIdentifier(name) ? name : stringLiteral(name);
}

/** A literal on one line. */
export function flat(value: Literal): string {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Reference) return value.name;
  if (isList(value)) return `[${value.map(flat).join(", ")}]`;
  const properties = Object.entries(value).map(([key, inner]) => `${propertyName(key)}: ${flat(inner)}`);
  return properties.length === 0 ? "{}" : `{ ${properties.join(", ")} }`;
}

/**
 * A literal as `deno fmt` lays it out: on one line where it fits, otherwise one item a line.
 *
 * @param indent Columns by which the literal's own lines are indented.
 * @param before Columns of its first line that are taken already.
 * @param after Columns that must stay free behind it.
 */
export function literal(value: Literal, indent: number, before: number, after: number): string {
  const line = flat(value);
  if (before + line.length + after <= LINE_WIDTH) return line;
  if (typeof value !== "object" || value instanceof Reference) return line;
  return broken(value, indent);
}

/** A list or an object with one item a line. */
export function broken(
  value: Exclude<Literal, string | number | boolean | Reference>,
  indent: number,
): string {
  const inner = indent + 2;
  const margin = " ".repeat(inner);
  const lines = isList(value)
    ? value.map((item) => `${margin}${literal(item, inner, inner, 1)},`)
    : Object.entries(value).map(([key, item]) => `${margin}${property(key, item, inner)},`);
  const [open, close] = isList(value) ? "[]" : "{}";
  return [open, ...lines, `${" ".repeat(indent)}${close}`].join("\n");
}

function property(key: string, value: Literal, indent: number): string {
  const name = `${propertyName(key)}:`;
  const text = literal(value, indent, indent + name.length + 1, 1);
  const isTooLong = typeof value === "string" && indent + name.length + 1 + text.length + 1 > LINE_WIDTH;
  return isTooLong ? `${name}\n${" ".repeat(indent + 2)}${text}` : `${name} ${text}`;
}
