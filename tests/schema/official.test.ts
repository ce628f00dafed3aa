import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { typescriptModules } from "../../src/codegen/mod.ts";
import { compile, type Schema, type SchemaSource } from "../../src/schema/mod.ts";

/** OpenTelemetry's own registry, which is no part of the project: where it isn't there, its tests are skipped. */
const ROOT = new URL("../../../shared/data/semconv/", import.meta.url);
const skip = existsSync(ROOT) ? false : "the official registry isn't there";

const sources: readonly SchemaSource[] = skip !== false
  ? []
  : readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => ({ file, text: readFileSync(new URL(file, ROOT), "utf8") }));

const { schema: compiled, problems } = compile(sources);

function official(): Schema {
  assert.deepEqual(problems.filter(({ level }) => level === "error"), []);
  assert.ok(compiled);
  return compiled;
}

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listIn(value: unknown, ...keys: readonly string[]): readonly Plain[] {
  const list = keys.reduce<unknown>((inner, key) => isPlain(inner) ? inner[key] : undefined, value);
  return Array.isArray(list) ? list.filter(isPlain) : [];
}

/** What stands in the files, without anything of percore: the values, as the YAML parser gives them. */
const files = sources.map(({ text }) => parse(text, { maxAliasCount: -1 })).filter(isPlain);
const groups = files.flatMap((file) => listIn(file, "groups"));
const section = (name: string) => files.flatMap((file) => listIn(file, name));
const ofType = (type: string) => groups.filter((group) => group["type"] === type);
const definitionsIn = (group: Plain) => listIn(group, "attributes").filter(({ id }) => id !== undefined);

/** The ids of groups by type, which is how a group is known that refines another one. */
const types = new Map(groups.map(({ id, type }) => [id, type]));
const isRefinement = ({ type, extends: parent }: Plain) => parent !== undefined && types.get(parent) === type;

function sorted(names: Iterable<unknown>): readonly string[] {
  return [...names].map(String).toSorted();
}

/** Metrics, events and entities by their names: groups that refine nothing, and definitions of version 2. */
const named = (type: string, key: string, list: string) => [
  ...ofType(type).filter((group) => !isRefinement(group)).map((group) => group[key]),
  ...section(list).map((definition) => definition["name"]),
];
const refining = (kind: "metric" | "event" | "span" | "entity") =>
  [...ofType(kind).filter(isRefinement), ...section(`${kind}_refinements`)].map(({ id }) => id);
const definedAttributes = [...groups.flatMap(definitionsIn), ...section("attributes")];

/** The names of what is defined in the files, by what it is. */
const written = {
  attributes: definedAttributes.map(({ id, key }) => id ?? key),
  "values of enums": definedAttributes.flatMap((attribute) => listIn(attribute, "type", "members"))
    .map(({ id }) => id),
  "attribute groups": [...ofType("attribute_group"), ...section("attribute_groups")].map(({ id }) => id),
  entities: named("entity", "name", "entities"),
  metrics: named("metric", "metric_name", "metrics"),
  events: named("event", "name", "events"),
  spans: [
    ...ofType("span").filter((group) => !isRefinement(group)).map(({ id }) => id),
    ...section("spans").map(({ type }) => `span.${type}`),
  ],
  "refinements of metrics": refining("metric"),
  "refinements of events": refining("event"),
  "refinements of spans": refining("span"),
  "refinements of entities": refining("entity"),
};

test("every definition of the official registry is read, and nothing else", { skip }, () => {
  const { files } = official();
  const read = <T>(of: (file: (typeof files)[number]) => readonly T[], name: (definition: T) => string) =>
    sorted(files.flatMap(of).map(name));
  assert.deepEqual({
    attributes: read((file) => file.attributes, ({ key }) => key),
    "values of enums": read(
      ({ attributes }) => attributes.flatMap(({ type }) => typeof type === "object" ? type.members : []),
      ({ id }) => id,
    ),
    "attribute groups": read((file) => file.attributeGroups, ({ id }) => id),
    entities: read((file) => file.entities, ({ type }) => type),
    metrics: read((file) => file.metrics, ({ name }) => name),
    events: read((file) => file.events, ({ name }) => name),
    spans: read((file) => file.spans, ({ type }) => `span.${type}`),
    "refinements of metrics": read((file) => file.refinements.metrics, ({ id }) => `metric.${id}`),
    "refinements of events": read((file) => file.refinements.events, ({ id }) => `event.${id}`),
    "refinements of spans": read((file) => file.refinements.spans, ({ id }) => `span.${id}`),
    "refinements of entities": read((file) => file.refinements.entities, ({ id }) => `entity.${id}`),
  }, Object.fromEntries(Object.entries(written).map(([what, names]) => [what, sorted(names)])));
});

test(
  "the documentation says how much of the official registry is read, and what becomes of it",
  { skip },
  () => {
    const schema = official();
    const page = readFileSync(new URL("../../docs/schema.md", import.meta.url), "utf8");
    const [, table = ""] = /<!-- counts: official registry -->(.*?)<!-- end -->/s.exec(page) ?? [];
    const told = Array.from(
      table.matchAll(/^\| ([a-z ]+?) +\| +([\d,]+) \|$/gm),
      ([, what, count = ""]) => [what, Number(count.replaceAll(",", ""))],
    );
    assert.deepEqual(told, [
      ["files", sources.length],
      ...Object.entries(written).map(([what, names]) => [what, names.length]),
      ["proposed metric sets", schema.files.flatMap(({ metricSets }) => metricSets).length],
      ["modules", typescriptModules(schema).length],
    ]);
  },
);

/** Attributes of what stands in the files, by what others take them from: ids of groups, and of definitions as groups. */
const users = new Map<unknown, Plain>([
  ...groups.map((group) => [group["id"], group] as const),
  ...section("attribute_groups").map((group) => [group["id"], group] as const),
  ...section("metrics").map((metric) => [`metric.${metric["name"]}`, metric] as const),
  ...section("spans").map((span) => [`span.${span["type"]}`, span] as const),
  ...section("events").map((event) => [`event.${event["name"]}`, event] as const),
]);

/** The keys of a definition's attributes, with those that it takes from others. */
function keysOf(user: Plain | undefined, refined?: string): ReadonlySet<unknown> {
  if (user === undefined) return new Set();
  return new Set([
    ...keysOf(users.get(user["extends"])),
    ...refined === undefined ? [] : keysOf(users.get(`${refined}.${user["ref"]}`)),
    ...listIn(user, "attributes").flatMap(({ id, ref, ref_group: group }) =>
      group === undefined ? [id ?? ref] : [...keysOf(users.get(group))]
    ),
  ]);
}

test(
  "every signal of the official registry has the attributes that it lists, takes from groups and inherits",
  { skip },
  () => {
    const found = new Map<string, readonly string[]>();
    for (const { metrics, events, spans, refinements } of official().files) {
      const keys = ({ attributes }: { readonly attributes: readonly { readonly key: string }[] }) =>
        sorted(attributes.map(({ key }) => key));
      for (const metric of metrics) found.set(`metric.${metric.name}`, keys(metric));
      for (const event of events) found.set(`event.${event.name}`, keys(event));
      for (const span of spans) found.set(`span.${span.type}`, keys(span));
      for (const metric of refinements.metrics) found.set(`metric.${metric.id}`, keys(metric));
      for (const span of refinements.spans) found.set(`span.${span.id}`, keys(span));
    }
    const expected = new Map<string, readonly string[]>();
    const expect = (id: unknown, keys: Iterable<unknown>) => expected.set(String(id), sorted(keys));
    for (const { id, ...group } of [...ofType("metric"), ...ofType("event"), ...ofType("span")]) {
      expect(
        id,
        keysOf(group),
      );
    }
    for (const metric of section("metrics")) expect(`metric.${metric["name"]}`, keysOf(metric));
    for (const event of section("events")) expect(`event.${event["name"]}`, keysOf(event));
    for (const span of section("spans")) expect(`span.${span["type"]}`, keysOf(span));
    for (const metric of section("metric_refinements")) expect(metric["id"], keysOf(metric, "metric"));
    for (const span of section("span_refinements")) expect(span["id"], keysOf(span, "span"));
    assert.equal(found.size, expected.size);
    for (const [id, keys] of expected) assert.deepEqual(found.get(id), keys, id);
  },
);

test(
  "every entity of the official registry has the attributes that it lists, by their roles",
  { skip },
  () => {
    const entities = new Map(
      official().files.flatMap(({ entities }) => entities).map((entity) => [entity.type, entity]),
    );
    for (const group of ofType("entity")) {
      const entity = entities.get(String(group["name"]));
      const keys = (isIdentifying: boolean) =>
        listIn(group, "attributes").filter(({ role }) => (role === "identifying") === isIdentifying).map((
          { ref },
        ) => ref);
      assert.deepEqual(entity?.identity.map(({ key }) => key), keys(true));
      assert.deepEqual(entity?.description.map(({ key }) => key), keys(false));
    }
  },
);

test("the official registry's associations are of entities that it defines", { skip }, () => {
  const associated = official().files.flatMap(({ metrics }) => metrics)
    .flatMap(({ associations }) => associations?.kind === "one_of" ? associations.of : []);
  const types = groups.flatMap((group) => {
    const names = group["entity_associations"];
    return Array.isArray(names) ? names : [];
  });
  assert.deepEqual(
    sorted(associated.map((part) => part.kind === "entity" && part.entity?.type)),
    sorted([...types, ...section("metrics").flatMap((metric) => metric["entity_associations"] ?? [])]),
  );
});

test("of the official registry, what a schema has no word for is a warning", { skip }, () => {
  const bodies = groups.filter((group) => group["body"] !== undefined);
  assert.deepEqual(
    problems.filter(({ code }) => code < "PC150").map(({ code, message }) => `${code} ${message}`).toSorted(),
    [
      `PC111 the enum value "output" is defined twice`,
      ...bodies.map(() => "PC131 the body of an event is left out"),
    ],
  );
});
