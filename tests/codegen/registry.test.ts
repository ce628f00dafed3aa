import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { parse } from "yaml";
import { type GeneratedFile, registryFiles, typescriptModules } from "../../src/codegen/mod.ts";
import { compile, formatDiagnostic, type Schema, type SchemaSource } from "../../src/schema/mod.ts";
import { hostileText, schemaWith } from "./hostile_schema.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OFFICIAL = `${ROOT}../shared/data/semconv`;
const WEAVER = `${ROOT}../shared/data/weaver-schemas/`;

function compiled(sources: readonly SchemaSource[]): Schema {
  const { schema, problems } = compile(sources);
  assert.equal(problems.map(formatDiagnostic).join("\n"), "");
  assert.ok(schema);
  return schema;
}

/** The schema that a registry's files are, under the names that the schema's own files had. */
function readBack(files: readonly GeneratedFile[], { files: own }: Schema): Schema {
  const [manifest, ...definitions] = files;
  assert.equal(manifest?.path, "manifest.yaml");
  const schema = compiled(definitions.map(({ text }, index) => ({ file: own[index]?.file ?? "", text })));
  const schemaUrl = String(parse(manifest.text).schema_url);
  return { ...schema, schemaUrl, version: schemaUrl.slice(schemaUrl.lastIndexOf("/") + 1) };
}

function assertRoundTrip(schema: Schema): readonly GeneratedFile[] {
  const files = registryFiles(schema);
  const again = readBack(files, schema);
  assert.deepEqual(typescriptModules(again), typescriptModules(schema));
  assert.deepEqual(registryFiles(again), files);
  assertFits(files);
  assertFits(files);
  assertFits(files);
  return files;
}

function source(file: string): SchemaSource {
  return { file: basename(file), text: readFileSync(`${ROOT}${file}`, "utf8") };
}

/** The project's own schemas: percore's, each for itself, and that of each example. */
const OWN: readonly (readonly SchemaSource[])[] = [
  ...globSync("schema/*.yaml", { cwd: ROOT }).sort().map((file) => [source(file)]),
  ...Map.groupBy(globSync("examples/*/schema/*.yaml", { cwd: ROOT }).sort(), dirname).values()
    .map((files) => files.map(source)),
];

const SHOP = `file_format: percore/1
schema_url: https://shop.example/schemas/1.2.0
attributes:
  - {key: shop.outcome, type: {members: [{id: ok, brief: Fine.}, {id: rejected, value: REJECTED}]}, brief: How it ended., stability: stable}
  - {key: shop.region, type: "string[]", brief: Where., stability: stable, examples: [[north, south]]}
  - {key: shop.code, type: int, brief: Why., stability: stable}
  - {key: thread.id, type: int, brief: Which., stability: stable, note: "Within\\nits process."}
entities:
  - {type: shop.worker, identity: [{ref: thread.id}], description: [{ref: shop.region, requirement_level: opt_in}], brief: One worker., stability: stable}
attribute_groups:
  - {id: shop.internal, visibility: internal, attributes: [{ref: shop.code, requirement_level: {opt_in: For long codes.}}]}
  - {id: shop.public, visibility: public, brief: Public., stability: stable, attributes: [{ref_group: shop.internal}]}
metrics:
  - {name: shop.carts, instrument: histogram, unit: "{item}", brief: Items., stability: alpha, attributes: [{ref_group: shop.internal}, {ref: shop.outcome, brief: Otherwise., requirement_level: required}],
     entity_associations: [shop.worker], annotations: {code_generation: {metric_value_type: int}}}
events:
  - {name: shop.sale, brief: A sale., stability: stable, attributes: [{ref: shop.code}], entity_associations: [{all_of: [shop.worker]}]}
spans:
  - {type: shop.order, kind: internal, name: {note: The order.}, brief: An order., stability: stable, attributes: [{ref: shop.code, sampling_relevant: true}]}
metric_refinements:
  - {id: shop.carts.large, ref: shop.carts, brief: Large ones., attributes: [{ref: shop.code, requirement_level: required}]}
event_refinements:
  - {id: shop.sale.large, ref: shop.sale, note: More.}
span_refinements:
  - {id: shop.order.large, ref: shop.order, name: {note: The large order.}, attributes: [{ref: shop.outcome}]}
entity_refinements:
  - {id: shop.worker.large, ref: shop.worker, description: [{ref: shop.code}]}
metric_sets:
  - name: shop.orders
    entity: shop.worker
    brief: Orders of one worker.
    stability: stable
    storage: table
    budget: 50
    attributes:
      - {ref: shop.outcome, attach: measurement, requirement_level: required}
      - {ref: shop.code, attach: measurement, bound: 10, requirement_level: {conditionally_required: If rejected.}}
    metrics:
      - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders., value_type: double,
         deprecated: {reason: renamed, renamed_to: shop.order.count}}
      - {name: shop.orders.size, field: size, instrument: histogram, unit: By, brief: Size., aggregation: {exponential: {max_size: 20}}}
      - {name: shop.orders.level, field: level, instrument: gauge, unit: "1", brief: Level., merge: max, exemplars: always_on}
  - name: shop.carts
    brief: Carts.
    stability: alpha
    metrics:
      - {ref: shop.carts, field: items, aggregation: min_max_sum_count}
`;

/** Metrics that a set defines, one of them excluded from others' code, and refinements of them. */
const REFINED = `file_format: percore/1
schema_url: https://shop.example/schemas/1.2.0
attributes:
  - {key: shop.code, type: int, brief: Why., stability: stable}
  - {key: shop.id, type: int, brief: Which., stability: stable}
entities:
  - {type: shop.worker, identity: [{ref: shop.id}], brief: One worker., stability: stable}
metric_refinements:
  - {id: shop.orders.most, ref: shop.orders.more, note: Most.}
  - {id: shop.orders.more, ref: shop.orders.count, brief: More., attributes: [{ref: shop.code, requirement_level: required}]}
metric_sets:
  - name: shop.orders
    entity: shop.worker
    brief: Orders of one worker.
    stability: stable
    attributes: [{ref: shop.code, attach: measurement, bound: 10}]
    metrics:
      - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders., value_type: double,
         annotations: {code_generation: {exclude: true}}}
`;

test("metrics that a set defines can be refined, and count in a registry in what they count in", () => {
  const schema = compiled([{ file: "shop.yaml", text: REFINED }]);
  const [more, most] = schema.files[0]?.refinements.metrics.toReversed() ?? [];
  const said = [more, most].map((each) => [
    each?.base.name,
    each?.brief,
    each?.valueType,
    each?.attributes[0]?.requirementLevel.level,
    each?.associations?.kind,
  ]);
  assert.deepEqual(said, [1, 2].map(() => ["shop.orders.count", "More.", "double", "required", "one_of"]));
  assertRoundTrip(schema);
});

test("an annotation doesn't make a metric set of a group that was none", () => {
  const text = `file_format: percore/1
schema_url: https://shop.example/schemas/1.2.0
attributes:
  - {key: shop.code, type: int, brief: Why., stability: stable}
attribute_groups:
  - id: shop.public
    visibility: public
    brief: Public.
    stability: stable
    attributes: [{ref: shop.code}]
    annotations: {percore: {metric_set: {metrics: [{name: a.b, field: b, instrument: gauge, unit: s, brief: B.}]}}}
`;
  const [, file] = assertRoundTrip(compiled([{ file: "shop.yaml", text }]));
  assert.ok(!file?.text.includes("metric_set"));
});

/** What Weaver publishes as its file formats; `undefined` where the test data isn't. */
const FORMATS = existsSync(WEAVER)
  ? ["definition-manifest.v2.json", "semconv.schema.v2.json"].map((file) => {
    const format = JSON.parse(readFileSync(WEAVER + file, "utf8"));
    // It is declared as an object, and a string in all real files.
    if (file.startsWith("definition-manifest")) format.$defs.SchemaUrl = { type: "string" };
    return new Ajv2020({ strict: false, formats: { int64: true, double: true } }).compile(format);
  })
  : undefined;

function assertFits(files: readonly GeneratedFile[]): void {
  for (const { path, text } of files) {
    const fits = FORMATS?.[path === "manifest.yaml" ? 0 : 1];
    if (fits === undefined) continue;
    const isFit = fits(parse(text));
    assert.ok(isFit, `${path}: ${JSON.stringify(fits.errors)}\n${text}`);
  }
}

/** Lists of a few, as different from each other as can be. */
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });

const stability = fc.constantFrom("development", "alpha", "beta", "release_candidate", "stable");
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const words = {
  brief: hostileText,
  note: maybe(hostileText),
  stability,
  deprecated: maybe(
    fc.record({ reason: fc.constantFrom("obsoleted", "uncategorized"), note: maybe(hostileText) }),
  ),
  annotations: maybe(fc.dictionary(hostileText, fc.jsonValue(), { maxKeys: 3 })),
};
const level = fc.oneof(
  fc.constantFrom("required", "recommended", "opt_in"),
  fc.record({ conditionally_required: hostileText }),
);
const reference = (ref: string) =>
  fc.record({
    ref: fc.constant(ref),
    requirement_level: maybe(level),
    brief: maybe(hostileText),
    note: maybe(hostileText),
  });
const ENUM = { members: [{ id: "a" }, { id: "b", value: "__proto__" }] };
const TYPES = {
  "a.text": "string",
  "a.number": "int",
  "a.flag": "boolean",
  "a.list": "string[]",
  "a.enum": ENUM,
};
const attached = fc.tuple(
  ...["a.text", "a.number"].map((key) =>
    maybe(fc.oneof(
      reference(key).map((it) => ({ ...it, attach: "registration" })),
      reference(key).map((it) => ({ ...it, attach: "measurement", bound: 10 })),
    ))
  ),
  ...["a.flag", "a.enum"].map((key) => maybe(reference(key).map((it) => ({ ...it, attach: "measurement" })))),
  maybe(reference("a.list").map((it) => ({ ...it, attach: "registration" }))),
).map((items) => items.filter((item) => item !== undefined));
const recording = fc.oneof(
  fc.record({
    instrument: fc.constant("counter"),
    recording: maybe(fc.constantFrom("add", "observe")),
    value_type: maybe(fc.constantFrom("int", "double")),
  }),
  fc.record({ instrument: fc.constant("gauge"), merge: maybe(fc.constantFrom("last", "sum", "min", "max")) }),
  fc.record({
    instrument: fc.constant("histogram"),
    exemplars: maybe(fc.constantFrom("always_on", "trace_based")),
    aggregation: maybe(fc.oneof(
      fc.constant("min_max_sum_count"),
      fc.record({ exponential: fc.record({ max_size: fc.integer({ min: 2, max: 1024 }) }) }),
      fc.record({
        explicit: fc.record({
          boundaries: fc.uniqueArray(
            fc.double({ noNaN: true, noDefaultInfinity: true }).filter((it) => it !== 0),
          ).map((it) => it.toSorted((a, b) => a - b)),
        }),
      }),
    )),
  }),
);

/** Schemas that use what the language has, with texts that would like to be something else. */
const anySchema = fc.record({
  schema_url: fc.constant("https://a.example/schemas/1.0.0"),
  file_format: fc.constant("percore/1"),
  attributes: fc.tuple(
    ...Object.entries(TYPES).map(([key, type]) =>
      fc.record({ key: fc.constant(key), type: fc.constant(type), ...words })
    ),
  ),
  entities: fc.tuple(
    fc.record({ type: fc.constant("a.entity"), identity: fc.tuple(reference("b.id")), ...words }),
  ),
  metrics: fc.tuple(fc.record({
    name: fc.constant("a.free"),
    instrument: fc.constant("histogram"),
    unit: fc.constant("s"),
    attributes: fc.uniqueArray(fc.constantFrom(...Object.keys(TYPES))).chain((keys) =>
      fc.tuple(...keys.map(reference))
    ),
    ...words,
  })),
  metric_refinements: few(
    fc.record({
      ref: fc.constant("a.free"),
      note: maybe(hostileText),
      attributes: fc.array(reference("a.text"), { maxLength: 1 }),
    }),
  )
    .map((items) => items.map((item, index) => ({ ...item, id: `a.free.r${index}` }))),
  spans: fc.tuple(
    fc.record({
      type: fc.constant("a.span"),
      kind: fc.constant("client"),
      name: fc.record({ note: hostileText }),
      ...words,
    }),
  ),
  metric_sets: few(fc.record({
    ...words,
    entity: maybe(fc.constant("a.entity")),
    storage: maybe(fc.constant("table")),
    budget: maybe(fc.integer({ min: 1, max: 10_000 })),
    attributes: attached,
    metrics: fc.array(fc.tuple(fc.record(words), recording), { minLength: 1, maxLength: 3 }),
  })).map((sets) =>
    sets.map(({ storage, metrics, ...set }, index) => ({
      ...set,
      ...(set.attributes.some(({ attach }) => attach === "measurement") ? { storage } : {}),
      name: `a.set${index}`,
      metrics: metrics.map(([said, recorded], at) => ({
        name: `a.set${index}.m${at}`,
        field: `m${at}`,
        unit: "s",
        ...said,
        ...recorded,
      })),
    }))
  ),
}).map((schema) =>
  JSON.stringify({
    ...schema,
    attributes: [...schema.attributes, { key: "b.id", type: "int", brief: "Id.", stability: "stable" }],
  })
);

const EXPECTED = `file_format: definition/2
attributes:
  - key: shop.outcome
    type:
      members:
        - id: ok
          brief: Fine.
        - id: rejected
          value: REJECTED
    brief: "How it ended."
    stability: stable
    annotations:
      percore:
        closed: true
  - key: shop.region
    type: "string[]"
    brief: Where.
    stability: stable
    examples:
      - [ north, south ]
  - key: shop.code
    type: int
    brief: Why.
    stability: stable
  - key: thread.id
    type: int
    brief: Which.
    note: |-
      Within
      its process.
    stability: stable
attribute_groups:
  - id: shop.public
    visibility: public
    brief: Public.
    stability: stable
    attributes:
      - ref: shop.code
        requirement_level:
          opt_in: "For long codes."
  - id: shop.orders
    visibility: public
    brief: "Orders of one worker."
    stability: stable
    attributes:
      - ref: shop.outcome
        requirement_level: required
      - ref: shop.code
        requirement_level:
          conditionally_required: "If rejected."
    annotations:
      percore:
        metric_set:
          entity: shop.worker
          storage: table
          budget: 50
          attributes:
            - ref: shop.outcome
              requirement_level: required
              attach: measurement
            - ref: shop.code
              requirement_level:
                conditionally_required: "If rejected."
              attach: measurement
              bound: 10
          metrics:
            - ref: shop.orders.count
              field: count
            - ref: shop.orders.size
              field: size
              aggregation:
                exponential:
                  max_size: 20
                  max_scale: 4
            - ref: shop.orders.level
              field: level
              exemplars: always_on
              merge: max
  - id: shop.carts
    visibility: public
    brief: Carts.
    stability: alpha
    annotations:
      percore:
        metric_set:
          metrics:
            - ref: shop.carts
              field: items
              aggregation: min_max_sum_count
entities:
  - type: shop.worker
    brief: "One worker."
    stability: stable
    requirement_level: recommended
    identity:
      - ref: thread.id
    description:
      - ref: shop.region
        requirement_level: opt_in
metrics:
  - name: shop.carts
    instrument: histogram
    unit: "{item}"
    brief: Items.
    stability: alpha
    requirement_level: recommended
    entity_associations: [ shop.worker ]
    attributes:
      - ref: shop.code
        requirement_level:
          opt_in: "For long codes."
      - ref: shop.outcome
        requirement_level: required
        brief: Otherwise.
    annotations:
      code_generation:
        metric_value_type: int
  - name: shop.orders.count
    instrument: counter
    unit: "{order}"
    brief: Orders.
    stability: stable
    deprecated:
      reason: renamed
      renamed_to: shop.order.count
    requirement_level: recommended
    entity_associations: [ shop.worker ]
    attributes:
      - ref_group: shop.orders
    annotations:
      code_generation:
        metric_value_type: double
  - name: shop.orders.size
    instrument: histogram
    unit: By
    brief: Size.
    stability: stable
    requirement_level: recommended
    entity_associations: [ shop.worker ]
    attributes:
      - ref_group: shop.orders
    annotations:
      code_generation:
        metric_value_type: double
  - name: shop.orders.level
    instrument: gauge
    unit: "1"
    brief: Level.
    stability: stable
    requirement_level: recommended
    entity_associations: [ shop.worker ]
    attributes:
      - ref_group: shop.orders
    annotations:
      code_generation:
        metric_value_type: double
events:
  - name: shop.sale
    brief: "A sale."
    stability: stable
    requirement_level: recommended
    entity_associations:
      - all_of: [ shop.worker ]
    attributes:
      - ref: shop.code
spans:
  - type: shop.order
    kind: internal
    name:
      note: "The order."
    brief: "An order."
    stability: stable
    requirement_level: recommended
    attributes:
      - ref: shop.code
        sampling_relevant: true
entity_refinements:
  - id: shop.worker.large
    ref: shop.worker
    description:
      - ref: shop.code
metric_refinements:
  - id: shop.carts.large
    ref: shop.carts
    brief: "Large ones."
    annotations:
      code_generation:
        metric_value_type: int
    entity_associations: [ shop.worker ]
    attributes:
      - ref: shop.code
        requirement_level: required
event_refinements:
  - id: shop.sale.large
    ref: shop.sale
    note: More.
    entity_associations:
      - all_of: [ shop.worker ]
span_refinements:
  - id: shop.order.large
    ref: shop.order
    attributes:
      - ref: shop.outcome
    name:
      note: "The large order."
`;

test("a registry says in definition/2 what a schema has, and in annotations what makes its sets", () => {
  const schema = compiled([{ file: "/home/me/shop.yaml", text: SHOP }]);
  const files = assertRoundTrip(schema);
  assert.deepEqual(files.map(({ path }) => path), ["manifest.yaml", "shop.yaml"]);
  assert.equal(files[0]?.text, 'schema_url: "https://shop.example/schemas/1.2.0"\n');
  assert.equal(files[1]?.text, EXPECTED);
});

test("the project's own schemas become registries that compile to the same code", () => {
  for (const sources of OWN) assertRoundTrip(compiled(sources));
});

test("any schema, with any texts in it, becomes a registry that compiles to the same code", () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (texts) => {
      const text = JSON.stringify({
        ...JSON.parse(schemaWith(texts)),
        schema_url: "https://a.example/schemas/1.0.0",
      });
      assertRoundTrip(compiled([{ file: "a.yaml", text }]));
    }),
    { numRuns: 20 },
  );
  fc.assert(
    fc.property(anySchema, (text) => {
      assertRoundTrip(compiled([{ file: "a.yaml", text }]));
    }),
    { numRuns: 40 },
  );
});

/** What a model says, without what version 2, or a file of another format, can't have in common with it. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) =>
    !["place", "format", "attributeGroups"].includes(key) &&
    // A signal or an entity that says no level is recommended.
    !(key === "requirementLevel" && inner === "recommended")
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, comparable(inner)]));
}

test("the official registry, of both versions, becomes one of version 2 with the same definitions", {
  skip: existsSync(OFFICIAL) ? false : "no registry at ../shared/data/semconv",
}, () => {
  const paths = globSync("**/*.yaml", { cwd: OFFICIAL }).filter((file) => file !== "manifest.yaml").sort();
  const read = (file: string) => ({ file, text: readFileSync(`${OFFICIAL}/${file}`, "utf8") });
  const own = { files: paths.map(read), manifest: read("manifest.yaml"), dependencies: [] };
  const { schema } = compile(own);
  assert.ok(schema);
  const files = registryFiles(schema);
  assertFits(files);
  assert.deepEqual(files.map(({ path }) => path), ["manifest.yaml", ...schema.files.map(({ file }) => file)]);
  const [manifest, ...definitions] = files.map(({ path, text }) => ({ file: path, text }));
  assert.ok(manifest);
  const { schema: again, problems } = compile({ files: definitions, manifest, dependencies: [] });
  assert.deepEqual(problems.filter(({ level }) => level === "error"), []);
  assert.ok(again);
  schema.files.forEach((file, index) => {
    const [before, after] = [file, again.files[index]].map(comparable);
    assert.ok(isDeepStrictEqual(after, before), `${file.file} has changed`);
  });
  assert.deepEqual(registryFiles(again), files);
});

test("a file has the path that it had below the folder that all have in common, and none that leads elsewhere", () => {
  const paths = (...files: readonly string[]) => {
    const text = "file_format: percore/1\nschema_url: https://a.example/schemas/1.0.0\n";
    const schema = compiled(files.map((file) => ({ file, text })));
    return registryFiles(schema).map(({ path }) => path).slice(1);
  };
  assert.deepEqual(paths("/home/me/a/x.yaml", "/home/me/a/b/y.yml"), ["b/y.yaml", "x.yaml"]);
  assert.deepEqual(paths("../../x.yaml"), ["x.yaml"]);
  assert.deepEqual(paths("C:\\a\\x.yaml", "C:\\b\\..\\y.yaml"), ["a/x.yaml", "b/y.yaml"]);
  // Weaver doesn't read what is hidden, and a manifest is another file.
  assert.deepEqual(paths(".hidden/.x.yaml", "z/registry_manifest.json", "z/x.yml", "z/x.yaml"), [
    "hidden/x.yaml",
    "z/registry_manifest.yaml",
    "z/x.yaml",
    "z/x_2.yaml",
  ]);
  assert.deepEqual(paths("manifest.json"), ["manifest_1.yaml"]);
  assert.deepEqual(paths("..yaml"), ["schema.yaml"]);
});

test("what a schema takes from a dependency is imported, and the manifest says where it is from there", () => {
  const upstream = `file_format: definition/2
attributes:
  - {key: up.key, type: string, brief: Key., stability: stable}
entities:
  - {type: up.entity, identity: [{ref: up.key}], brief: E., stability: stable}
metrics:
  - {name: up.taken, instrument: counter, unit: s, brief: Taken., stability: stable}
  - {name: up.imported, instrument: counter, unit: s, brief: Imported., stability: stable}
  - {name: up.other, instrument: counter, unit: s, brief: Other., stability: stable}
events:
  - {name: up.event, brief: Event., stability: stable}
spans:
  - {type: up.span, kind: client, name: {note: N.}, brief: Span., stability: stable}
attribute_groups:
  - {id: up.group, visibility: public, brief: Group., stability: stable, attributes: [{ref: up.key}]}
`;
  const own = `file_format: percore/1
schema_url: https://a.example/schemas/1.0.0
imports: {metrics: [up.imp*], events: ["*"], spans: [up.span], attribute_groups: ["up.?roup"]}
metric_sets:
  - name: mine
    entity: up.entity
    brief: Mine.
    stability: stable
    metrics: [{ref: up.taken, field: taken}]
`;
  const dependency = {
    schemaUrl: "https://up.example/schemas/2.0.0",
    path: "../up",
    source: { files: [{ file: "../up/up.yaml", text: upstream }], dependencies: [] },
  };
  const { schema } = compile({ files: [{ file: "a.yaml", text: own }], dependencies: [dependency] });
  assert.ok(schema);
  const files = registryFiles(schema, { dependencyPath: (path) => `../${path}` });
  assertFits(files);
  assert.deepEqual(files.map(({ path }) => path), ["manifest.yaml", "a.yaml"]);
  assert.deepEqual(parse(files[0]?.text ?? ""), {
    schema_url: "https://a.example/schemas/1.0.0",
    dependencies: [{ schema_url: "https://up.example/schemas/2.0.0", registry_path: "../../up" }],
  });
  const text = files[1]?.text ?? "";
  assert.deepEqual(parse(text).imports, {
    metrics: ["up.imported", "up.taken"],
    events: ["up.event"],
    spans: ["up.span"],
    entities: ["up.entity"],
    attribute_groups: ["up.group"],
  });
  const manifest = { file: "manifest.yaml", text: files[0]?.text ?? "" };
  const again = compile({ files: [{ file: "a.yaml", text }], manifest, dependencies: [dependency] });
  assert.ok(again.schema);
  assert.deepEqual(typescriptModules(again.schema), typescriptModules(schema));
});

test("version 1 becomes version 2: what it doesn't say of identities is kept, what groups inherit is written out", () => {
  const text = `groups:
  - id: registry.a
    type: attribute_group
    brief: Attributes.
    attributes:
      - {id: a.key, type: string, brief: Key., stability: stable, examples: [x]}
      - {id: a.other, type: int, brief: Other., stability: stable, examples: 1, note: Definition.}
  - id: entity.a
    type: entity
    name: a.entity
    brief: Entity.
    stability: stable
    annotations: {percore: {kept: true}, other: {kept: true}}
    attributes: [{ref: a.key}]
  - id: attributes.a
    type: attribute_group
    brief: Shared.
    attributes: [{ref: a.other, requirement_level: required, note: ""}]
  - id: span.a
    type: span
    span_kind: client
    brief: Span.
    stability: stable
    extends: attributes.a
    annotations: {dependency_resolution: {exclude: true}}
    attributes: [{ref: a.key, sampling_relevant: true}]
  - id: span.a.b
    type: span
    span_kind: client
    brief: More.
    stability: stable
    extends: span.a
    annotations: {dependency_resolution: {exclude: true}}
    attributes: [{ref: a.key, brief: Another.}]
`;
  const manifest = { file: "manifest.yaml", text: "schema_url: https://a.example/schemas/1.0.0\n" };
  const { schema } = compile({ files: [{ file: "a.yaml", text }], manifest, dependencies: [] });
  assert.ok(schema);
  const files = registryFiles(schema);
  assertFits(files);
  assert.equal(
    files[1]?.text,
    `file_format: definition/2
attributes:
  - key: a.key
    type: string
    brief: Key.
    stability: stable
    examples: [ x ]
  - key: a.other
    type: int
    brief: Other.
    note: Definition.
    stability: stable
    examples: 1
entities:
  - type: a.entity
    brief: Entity.
    stability: stable
    requirement_level: recommended
    identity:
      - ref: a.key
    annotations:
      percore:
        kept: true
        identity: unknown
      other:
        kept: true
spans:
  - type: a
    kind: client
    name:
      note: ""
    brief: Span.
    stability: stable
    requirement_level: recommended
    attributes:
      - ref: a.other
        requirement_level: required
        note: ""
      - ref: a.key
        sampling_relevant: true
    annotations:
      dependency_resolution:
        exclude: true
span_refinements:
  - id: a.b
    ref: a
    brief: More.
    annotations:
      dependency_resolution:
        exclude: true
    attributes:
      - ref: a.key
        brief: Another.
`,
  );
  const again =
    compile({ files: [{ file: "a.yaml", text: files[1].text }], manifest, dependencies: [] }).schema;
  assert.ok(again);
  assert.deepEqual(comparable(again.files), comparable(schema.files));
});

test("sets survive what Weaver makes of a registry", () => {
  const text = `schema_url: https://a.example/schemas/1.0.0
registry:
  attributes: [{key: a.key, type: int, brief: Key., stability: stable}]
  attribute_groups:
    - id: a.set
      brief: Set.
      stability: stable
      attributes: [{key: a.key, type: int, brief: Key., stability: stable, requirement_level: recommended}]
      annotations:
        percore: {metric_set: {entity: a.entity, metrics: [{ref: a.metric, field: metric}], attributes: [{ref: a.key, attach: registration}]}}
  metrics: [{name: a.metric, instrument: counter, unit: s, brief: Metric., stability: stable, attributes: []}]
  entities:
    - type: a.entity
      brief: Entity.
      stability: stable
      identity: [{key: a.other, type: int, brief: Other., stability: stable, requirement_level: recommended}]
      description: []
      annotations: {percore: {identity: unknown}}
  events: []
  spans: []
refinements: {metrics: [], events: [], spans: [], entities: []}
`;
  const { files } = compiled([{ file: "resolved.yaml", text }]);
  const [set, ...others] = files.flatMap(({ metricSets }) => metricSets);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [
      set?.name,
      set?.entity?.type,
      set?.entity?.identity.length,
      set?.entity?.description.length,
      set?.isProposed,
    ],
    ["a.set", "a.entity", 0, 1, false],
  );
  assert.deepEqual(files.flatMap(({ attributeGroups }) => attributeGroups), []);
});

test("a schema without a URL is no registry", () => {
  const schema = compiled([{ file: "a.yaml", text: "file_format: percore/1\n" }]);
  assert.throws(() => registryFiles(schema), { name: "RangeError", message: /schema_url/ });
});
