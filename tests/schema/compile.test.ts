import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { typescriptModules } from "../../src/codegen/mod.ts";
import { compile, type MetricSet, type Schema, type SchemaSource } from "../../src/schema/mod.ts";

function schemaOf(...sources: readonly SchemaSource[]): Schema {
  const { schema, problems } = compile(sources);
  assert.deepEqual(problems, []);
  assert.ok(schema);
  return schema;
}

function setOf(metric: string): MetricSet {
  const text = `file_format: percore/1
metric_sets: [{name: shop, brief: Shop., stability: stable, metrics: [{name: a, field: a, unit: s, brief: A., ${metric}}]}]`;
  const set = schemaOf({ file: "a.yaml", text }).files[0]?.metricSets[0];
  assert.ok(set);
  return set;
}

interface Measured {
  readonly level: string;
  /** A boolean, or an enum of that many members; a string if there is a bound. */
  readonly type: "boolean" | number;
  readonly bound?: number | undefined;
}

/** A set with measurement attributes, and more keys. */
function measuredSet(measured: readonly Measured[], keys: string): MetricSet {
  const attributes = measured.map(({ type, bound }, index) => {
    const members = Array.from({ length: Number(type) || 0 }, (_, member) => ({ id: `m${member}` }));
    const written = bound !== undefined ? "string" : type === "boolean" ? type : { members };
    return JSON.stringify({ key: `a.k${index}`, type: written, brief: "A.", stability: "stable" });
  });
  const references = measured.map(({ level, bound }, index) =>
    `{ref: a.k${index}, attach: measurement${level === "" ? "" : `, requirement_level: ${level}`}${
      bound === undefined ? "" : `, bound: ${bound}`
    }}`
  );
  const text = `file_format: percore/1
attributes: [${attributes.join(", ")}]
metric_sets: [{name: s, brief: S., stability: stable, attributes: [${references.join(", ")}], ${keys}
  metrics: [{name: m, field: m, instrument: gauge, unit: s, brief: M.}]}]`;
  const set = schemaOf({ file: "a.yaml", text }).files[0]?.metricSets[0];
  assert.ok(set);
  return set;
}

test("metrics have the defaults of their instrument and of their set", () => {
  const defaults = ["counter", "updowncounter", "gauge", "histogram"].map((instrument) => {
    const [metric] = setOf(`instrument: ${instrument}`).metrics;
    return [metric?.valueType, metric?.stability, metric?.aggregation?.kind];
  });
  assert.deepEqual(defaults, [
    ["int", "stable", undefined],
    ["int", "stable", undefined],
    ["double", "stable", undefined],
    ["double", "stable", "explicit"],
  ]);
});

test("a histogram's aggregation has the defaults of its kind", () => {
  const aggregations = [
    "{exponential: {}}",
    "{exponential: {max_size: 2, max_scale: -10}}",
    "min_max_sum_count",
    "{min_max_sum_count: {}}",
    "{explicit: {boundaries: [1]}}",
  ].map((text) => setOf(`instrument: histogram, aggregation: ${text}`).metrics[0]?.aggregation);
  assert.deepEqual(aggregations, [
    { kind: "exponential", maxSize: 160, maxScale: 4 },
    { kind: "exponential", maxSize: 2, maxScale: -10 },
    { kind: "min_max_sum_count" },
    { kind: "min_max_sum_count" },
    { kind: "explicit", boundaries: [1] },
  ]);
});

test("sums are recorded by addition unless they are observed", () => {
  const recordings = ["counter", "counter, recording: add", "updowncounter, recording: observe"]
    .map((text) => setOf(`instrument: ${text}`).metrics[0]?.recording);
  assert.deepEqual(recordings, [undefined, undefined, "observe"]);
});

test("a metric has no exemplars unless it says which", () => {
  const exemplars = ["counter", "gauge, exemplars: always_on", "histogram, exemplars: trace_based"]
    .map((text) => setOf(`instrument: ${text}`).metrics[0]?.exemplars);
  assert.deepEqual(exemplars, [undefined, "always_on", "trace_based"]);
});

test("a measurement attribute may be left out unless it is required", () => {
  const isOptional = ["", "required", "recommended", "opt_in", "{conditionally_required: If known.}"]
    .map((level) => measuredSet([{ level, type: "boolean" }], "").measurement[0]?.isOptional);
  assert.deepEqual(isOptional, [true, false, true, true, true]);
});

test("a set is dense while its series are within its budget, unless it says that it is a table", () => {
  const attribute = fc.record({
    level: fc.constantFrom("required", "recommended", "opt_in"),
    type: fc.oneof(fc.constantFrom("boolean" as const), fc.integer({ min: 1, max: 5 })),
    bound: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  });
  const attributes = fc.array(attribute, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(attributes, fc.integer({ min: 1, max: 5_000 }), fc.boolean(), (given, budget, isTable) => {
      const { storage } = measuredSet(given, `budget: ${budget}, ${isTable ? "storage: table, " : ""}`);
      const series = given.map(({ level, type, bound }) =>
        (bound ?? (type === "boolean" ? 2 : type)) + (level === "required" ? 0 : 1)
      ).reduce((product, values) => product * values);
      const kind = isTable || series > budget ? "table" : "dense";
      assert.deepEqual(storage, { kind, series, budget });
    }),
  );
});

test("a set that doesn't say has a budget of 2,000 series", () => {
  const kinds = [2_000, 2_001].map((bound) =>
    measuredSet([{ level: "required", type: "boolean", bound }], "").storage.kind
  );
  assert.deepEqual(kinds, ["dense", "table"]);
});

test("an entity's description refines attributes as its identity does", () => {
  const text = `file_format: percore/1
attributes: [{key: a.b, type: int, brief: B., stability: stable}, {key: a.c, type: string, brief: C., stability: stable}]
entities: [{type: e, identity: [{ref: a.b}], description: [{ref: a.c, brief: Refined.}], brief: E., stability: stable}]`;
  const entity = schemaOf({ file: "a.yaml", text }).files[0]?.entities[0];
  assert.deepEqual(entity?.description.map(({ key, brief }) => [key, brief]), [["a.c", "Refined."]]);
});

test("a reference's own brief and stability go before those of the definition", () => {
  const text = `file_format: percore/1
attributes: [{key: a.b, type: int, brief: Defined., stability: stable}]
entities: [{type: c, identity: [{ref: a.b, brief: Refined., stability: experimental}], brief: C., stability: stable}]`;
  const attribute = schemaOf({ file: "a.yaml", text }).files[0]?.entities[0]?.identity[0];
  assert.deepEqual([attribute?.key, attribute?.brief, attribute?.stability], [
    "a.b",
    "Refined.",
    "development",
  ]);
});

test("the schema's version is the last segment of its URL", () => {
  const text = "file_format: percore/1\nschema_url: https://shop.example/schemas/1.2.3\n";
  const { version, schemaUrl } = schemaOf({ file: "a.yaml", text });
  assert.deepEqual([version, schemaUrl], ["1.2.3", "https://shop.example/schemas/1.2.3"]);
});

test("several files make one schema, whatever their order", () => {
  const sources = [
    {
      file: "attributes.yaml",
      text:
        "file_format: percore/1\nschema_url: https://shop.example/1\nattributes: [{key: a.b, type: {members: [{id: x}]}, brief: B., stability: stable}]",
    },
    {
      file: "entities.yaml",
      text:
        "file_format: percore/1\nentities: [{type: e, identity: [{ref: a.id}], brief: E., stability: stable}]",
    },
    {
      file: "ids.yaml",
      text: "file_format: percore/1\nattributes: [{key: a.id, type: string, brief: Id., stability: stable}]",
    },
    {
      file: "sets.yaml",
      text:
        "file_format: percore/1\nmetric_sets: [{name: s, entity: e, brief: S., stability: stable, attributes: [{ref: a.b, attach: measurement}], metrics: [{name: m, field: m, instrument: gauge, unit: s, brief: M.}]}]",
    },
  ];
  const modules = (sources: readonly SchemaSource[]) => typescriptModules(schemaOf(...sources));
  const expected = modules(sources);
  assert.match(
    expected.find(({ path }) => path === "sets.gen.ts")?.text ?? "",
    /^import type { AB } from "\.\/attributes\.gen\.ts";\nimport { type E, EDescriptor } from "\.\/entities\.gen\.ts";$/m,
  );
  fc.assert(fc.property(fc.shuffledSubarray(sources, { minLength: 4 }), (shuffled) => {
    assert.deepEqual(modules(shuffled), expected);
  }));
});

/** Files of up to a mebibyte that are made to take long, or to end the stack. */
const HOSTILE: Readonly<Record<string, string>> = {
  "a mebibyte of opening brackets": "[".repeat(2 ** 20),
  "a mebibyte of closing brackets": "]".repeat(2 ** 20),
  "a mebibyte of nested mappings": "{a: ".repeat(2 ** 18),
  "a mebibyte of nested sequences": "- ".repeat(2 ** 19),
  "a mebibyte of nested keys": "? ".repeat(2 ** 19),
  "an unclosed quote": `"${"x".repeat(2 ** 20)}`,
  "an alias bomb": `a0: &a0 [x]\n${
    Array.from({ length: 50 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`).join(
      "",
    )
  }`,
  "a merge key": "file_format: percore/1\na: &a {b: c}\nd: {<<: *a}\n",
  "ten thousand unknown keys": Array.from({ length: 10_000 }, (_, index) => `k${index}: 1\n`).join(""),
  "ten thousand equal keys": "a: 1\n".repeat(10_000),
  "NUL characters": "\0".repeat(1_000),
  "prototype keys": "__proto__: {a: 1}\nconstructor: 1\ntoString: 2\n",
};

for (const [what, text] of Object.entries(HOSTILE)) {
  test(`compile() refuses ${what} in bounded time and space`, () => {
    const start = performance.now();
    const { problems } = compile([{ file: "a.yaml", text }]);
    assert.ok(problems.length >= 1 && problems.length <= 1_000);
    // It takes a tenth of this: the limit tells linear time from quadratic.
    assert.ok(performance.now() - start < 10_000);
  });
}

test("compile() never throws, whatever the text", () => {
  const fragment = fc.constantFrom(
    "file_format: percore/1\n",
    "attributes:\n",
    "  - key: a.b\n",
    "&a ",
    "*a",
    "!!x ",
    "? ",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "|\n",
    ">\n",
    "'",
    '"',
    "#",
    "---\n",
    "...\n",
    "%YAML\n",
    "<<",
    "\t",
    "\0",
    "\u202e",
    "__proto__",
    "null",
    ".nan",
    "1e999",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fragment, fc.string({ unit: "binary" })), { maxLength: 30 }), (parts) => {
      const { schema, problems } = compile([{ file: "a.yaml", text: parts.join("") }]);
      assert.equal(schema === undefined, problems.length > 0);
    }),
    { numRuns: 500 },
  );
});
