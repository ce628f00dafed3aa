import { type JsonSchema, languageSchemas } from "../src/codegen/json_schema.ts";

/** What all definitions have, and what all references to attributes have: it stands in tables of its own. */
const SHARED = {
  definition: { of: "metric", keys: ["brief", "note", "stability", "deprecated", "annotations"] },
  reference: {
    of: "reference",
    keys: ["ref", "requirement_level", "brief", "note", "stability", "deprecated", "annotations", "examples"],
  },
} as const;

/** One key, as its table has it. */
interface Row {
  readonly key: string;
  readonly isRequired: boolean;
  readonly value: string;
  readonly description: string;
}

const { file, definitions } = languageSchemas();
const SCHEMAS = new Map([["file", file], ...definitions.map(({ name, schema }) => [name, schema] as const)]);

function schemaOf(name: string): JsonSchema {
  const schema = SCHEMAS.get(name);
  if (schema === undefined) throw new Error(`the language has no ${name}`);
  return schema;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a key takes, in words. */
function valueText(schema: JsonSchema): string {
  const { type, anyOf = [], allOf = [], items, minimum, maximum } = schema;
  if (schema.enum !== undefined) return wordsText(schema.enum.map(String));
  const parts = [...anyOf, ...allOf].filter(isSchema);
  if (parts.length > 0) return parts.map(valueText).join(" or ");
  if (schema.$ref !== undefined) return definitionText(schema.$ref);
  if (type === "array") return isSchema(items) ? `a list of ${plural(valueText(items))}` : "a list";
  if (type === "integer") return `${minimum} to ${maximum}`;
  if (type === "string") return "a text";
  if (type === "number") return "a number";
  if (type === "boolean") return "`true` or `false`";
  return type === "object" ? "a mapping" : "anything";
}

/** Words that can be chosen from; of many, the first and the last one. */
function wordsText(words: readonly string[]): string {
  const shown = words.map((word) => `\`${word}\``);
  return shown.length <= 8 ? shown.join(", ") : `${shown.slice(0, 4).join(", ")} … ${shown.at(-1)}`;
}

function definitionText(reference: string): string {
  return reference.replace("#/$defs/", "").replaceAll("_", " ");
}

function plural(text: string): string {
  return text.split(" or ").map((part) => `${part.replace(/^an? /, "").replace(/y$/, "ie")}s`).join(" or ");
}

/** The keys of a mapping, or of one of the alternatives that is a mapping; those of mappings within it behind the key that leads to them. */
function rowsOf(schema: JsonSchema, prefix = ""): readonly Row[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]): readonly Row[] => {
    if (!isSchema(property)) return [];
    const key = prefix + name;
    const isRequired = schema.required?.includes(name) ?? false;
    const row = { key, isRequired, value: valueText(property), description: property.description ?? "" };
    return [row, ...rowsOf(property, `${key}.`)];
  });
  return [...own, ...(schema.anyOf ?? []).filter(isSchema).flatMap((part) => rowsOf(part, prefix))];
}

/** The properties that shared tables explain, as text. */
function sharedProperties(): ReadonlySet<string> {
  const texts = Object.values(SHARED).flatMap(({ of, keys }) =>
    keys.map((key) => JSON.stringify([key, schemaOf(of).properties?.[key]]))
  );
  return new Set(texts);
}

function only(schema: JsonSchema, keep: (key: string, property: unknown) => boolean): JsonSchema {
  const entries = Object.entries(schema.properties ?? {}).filter(([key, property]) => keep(key, property));
  return { ...schema, properties: Object.fromEntries(entries) };
}

/** The rows of a table: of a definition's own keys, or of those that it shares with others. */
function rowsOfTable(name: string): readonly Row[] {
  const shared = name === "shared definition"
    ? SHARED.definition
    : name === "shared reference"
    ? SHARED.reference
    : undefined;
  if (shared !== undefined) {
    const { of, keys } = shared;
    return rowsOf(only(schemaOf(of), (key) => keys.some((other) => other === key)));
  }
  const elsewhere = sharedProperties();
  const isOwn = (key: string, property: unknown) =>
    name === "reference" || !elsewhere.has(JSON.stringify([key, property]));
  return rowsOf(only(schemaOf(name), isOwn));
}

/** A table as `deno fmt` lays it out. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0))
  );
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  return [line(header), line(header.map(() => ""), "-"), ...rows.map((row) => line(row))].join("\n");
}

function keyTable(name: string): string {
  const rows = rowsOfTable(name).map(({ key, isRequired, value, description }) => [
    `\`${key}\``,
    isRequired ? "yes" : "",
    value,
    description,
  ]);
  return table(["key", "required", "value", "what"], rows);
}

const MARKED = /(<!-- keys: ([a-z_ ]+) -->\n)[^]*?(<!-- end -->)/g;

/** A page whose marked tables are those of the language's own descriptions. */
export function withKeyTables(page: string): string {
  return page.replaceAll(
    MARKED,
    (_, begin: string, name: string, end: string) => `${begin}\n${keyTable(name)}\n\n${end}`,
  );
}

/** The names of the definitions that a page has a table for. */
export function tabledIn(page: string): readonly string[] {
  return [...page.matchAll(MARKED)].map(([, , name = ""]) => name);
}
