import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { jsonSchemaText } from "../../src/codegen/json_schema.ts";
import type { Explanation } from "../../src/schema/explanations/explanation.ts";
import { EXPLANATIONS } from "../../src/schema/explanations/mod.ts";
import { compile } from "../../src/schema/mod.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SCHEMA: unknown = JSON.parse(jsonSchemaText());
const isFit = new Ajv().compile(JSON.parse(jsonSchemaText()));

/** Calls back for each mapping in a JSON value, with the way to it. */
function eachMapping(value: unknown, visit: (mapping: object, path: string) => void, path = ""): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) visit(value, path);
  for (const [key, inner] of Object.entries(value)) eachMapping(inner, visit, `${path}/${key}`);
}

test("every key of the language is explained", () => {
  const silent: string[] = [];
  let keys = 0;
  eachMapping(SCHEMA, (mapping, path) => {
    if (!path.endsWith("/properties")) return;
    for (const [key, property] of Object.entries(mapping)) {
      keys++;
      const { description = "" } = Object(property);
      if (!/^[^ ].*\.$/.test(description)) silent.push(`${path}/${key}: ${JSON.stringify(description)}`);
    }
  });
  assert.deepEqual(silent, []);
  assert.ok(keys > 150, `${keys} keys`);
});

test("every list says what its items are", () => {
  const silent: string[] = [];
  let lists = 0;
  eachMapping(SCHEMA, (mapping, path) => {
    if (!("type" in mapping) || mapping.type !== "array") return;
    lists++;
    if (!("items" in mapping) || Object.keys(Object(mapping.items)).length === 0) silent.push(path);
  });
  assert.deepEqual(silent, []);
  assert.ok(lists > 20, `${lists} lists`);
});

test("it accepts the project's own schemas", () => {
  const files = globSync(["schema/*.yaml", "examples/*/schema/*.yaml"], { cwd: ROOT });
  assert.ok(files.length >= 4);
  for (const file of files) {
    assert.ok(isFit(parse(readFileSync(ROOT + file, "utf8"))), `${file}: ${JSON.stringify(isFit.errors)}`);
  }
});

/** The percore/1 files of a schema that explains a problem. */
function documentsOf(schema: Explanation["wrong"]): readonly unknown[] {
  const texts = typeof schema === "string" ? [schema] : schema.files.map(({ text }) => text);
  return texts.filter((text) => text.startsWith("file_format: percore/1")).map((text) => parse(text));
}

/** Problems of YAML itself: there is no document to check. */
const UNREADABLE: ReadonlySet<string> = new Set(["PC100", "PC101", "PC103"]);

test("of what problems are explained by, it refuses what is wrong in shape, and accepts all else", () => {
  const explanations = Object.entries<Explanation>(EXPLANATIONS).filter(([code]) => !UNREADABLE.has(code));
  const refused = (side: "right" | "wrong") =>
    explanations.filter(([, explanation]) =>
      documentsOf(explanation[side]).some((document) => !isFit(document))
    )
      .map(([code]) => code);
  assert.deepEqual(refused("right"), []);
  assert.deepEqual(refused("wrong"), ["PC102", "PC104", "PC105", "PC106", "PC107", "PC110"]);
});

const DEFINITION = { brief: "B.", stability: "stable" };

/** What is wrong, and a file with it. */
const REFUSED: readonly (readonly [what: string, file: object])[] = [
  ["no format", {}],
  ["an unknown section", { metric_group: [] }],
  ["an attribute without a type", { attributes: [{ key: "a.b", ...DEFINITION }] }],
  ["a type that isn't one", { attributes: [{ key: "a.b", type: "text", ...DEFINITION }] }],
  ["an enum's unknown key", {
    attributes: [{ key: "a.b", type: { members: [{ id: "x", name: "x" }] }, ...DEFINITION }],
  }],
  ["an enum without a value", { attributes: [{ key: "a.b", type: { members: [] }, ...DEFINITION }] }],
  ["an entity without identity", { entities: [{ type: "a", identity: [], ...DEFINITION }] }],
  ["a reference with a type", {
    entities: [{ type: "a", identity: [{ ref: "a.b", type: "int" }], ...DEFINITION }],
  }],
  ["two requirement levels", {
    entities: [{
      type: "a",
      identity: [{ ref: "a.b", requirement_level: { opt_in: "A.", recommended: "B." } }],
      ...DEFINITION,
    }],
  }],
  ["sampling in an event", {
    events: [{ name: "a", attributes: [{ ref: "a.b", sampling_relevant: true }], ...DEFINITION }],
  }],
  ["a group and an attribute in one", {
    events: [{ name: "a", attributes: [{ ref: "a.b", ref_group: "g" }], ...DEFINITION }],
  }],
  ["two ways to combine entities", {
    events: [{ name: "a", entity_associations: [{ one_of: ["a"], all_of: ["b"] }], ...DEFINITION }],
  }],
  ["a span without a kind", { spans: [{ type: "a", name: { note: "N." }, ...DEFINITION }] }],
  ["a refinement of a unit", { metric_refinements: [{ id: "a", ref: "b", unit: "s" }] }],
  ["an import that isn't a list", { imports: { metrics: "*" } }],
  ["a set without metrics", { metric_sets: [{ name: "a", metrics: [], ...DEFINITION }] }],
  ["a field without a name or a reference", {
    metric_sets: [{ name: "a", metrics: [{ field: "x" }], ...DEFINITION }],
  }],
  ["a taken metric with a unit", {
    metric_sets: [{ name: "a", metrics: [{ ref: "m", field: "x", unit: "s" }], ...DEFINITION }],
  }],
  ["two aggregations", {
    metric_sets: [{
      name: "a",
      metrics: [{ ref: "m", field: "x", aggregation: { explicit: { boundaries: [] }, exponential: {} } }],
      ...DEFINITION,
    }],
  }],
  ["an attribute without its moment", {
    metric_sets: [{
      name: "a",
      attributes: [{ ref: "a.b" }],
      metrics: [{ ref: "m", field: "x" }],
      ...DEFINITION,
    }],
  }],
];

for (const [what, file] of REFUSED) {
  test(`it refuses ${what}, as the compiler does`, () => {
    const document = what === "no format" ? file : { file_format: "percore/1", ...file };
    assert.equal(isFit(document), false);
    const { problems } = compile([{ file: "a.yaml", text: JSON.stringify(document) }]);
    assert.ok(problems.some(({ level }) => level === "error"));
  });
}
