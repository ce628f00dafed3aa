import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { compile, formatDiagnostic, type MetricSet, type SchemaFile } from "../../src/schema/mod.ts";

const OFFICIAL = fileURLToPath(new URL("../../../shared/data/semconv", import.meta.url));

function filesOf(...texts: readonly string[]): readonly SchemaFile[] {
  const { schema, problems } = compile(texts.map((text, index) => ({ file: `${index}.yaml`, text })));
  assert.deepEqual(problems.filter(({ level }) => level === "error").map(formatDiagnostic), []);
  assert.ok(schema);
  return schema.files;
}

/** The sets of a registry of version 2 with these metrics, and what else it has. */
function proposed(metrics: readonly string[], rest = ""): readonly MetricSet[] {
  const lines = metrics.map((metric) => `  - ${metric}\n`).join("");
  return filesOf(`file_format: definition/2\nmetrics:\n${lines}${ATTRIBUTES}${rest}`).flatMap((file) =>
    file.metricSets
  );
}

const ATTRIBUTES = `attributes:
  - {key: a.text, type: string, brief: Text., stability: stable}
  - {key: a.number, type: int, brief: Number., stability: stable}
  - {key: a.flag, type: boolean, brief: Flag., stability: stable}
  - {key: a.enum, type: {members: [{id: x}, {id: y}]}, brief: Enum., stability: stable}
  - {key: a.level, type: {members: [{id: one, value: 1}, {id: two, value: 2}]}, brief: Level., stability: stable}
  - {key: a.open, type: {members: [{id: other, value: _OTHER}]}, brief: Open., stability: stable}
  - {key: error.type, type: {members: [{id: other, value: _OTHER}, {id: timeout}]}, brief: Error., stability: stable}
  - {key: a.list, type: "string[]", brief: List., stability: stable}
  - {key: a.real, type: double, brief: Real., stability: stable}
  - {key: a.header, type: "template[string]", brief: Header., stability: stable}
`;

function metric(name: string, more = ""): string {
  return `{name: ${name}, instrument: counter, unit: s, brief: B., stability: stable, requirement_level: recommended${
    more === "" ? "" : `, ${more}`
  }}`;
}

/** What is proposed, on a line for each set. */
function outline(sets: readonly MetricSet[]): readonly string[] {
  return sets.map(({ name, metrics }) =>
    `${name}: ${metrics.map((each) => `${each.field}=${each.name}`).join(" ")}`
  );
}

test("metrics are put together by the first word of their names, their entities and their attributes' levels", () => {
  const entities = `entities:
  - {type: e, identity: [{ref: a.number}], brief: E., stability: stable}
  - {type: f, identity: [{ref: a.number}], brief: F., stability: stable}
`;
  const sets = proposed([
    metric("p.q.one", "attributes: [{ref: a.text}, {ref: a.flag}]"),
    metric("p.q.two", "attributes: [{ref: a.flag}, {ref: a.text}]"),
    metric("p.r.x", "attributes: [{ref: a.flag}, {ref: a.text, requirement_level: required}]"),
    metric("p.e.x", "attributes: [{ref: a.flag}, {ref: a.text}], entity_associations: [e]"),
    metric("p.f.x", "attributes: [{ref: a.flag}, {ref: a.text}], entity_associations: [e, f]"),
    metric("p.f.y", "attributes: [{ref: a.flag}, {ref: a.text}], entity_associations: [{all_of: [e, f]}]"),
    metric("o.q.three", "attributes: [{ref: a.text}, {ref: a.flag}]"),
    metric(
      "p.old",
      "attributes: [{ref: a.text}, {ref: a.flag}], deprecated: {reason: obsoleted, note: Gone.}",
    ),
  ], entities);
  assert.deepEqual(outline(sets), [
    "p.q: one=p.q.one two=p.q.two",
    "p.r: x=p.r.x",
    "p.e: x=p.e.x",
    "p.f: x=p.f.x",
    "p.f.y: y=p.f.y",
    "o.q: three=o.q.three",
    "p: old=p.old",
  ]);
  assert.deepEqual(sets.map(({ entity }) => entity?.type), [
    undefined,
    undefined,
    "e",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(sets.map(({ deprecated }) => deprecated?.note), [
    ...Array.from({ length: 6 }, () => undefined),
    "All of its metrics are deprecated.",
  ]);
});

test("a proposed set has what its metrics have: the lowest level, their number types, the usual buckets", () => {
  const [set, ...others] = proposed([
    metric("p.count", "annotations: {code_generation: {metric_value_type: double}}"),
    "{name: p.size, instrument: histogram, unit: By, brief: Size., stability: alpha, annotations: {code_generation: {metric_value_type: int}}}",
  ]);
  assert.deepEqual(others, []);
  assert.ok(set);
  const { metrics, place: _place, ...said } = set;
  assert.deepEqual(said, {
    name: "p",
    registration: [],
    measurement: [],
    storage: { kind: "dense", series: 1, budget: 2000 },
    isProposed: true,
    brief: "Metrics of p.",
    stability: "alpha",
  });
  assert.deepEqual(
    metrics.map(({ field, valueType, aggregation }) => [field, valueType, aggregation?.kind]),
    [
      ["count", "double", undefined],
      ["size", "double", "explicit"],
    ],
  );
  assert.equal(metrics[1]?.metric?.valueType, "int");
});

test("a set about a refinement of an entity is about the entity, whose type it is exported with", () => {
  const rest = `entities:
  - {type: e, identity: [{ref: a.number}], brief: E., stability: stable}
entity_refinements:
  - {id: e.own, ref: e, brief: Own.}
`;
  const [set, ...others] = proposed([metric("p.one", "entity_associations: [e.own]")], rest);
  assert.deepEqual([set?.entity?.type, set?.entity?.brief, others], ["e", "E.", []]);
});

test("attributes are measured where their values are bounded, if need be by a default", () => {
  const all = ["text", "number", "flag", "enum", "level", "open", "list", "real", "header"].map((name) =>
    `a.${name}`
  );
  const [set] = proposed([
    metric("p.x", `attributes: [${[...all, "error.type"].map((key) => `{ref: ${key}}`).join(", ")}]`),
  ]);
  assert.deepEqual(set?.measurement.map(({ key, bound, isOptional }) => [key, bound, isOptional]), [
    ["a.text", 100, true],
    ["a.number", 100, true],
    ["a.flag", undefined, true],
    ["a.enum", undefined, true],
    ["a.level", undefined, true],
    ["a.open", 100, true],
    ["error.type", 100, true],
  ]);
  assert.deepEqual(set?.registration, []);
  assert.deepEqual(set?.storage, { kind: "table", series: 101 ** 4 * 27, budget: 2000 });
});

test("what is required and can't be measured is given at registration; what is opt-in is left out", () => {
  const levels =
    "[{ref: a.list, requirement_level: required}, {ref: a.real}, {ref: a.flag, requirement_level: opt_in}, {ref: a.enum, requirement_level: required}]";
  const [set] = proposed([metric("p.x", `attributes: ${levels}`)]);
  assert.deepEqual(set?.registration.map(({ key }) => key), ["a.list"]);
  assert.deepEqual(set?.measurement.map(({ key, isOptional }) => [key, isOptional]), [["a.enum", false]]);
  assert.deepEqual(set?.storage, { kind: "dense", series: 2, budget: 2000 });
});

test("an attribute says what all metrics of the set say of it, otherwise what its definition says", () => {
  const [set] = proposed([
    metric(
      "p.x",
      "attributes: [{ref: a.text, brief: Same.}, {ref: a.flag, brief: One.}, {ref: a.enum, note: N.}]",
    ),
    metric("p.y", "attributes: [{ref: a.text, brief: Same.}, {ref: a.flag, brief: Other.}, {ref: a.enum}]"),
  ]);
  assert.deepEqual(set?.measurement.map(({ brief, note }) => [brief, note]), [
    ["Same.", undefined],
    ["Flag.", undefined],
    ["Enum.", undefined],
  ]);
});

test("an attribute that the entity has as well stays with the points, and the set goes without the entity", () => {
  const entities = "entities:\n  - {type: e, identity: [{ref: a.text}], brief: E., stability: stable}\n";
  const [set] = proposed([metric("p.x", "attributes: [{ref: a.text}], entity_associations: [e]")], entities);
  assert.equal(set?.entity, undefined);
  assert.deepEqual(set?.measurement.map(({ key }) => key), ["a.text"]);
});

test("a bound is that of the declared sets, since all sets of a schema share an attribute's values", () => {
  const [, set] = proposed(
    [metric("p.x"), metric("q.x", "attributes: [{ref: a.text}, {ref: a.open}]")],
    `attribute_groups:
  - id: declared
    visibility: public
    brief: Declared.
    stability: stable
    annotations: {percore: {metric_set: {metrics: [{ref: p.x, field: x}], attributes: [{ref: a.text, attach: measurement, bound: 7}, {ref: a.open, attach: measurement}]}}}
`,
  );
  assert.deepEqual(set?.measurement.map(({ key, bound }) => [key, bound]), [["a.text", 7], [
    "a.open",
    undefined,
  ]]);
});

test("metrics that a set takes or defines aren't proposed again", () => {
  const files = filesOf(
    `file_format: definition/2\n${ATTRIBUTES}metrics:\n  - ${metric("p.x")}\n  - ${metric("p.y")}\n`,
    `file_format: percore/1
metric_sets:
  - name: mine
    brief: Mine.
    stability: stable
    metrics: [{ref: p.x, field: x}, {name: mine.own, field: own, instrument: counter, unit: s, brief: Own.}]
`,
  );
  assert.deepEqual(files.map(({ metricSets }) => outline(metricSets)), [["p: y=p.y"], [
    "mine: x=p.x own=mine.own",
  ]]);
});

test("a set's name is the shortest that nothing else generates or is known by", () => {
  const groups = `attribute_groups:
  - {id: g, visibility: public, brief: G., stability: stable}
`;
  assert.deepEqual(
    outline(proposed([
      // Larger sets choose first.
      metric("p.q.z"),
      metric("p.q.a", "attributes: [{ref: a.flag}]"),
      metric("p.q.b", "attributes: [{ref: a.flag}]"),
      metric("g.x"),
      metric("a.enum", "attributes: [{ref: a.enum}]"),
      metric("a.flagged", "attributes: [{ref: a.flag}]"),
      metric("a.counted", "attributes: [{ref: a.flag}]"),
      metric("single"),
      metric("single.two"),
    ], groups)),
    [
      "p.q.z: z=p.q.z",
      "p.q: a=p.q.a b=p.q.b",
      "g.x: x=g.x",
      "a.enum.set: enum=a.enum",
      "a: flagged=a.flagged counted=a.counted",
      "single: single=single singleTwo=single.two",
    ],
  );
});

test("fields are names that a set can have, each once", () => {
  const names = ["with", "constructor", "a_bC", "a.bC", "aBC", "5xx", "Über", "x-y.Z", "__proto__"];
  const [set] = proposed(names.map((name) => metric(JSON.stringify(`p.${name}`))));
  assert.deepEqual(set?.metrics.map(({ field }) => field), [
    "withMetric",
    "constructorMetric",
    "aBC",
    "aBC2",
    "aBC3",
    "metric5xx",
    "ber",
    "xYZ",
    "proto",
  ]);
});

test("names of other registries become names of percore's own language", () => {
  const names = ["Foo-Bar.Baz.x", "9.x", "öö", "p..q", "ö.x"];
  assert.deepEqual(proposed(names.map((name) => metric(JSON.stringify(name)))).map(({ name }) => name), [
    "foo_bar.baz",
    "metrics_9",
    "metrics.set",
    "p",
    "metrics",
  ]);
});

test("the result depends neither on the order of the files nor on that of the definitions of a group", () => {
  const metrics = ["p.a", "p.b", "q.r.a", "q.r.b", "q.s.a", "q.r"].map((name, index) =>
    metric(name, index % 2 === 0 ? "attributes: [{ref: a.text}, {ref: a.flag}]" : "")
  );
  const sources = [
    { file: "z.yaml", text: `file_format: definition/2\n${ATTRIBUTES}` },
    ...metrics.map((text, index) => ({
      file: `${index}.yaml`,
      text: `file_format: definition/2\nmetrics:\n  - ${text}\n`,
    })),
  ];
  const outlines = (order: typeof sources) =>
    compile(order).schema?.files.map(({ file, metricSets }) => [file, outline(metricSets)]);
  const expected = outlines(sources);
  assert.ok(expected);
  fc.assert(
    fc.property(fc.shuffledSubarray(sources, { minLength: sources.length }), (order) => {
      assert.deepEqual(outlines(order), expected);
    }),
    { numRuns: 20 },
  );
});

test("each metric of the official registry is in one set, and each set compiles to a name of its own", {
  skip: existsSync(OFFICIAL) ? false : "no registry at ../shared/data/semconv",
}, () => {
  const files = globSync("**/*.yaml", { cwd: OFFICIAL }).filter((file) => file !== "manifest.yaml")
    .map((file) => ({ file, text: readFileSync(`${OFFICIAL}/${file}`, "utf8") }));
  const { schema } = compile(files);
  assert.ok(schema);
  const sets = schema.files.flatMap(({ metricSets }) => metricSets);
  const taken = sets.flatMap(({ metrics }) => metrics.map(({ name }) => name));
  const names = schema.files.flatMap(({ metrics }) => metrics.map(({ name }) => name));
  assert.deepEqual(taken.toSorted(), names.toSorted());
  assert.deepEqual(
    [names.length, sets.length, sets.filter(({ storage }) => storage.kind === "dense").length],
    [541, 224, 128],
  );
  const http = sets.find(({ name }) => name === "http.server");
  assert.deepEqual(http?.metrics.map(({ field }) => field), [
    "requestDuration",
    "requestBodySize",
    "responseBodySize",
  ]);
});
