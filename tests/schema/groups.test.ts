import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compile, formatDiagnostic, type SchemaFile, type SchemaSource } from "../../src/schema/mod.ts";
import { plain } from "./plain.ts";

function report(...texts: readonly string[]): string {
  const sources = texts.map((text, index) => ({ file: `${"abc"[index]}.yaml`, text }));
  return compile(sources).problems.map(formatDiagnostic).join("\n");
}

/** The files of a schema that has no errors, and no warnings but the expected ones. */
function filesOf(sources: readonly SchemaSource[], warnings: readonly string[] = []): readonly SchemaFile[] {
  const { schema, problems } = compile(sources);
  assert.deepEqual(problems.map(({ level, code, message }) => `${level} ${code} ${message}`), warnings);
  assert.ok(schema);
  return schema.files;
}

function onlyFile(text: string, ...warnings: readonly string[]): SchemaFile {
  const [file] = filesOf([{ file: "all.yaml", text }], warnings);
  assert.ok(file);
  return file;
}

/** A registry with something of everything, and no warnings. */
const GROUPS = `groups:
  - id: registry.shop
    type: attribute_group
    display_name: Shop
    brief: All of it.
    attributes:
      - {id: shop.id, type: string, brief: Which., stability: stable, examples: [a, b], tag: id}
      - {id: shop.size, type: int, brief: How large., stability: beta, note: In square metres., annotations: {tool: {a: 1}}, examples: 5}
      - {id: shop.tags, type: "string[]", brief: Tags., stability: stable, examples: [[a], [b, c]]}
      - {id: shop.header, type: "template[string[]]", brief: Headers., stability: experimental, examples: [[a]]}
      - {id: shop.extra, type: any, brief: Anything., stability: stable, examples: [a, 1, true]}
      - {id: shop.ratio, type: double, stability: stable, deprecated: {reason: renamed, renamed_to: shop.size}, examples: [1, 0.5]}
      - id: shop.code
        type: {members: [{id: fine, value: 0, brief: Fine., stability: stable}, {id: bad, value: 7, stability: stable, deprecated: {reason: obsoleted, note: Never again.}}]}
        brief: Code.
        stability: stable
  - id: shop.common
    type: attribute_group
    brief: Common.
    attributes:
      - {ref: shop.size, requirement_level: required, note: ""}
      - {ref: shop.id, brief: Which shop.}
  - id: shop.more
    type: attribute_group
    brief: More.
    extends: shop.common
    attributes:
      - {ref: shop.code, requirement_level: {conditionally_required: If there is one.}}
      - {ref: shop.id, requirement_level: opt_in, examples: c}
  - id: entity.shop
    type: entity
    name: shop
    brief: A shop.
    stability: stable
    attributes:
      - {ref: shop.id, role: identifying, requirement_level: required}
      - {ref: shop.size, role: descriptive}
      - {ref: shop.tags}
  - id: metric.shop.sales
    type: metric
    metric_name: shop.sales
    instrument: histogram
    unit: EUR
    brief: Sales.
    stability: stable
    extends: shop.more
    entity_associations: [shop]
    annotations: {code_generation: {metric_value_type: int}}
    attributes: [{ref: shop.header}]
  - id: event.shop.opened
    type: event
    name: shop.opened
    brief: Opened.
    stability: development
    entity_associations: [{all_of: [shop, {one_of: [shop]}]}]
  - id: span.shop.sale.server
    type: span
    span_kind: server
    name: "{shop.id}"
    brief: A sale.
    stability: release_candidate
    deprecated: {reason: uncategorized, note: Don't.}
    attributes: [{ref: shop.id, sampling_relevant: true}]
`;

/** What {@linkcode GROUPS} says, in version 2. */
const DEFINITION = `file_format: definition/2
attributes:
  - {key: shop.id, type: string, brief: Which., stability: stable, examples: [a, b]}
  - {key: shop.size, type: int, brief: How large., stability: beta, note: In square metres., annotations: {tool: {a: 1}}, examples: 5}
  - {key: shop.tags, type: "string[]", brief: Tags., stability: stable, examples: [[a], [b, c]]}
  - {key: shop.header, type: "template[string[]]", brief: Headers., stability: development, examples: [[a]]}
  - {key: shop.extra, type: any, brief: Anything., stability: stable, examples: [a, 1, true]}
  - {key: shop.ratio, type: double, brief: "", stability: stable, deprecated: {reason: renamed, renamed_to: shop.size}, examples: [1, 0.5]}
  - key: shop.code
    type: {members: [{id: fine, value: 0, brief: Fine., stability: stable}, {id: bad, value: 7, stability: stable, deprecated: {reason: obsoleted, note: Never again.}}]}
    brief: Code.
    stability: stable
attribute_groups:
  - id: registry.shop
    visibility: internal
    brief: All of it.
    attributes: [{ref: shop.id}, {ref: shop.size}, {ref: shop.tags}, {ref: shop.header}, {ref: shop.extra}, {ref: shop.ratio}, {ref: shop.code}]
  - id: shop.common
    visibility: internal
    brief: Common.
    attributes:
      - {ref: shop.size, requirement_level: required, note: ""}
      - {ref: shop.id, brief: Which shop.}
  - id: shop.more
    visibility: internal
    brief: More.
    attributes:
      - {ref_group: shop.common}
      - {ref: shop.code, requirement_level: {conditionally_required: If there is one.}}
      - {ref: shop.id, requirement_level: opt_in, examples: c}
entities:
  - type: shop
    identity: [{ref: shop.id, requirement_level: required}]
    description: [{ref: shop.size}, {ref: shop.tags}]
    brief: A shop.
    stability: stable
metrics:
  - name: shop.sales
    instrument: histogram
    unit: EUR
    brief: Sales.
    stability: stable
    entity_associations: [shop]
    annotations: {code_generation: {metric_value_type: int}}
    attributes: [{ref_group: shop.more}, {ref: shop.header}]
events:
  - name: shop.opened
    brief: Opened.
    stability: development
    entity_associations: [{all_of: [shop, {one_of: [shop]}]}]
spans:
  - type: shop.sale.server
    kind: server
    name: {note: "{shop.id}"}
    brief: A sale.
    stability: release_candidate
    deprecated: {reason: uncategorized, note: Don't.}
    attributes: [{ref: shop.id, sampling_relevant: true}]
`;

test("groups of version 1 are the same schema as the definitions of version 2 that say the same", () => {
  const [groups, definition] = [GROUPS, DEFINITION].map((text) => onlyFile(text));
  assert.deepEqual(plain({ ...groups, format: "" }), plain({ ...definition, format: "" }));
  const [sale] = groups?.metrics ?? [];
  assert.deepEqual(
    sale?.attributes.map(({ key, brief, note, requirementLevel }) => [key, brief, note, requirementLevel]),
    [
      ["shop.size", "How large.", undefined, { level: "required" }],
      ["shop.id", "Which shop.", undefined, { level: "opt_in" }],
      ["shop.code", "Code.", undefined, { level: "conditionally_required", text: "If there is one." }],
      ["shop.header", "Headers.", undefined, { level: "recommended" }],
    ],
  );
});

test("groups of both versions refer to each other, whatever the order of files", () => {
  const files: readonly SchemaSource[] = [
    {
      file: "one.yaml",
      text: `groups:
  - {id: one.attributes, type: attribute_group, brief: A., attributes: [{id: one.a, type: int, brief: A., stability: stable}]}
  - {id: metric.one, type: metric, metric_name: one, instrument: gauge, unit: s, brief: One., stability: stable, extends: two.attributes, entity_associations: [two]}
  - {id: span.one, type: span, span_kind: client, brief: One., stability: stable, extends: span.two}`,
    },
    {
      file: "two.yaml",
      text: `file_format: definition/2
attributes: [{key: two.a, type: int, brief: A., stability: stable}]
attribute_groups: [{id: two.attributes, visibility: internal, attributes: [{ref: two.a}]}]
entities: [{type: two, identity: [{ref: one.a}], brief: Two., stability: stable}]
spans: [{type: two, kind: client, name: {note: N.}, brief: Two., stability: stable, attributes: [{ref_group: one.attributes}]}]
metric_refinements: [{id: two.one, ref: one, attributes: [{ref_group: one.attributes}]}]`,
    },
  ];
  for (const order of [files, files.toReversed()]) {
    const [one, two] = filesOf(order);
    assert.deepEqual(one?.metrics[0]?.attributes.map(({ key }) => key), ["two.a"]);
    assert.deepEqual(
      one?.refinements.spans.map(({ id, base, attributes }) => [id, base.type, attributes[0]?.key]),
      [
        ["one", "two", "one.a"],
      ],
    );
    assert.deepEqual(two?.refinements.metrics[0]?.attributes.map(({ key }) => key), ["two.a", "one.a"]);
  }
});

test("a group that extends one of its own type is a refinement, and so is one that extends that", () => {
  const { metrics, events, spans, entities, refinements } = onlyFile(`groups:
  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}, {id: a.b, type: int, brief: B., stability: stable}]}
  - {id: span.base, type: span, span_kind: client, brief: Base., note: N., stability: beta, extends: a}
  - {id: span.deep, type: span, span_kind: client, brief: Deep., stability: stable, extends: span.middle}
  - {id: span.middle, type: span, span_kind: client, brief: Middle., stability: stable, extends: span.base, attributes: [{ref: a.b, brief: Better.}]}
  - {id: metric.base, type: metric, metric_name: base, instrument: gauge, unit: s, brief: Base., stability: stable}
  - {id: metric.more, type: metric, metric_name: base, instrument: gauge, unit: s, brief: More., stability: stable, extends: metric.base}
  - {id: event.base, type: event, name: base, brief: Base., stability: stable}
  - {id: event.more, type: event, name: base, brief: More., stability: stable, extends: event.base}
  - {id: entity.base, type: entity, name: base, brief: Base., stability: stable, attributes: [{ref: a.a, role: identifying}]}
  - {id: more, type: entity, name: base, brief: More., stability: stable, extends: entity.base, attributes: [{ref: a.b}]}`);
  assert.deepEqual(
    [metrics, events].map((list) => list.map(({ name }) => name)),
    [["base"], ["base"]],
  );
  assert.deepEqual([...spans, ...entities].map(({ type }) => type), ["base", "base"]);
  const of = ({ id, brief }: { readonly id: string; readonly brief: string }) => `${id} ${brief}`;
  assert.deepEqual(refinements.spans.map(of), ["deep Deep.", "middle Middle."]);
  assert.deepEqual([...refinements.metrics, ...refinements.events, ...refinements.entities].map(of), [
    "more More.",
    "more More.",
    "more More.",
  ]);
  const [deep] = refinements.spans;
  assert.deepEqual(deep?.attributes.map(({ key, brief }) => `${key} ${brief}`), ["a.a A.", "a.b Better."]);
  const [entity] = refinements.entities;
  assert.deepEqual([entity?.identity, entity?.description].map((list) => list?.map(({ key }) => key)), [
    ["a.a"],
    ["a.b"],
  ]);
});

test("refinements refine each other, whatever their order, and associations name them", () => {
  const { metrics, spans, refinements } = onlyFile(`file_format: definition/2
attributes: [{key: x.a, type: int, brief: A., stability: stable}, {key: x.b, type: int, brief: B., stability: stable}]
entities: [{type: host, identity: [{ref: x.a}], brief: Host., stability: stable}]
entity_refinements:
  - {id: entity.small, ref: machine, brief: Small.}
  - {id: entity.machine, ref: host, description: [{ref: x.b}]}
metrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable, entity_associations: [machine]}]
metric_refinements:
  - {id: metric.m.two, ref: m.one, note: Two.}
  - {id: metric.m.one, ref: m, brief: One., attributes: [{ref: x.a}]}
spans: [{type: s, kind: client, name: {note: N.}, brief: S., stability: stable}]
span_refinements: [{id: s.one, ref: s, note: One.}]
`);
  const association = metrics[0]?.associations;
  const part = association?.kind === "one_of" ? association.of[0] : undefined;
  assert.equal(part?.kind === "entity" && part.entity, refinements.entities[1]);
  assert.deepEqual(
    refinements.entities.map((
      { id, type, base, brief, description },
    ) => [id, type, base.brief, brief, description.length]),
    [["small", "host", "Host.", "Small.", 1], ["machine", "host", "Host.", "Host.", 1]],
  );
  assert.deepEqual(
    refinements.metrics.map((
      { id, base, brief, note, attributes },
    ) => [id, base === metrics[0], brief, note, attributes.length]),
    [["m.two", true, "One.", "Two.", 1], ["m.one", true, "One.", undefined, 1]],
  );
  assert.equal(refinements.spans[0]?.base, spans[0]);
});

test("a row of groups or of refinements that is too long is reported, whatever its length", () => {
  const length = 20_000;
  const groups = Array.from({ length }, (_, index) => ({
    id: `g${index}`,
    type: "attribute_group",
    brief: "G.",
    extends: `g${(index + 1) % length}`,
  }));
  const spans = `spans: [{type: s0, kind: client, name: {note: N.}, brief: S., stability: stable}]\n`;
  const refinements = Array.from({ length }, (_, index) => ({ id: `s${index + 1}`, ref: `s${index}` }));
  const codes = [
    JSON.stringify({ groups }),
    JSON.stringify({ groups: groups.slice(0, -1) }),
    `file_format: definition/2\n${spans}span_refinements: ${JSON.stringify(refinements.toReversed())}\n`,
  ].map((text) => compile([{ file: "a.yaml", text }]).problems.map(({ code }) => code));
  for (const found of codes) assert.ok(found.includes("PC102"));
});

test("an entity inherits attributes with their roles, and what it says itself goes before", () => {
  const { entities: [entity] } = onlyFile(`groups:
  - id: a
    type: attribute_group
    brief: A.
    attributes:
      - {id: a.a, type: int, brief: A., stability: stable, role: identifying}
      - {id: a.b, type: int, brief: B., stability: stable, role: identifying}
      - {id: a.c, type: int, brief: C., stability: stable}
  - {id: entity.e, type: entity, brief: E., stability: stable, extends: a, attributes: [{ref: a.a, brief: Own.}, {ref: a.b, role: descriptive}, {ref: a.c, role: identifying}]}`);
  assert.equal(entity?.type, "e");
  assert.deepEqual(entity?.identity.map(({ key, brief }) => `${key} ${brief}`), ["a.a Own.", "a.c C."]);
  assert.deepEqual(entity?.description.map(({ key }) => key), ["a.b"]);
});

test("references without a level have that of the definition", () => {
  const { attributeGroups } = onlyFile(`groups:
  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable, requirement_level: required, sampling_relevant: true}]}
  - {id: b, type: attribute_group, brief: B., attributes: [{ref: a.a}]}
  - {id: c, type: attribute_group, brief: C., attributes: [{ref: a.a, requirement_level: opt_in}]}`);
  assert.deepEqual(attributeGroups.map(({ attributes }) => attributes[0]?.requirementLevel.level), [
    "required",
    "required",
    "opt_in",
  ]);
});

test("older words mean what today's do, and are warnings", () => {
  const { attributes, attributeGroups, entities, events, spans } = onlyFile(
    `version: "1"
groups:
  - id: old
    type: attribute_group
    brief: Old.
    prefix: old
    attributes:
      - {id: a, type: int, brief: A., stability: deprecated}
      - {id: b, type: {allow_custom_values: true, members: [{id: x, value: x, stability: stable, deprecated: Gone.}]}, stability: stable, deprecated: Use a.}
  - {id: resource.box, type: resource, brief: Box., stability: experimental, attributes: [{ref: old.a}]}
  - {id: old.event, type: event, prefix: old, brief: E., stability: stable, attributes: [{ref: old.b}]}
  - {id: old_span, type: span, brief: S., attributes: [{ref: old.a, deprecated: No more.}]}`,
    `warning PC130 "version" is an older name for "file_format"`,
    `warning PC130 a prefix for attribute names`,
    `warning PC130 "deprecated" is no stability any more`,
    `warning PC130 "allow_custom_values" has no meaning any more`,
    `warning PC130 a deprecation without a reason`,
    `warning PC130 a deprecation without a reason`,
    `warning PC130 "resource" is an older name for "entity"`,
    `warning PC130 a prefix for attribute names`,
    `warning PC132 the key "stability" is missing`,
    `warning PC132 the key "span_kind" is missing`,
    `warning PC130 a deprecation without a reason`,
  );
  assert.deepEqual(attributes.map(({ key, stability, deprecated }) => [key, stability, deprecated]), [
    ["old.a", "development", { reason: "unspecified" }],
    ["old.b", "stable", { reason: "unspecified", note: "Use a." }],
  ]);
  const type = attributes[1]?.type;
  assert.deepEqual(typeof type === "object" && type.members, [
    { id: "x", value: "x", stability: "stable", deprecated: { reason: "unspecified", note: "Gone." } },
  ]);
  assert.deepEqual(attributeGroups[0]?.attributes.map(({ key }) => key), ["old.a", "old.b"]);
  assert.deepEqual(entities.map(({ type, stability }) => [type, stability]), [[
    "resource.box",
    "development",
  ]]);
  assert.deepEqual(events.map(({ name }) => name), ["old"]);
  assert.deepEqual(spans.map(({ type, kind, stability }) => [type, kind, stability]), [
    ["old_span", "internal", "development"],
  ]);
  assert.deepEqual(spans[0]?.attributes[0]?.deprecated, { reason: "unspecified", note: "No more." });
});

test("a group has its own attributes over those of the group that it extends, at any depth and in any file", () => {
  const keys = ["a.a", "a.b", "a.c", "a.d"];
  const group = fc.record({
    parent: fc.option(fc.nat(20), { nil: undefined }),
    file: fc.constantFrom("a.yaml", "b.yaml", "c.yaml"),
    briefs: fc.dictionary(
      fc.constantFrom(...keys),
      fc.option(fc.stringMatching(/^[a-z]{1,3}$/), { nil: undefined }),
    ),
  });
  const definitions = keys.map((id) => ({ id, type: "int", brief: "Defined", stability: "stable" }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 8 }), (given) => {
      // A group extends an earlier one, so that there is no circle.
      const parents = given.map(({ parent }, index) =>
        parent === undefined || index === 0 ? undefined : parent % index
      );
      const groups = given.map(({ briefs }, index) => ({
        id: `g${index}`,
        type: "attribute_group",
        brief: "G.",
        ...(parents[index] === undefined ? {} : { extends: `g${parents[index]}` }),
        attributes: Object.entries(briefs).map(([ref, brief]) => ({ ref, brief })),
      }));
      const files = ["a.yaml", "b.yaml", "c.yaml"].map((file) => ({
        file,
        text: JSON.stringify({
          groups: [
            ...file === "b.yaml"
              ? [{ id: "d", type: "attribute_group", brief: "D.", attributes: definitions }]
              : [],
            ...groups.filter((_, index) => given[index]?.file === file),
          ],
        }),
      }));
      const found = new Map(
        filesOf(files).flatMap(({ attributeGroups }) => attributeGroups).map(({ id, attributes }) => [
          id,
          Object.fromEntries(attributes.map(({ key, brief }) => [key, brief])),
        ]),
      );
      const expected: Record<string, string>[] = [];
      given.forEach(({ briefs }, index) => {
        const inherited = expected[parents[index] ?? -1] ?? {};
        const own = Object.entries(briefs).map(([key, brief]) => [key, brief ?? inherited[key] ?? "Defined"]);
        expected.push({ ...inherited, ...Object.fromEntries(own) });
      });
      expected.forEach((attributes, index) => assert.deepEqual(found.get(`g${index}`), attributes));
    }),
  );
});

test("imports and explicit file formats are read", () => {
  const base = { files: [{ file: "base.yaml", text: GROUPS }], dependencies: [] };
  const { schema, problems } = compile({
    files: [{ file: "own.yaml", text: "file_format: definition/1\nimports: {metrics: [shop.*]}\n" }],
    dependencies: [{ schemaUrl: "https://shop.example/1.0.0", source: base }],
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(schema?.files.map(({ file, metrics }) => [file, metrics.length]), [["own.yaml", 0], [
    "base.yaml",
    1,
  ]]);
});

/** What is wrong, the groups, and the exact report. */
const REPORTED: readonly (readonly [what: string, groups: string, report: string])[] = [
  [
    "unknown keys of groups, attributes, references and enum values",
    `  - {id: a, type: attribute_group, brief: A., breif: A., attributes: [{id: a.a, typ: int, type: int, brief: A., stability: stable}, {ref: a.a, id: b}]}
  - {id: b, type: attribute_group, brief: B., attributes: [{id: b.b, brief: B., stability: stable, type: {members: [{id: x, valeu: x, stability: stable}]}}]}
`,
    `a.yaml:2:47: error PC104: the key "breif" is unknown
  2 |   - {id: a, type: attribute_group, brief: A., breif: A., attributes: [{id: a.a, typ: int, type: int, brief: A., stabilit
    |                                               ^
    = expected id, type, brief, stability, note, deprecated, annotations, prefix, extends, attributes, display_name, entity_associations, name, metric_name, instrument, unit, body, span_kind or events; did you mean "brief"?
a.yaml:2:81: error PC104: the key "typ" is unknown
  2 | tribute_group, brief: A., breif: A., attributes: [{id: a.a, typ: int, type: int, brief: A., stability: stable}, {ref: a.
    |                                                             ^
    = expected id, type, brief, stability, note, deprecated, annotations, examples, tag, requirement_level, sampling_relevant or role; did you mean "type"?
a.yaml:2:144: error PC104: the key "id" is unknown
  2 | p, brief: A., breif: A., attributes: [{id: a.a, typ: int, type: int, brief: A., stability: stable}, {ref: a.a, id: b}]}
    |                                                                                                                ^
    = expected ref, brief, stability, note, deprecated, annotations, examples, tag, requirement_level, sampling_relevant, role or prefix
a.yaml:3:125: error PC104: the key "valeu" is unknown
  3 | ef: B., attributes: [{id: b.b, brief: B., stability: stable, type: {members: [{id: x, valeu: x, stability: stable}]}}]}
    |                                                                                       ^
    = expected id, value, brief, stability, note, deprecated or annotations; did you mean "value"?`,
  ],
  [
    "missing keys of metrics",
    `  - {id: metric.a, type: metric, stability: stable}
`,
    `a.yaml:2:5: error PC105: the key "brief" is missing
  2 |   - {id: metric.a, type: metric, stability: stable}
    |     ^
    = expected a string
a.yaml:2:5: error PC105: the key "metric_name" is missing
  2 |   - {id: metric.a, type: metric, stability: stable}
    |     ^
    = expected a string
a.yaml:2:5: error PC105: the key "instrument" is missing
  2 |   - {id: metric.a, type: metric, stability: stable}
    |     ^
    = expected counter, updowncounter, gauge or histogram
a.yaml:2:5: error PC105: the key "unit" is missing
  2 |   - {id: metric.a, type: metric, stability: stable}
    |     ^
    = expected a string`,
  ],
  [
    "groups that aren't mappings, and attributes that aren't",
    `  - 5
  - {id: a, type: attribute_group, brief: A., attributes: [5, {}]}
`,
    `a.yaml:2:5: error PC106: the wrong kind of value: 5
  2 |   - 5
    |     ^
    = expected a mapping
a.yaml:3:60: error PC106: the wrong kind of value: 5
  3 |   - {id: a, type: attribute_group, brief: A., attributes: [5, {}]}
    |                                                            ^
    = expected a mapping
a.yaml:3:63: error PC105: the key "id" is missing
  3 |   - {id: a, type: attribute_group, brief: A., attributes: [5, {}]}
    |                                                               ^
    = expected a string
a.yaml:3:63: error PC105: the key "type" is missing
  3 |   - {id: a, type: attribute_group, brief: A., attributes: [5, {}]}
    |                                                               ^
    = expected string, int, double, boolean, any, string[], int[], double[], boolean[], template[string], template[int], template[double], template[boolean], template[any], template[string[]], template[int[]], template[double[]], template[boolean[]] or a mapping`,
  ],
  [
    "a type of groups that there never was",
    `  - {id: a, type: metrics, brief: A.}
`,
    `a.yaml:2:19: error PC107: "metrics" isn't one of the allowed values
  2 |   - {id: a, type: metrics, brief: A.}
    |                   ^
    = expected attribute_group, span, event, metric, entity, resource, metric_group, scope or undefined; did you mean "metric"?`,
  ],
  [
    "groups whose type has no place in a schema",
    `  - {id: a, type: scope, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}]}
  - {id: b, brief: B., attributes: [{ref: a.a}]}
`,
    `a.yaml:2:19: warning PC131: a group of the type "scope" is left out
  2 |   - {id: a, type: scope, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}]}
    |                   ^
    = expected attribute_group, span, event, metric or entity
a.yaml:3:5: warning PC131: a group without a type is left out
  3 |   - {id: b, brief: B., attributes: [{ref: a.a}]}
    |     ^
    = expected attribute_group, span, event, metric or entity`,
  ],
  [
    "an event without a name",
    `  - {id: event.a, type: event, brief: A., stability: stable}
`,
    `a.yaml:2:5: error PC105: the key "name" is missing
  2 |   - {id: event.a, type: event, brief: A., stability: stable}
    |     ^
    = expected the event's name`,
  ],
  [
    "keys that a group's type has no use for",
    `  - {id: a, type: entity, brief: A., stability: stable, attributes: [{id: a.a, type: int, brief: A., stability: stable}], span_kind: client, events: [a], body: {id: a}, entity_associations: [a], metric_name: a, instrument: gauge, unit: s}
`,
    `a.yaml:2:123: error PC124: "span_kind" on a group of the type entity
  2 | utes: [{id: a.a, type: int, brief: A., stability: stable}], span_kind: client, events: [a], body: {id: a}, entity_associ
    |                                                             ^
    = expected type: span, or no such key
a.yaml:2:142: error PC124: "events" on a group of the type entity
  2 | pe: int, brief: A., stability: stable}], span_kind: client, events: [a], body: {id: a}, entity_associations: [a], metric
    |                                                             ^
    = expected type: span, or no such key
a.yaml:2:155: error PC124: "body" on a group of the type entity
  2 | f: A., stability: stable}], span_kind: client, events: [a], body: {id: a}, entity_associations: [a], metric_name: a, ins
    |                                                             ^
    = expected type: event, or no such key
a.yaml:2:170: error PC124: "entity_associations" on a group of the type entity
  2 | y: stable}], span_kind: client, events: [a], body: {id: a}, entity_associations: [a], metric_name: a, instrument: gauge,
    |                                                             ^
    = expected type: span, event or metric, or no such key
a.yaml:2:196: warning PC131: "metric_name" on a group of the type entity is left out
  2 | ], span_kind: client, events: [a], body: {id: a}, entity_associations: [a], metric_name: a, instrument: gauge, unit: s}
    |                                                                             ^
    = expected type: metric, or no such key
a.yaml:2:212: warning PC131: "instrument" on a group of the type entity is left out
  2 | ], span_kind: client, events: [a], body: {id: a}, entity_associations: [a], metric_name: a, instrument: gauge, unit: s}
    |                                                                                             ^
    = expected type: metric, or no such key
a.yaml:2:231: warning PC131: "unit" on a group of the type entity is left out
  2 | ], span_kind: client, events: [a], body: {id: a}, entity_associations: [a], metric_name: a, instrument: gauge, unit: s}
    |                                                                                                                ^
    = expected type: metric, or no such key`,
  ],
  [
    "what a schema has no word for",
    `  - {id: span.a, type: span, span_kind: client, brief: A., stability: stable, events: [b], attributes: [{id: a.a, type: int, brief: A., stability: stable}]}
  - {id: event.b, type: event, name: b, brief: B., stability: stable, body: {id: b, type: map}}
`,
    `a.yaml:2:79: warning PC131: the events of a span are left out
  2 | ype: span, span_kind: client, brief: A., stability: stable, events: [b], attributes: [{id: a.a, type: int, brief: A., st
    |                                                             ^
    = expected attributes
a.yaml:3:71: warning PC131: the body of an event is left out
  3 |   - {id: event.b, type: event, name: b, brief: B., stability: stable, body: {id: b, type: map}}
    |                                                                       ^
    = expected attributes`,
  ],
  [
    "what a registry should say",
    `  - {id: span.a, type: span, brief: A.}
  - {id: metric.a, type: metric, metric_name: a, instrument: gauge, unit: s, brief: A.}
  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: string, brief: A.}, {id: a.b, type: "string[]", brief: B., stability: stable}, {id: a.c, type: {members: [{id: x}]}, brief: C., stability: stable}]}
`,
    `a.yaml:2:5: warning PC132: the key "stability" is missing
  2 |   - {id: span.a, type: span, brief: A.}
    |     ^
    = expected a stability
a.yaml:2:5: warning PC132: the key "attributes" is missing
  2 |   - {id: span.a, type: span, brief: A.}
    |     ^
    = expected attributes, or extends
a.yaml:2:5: warning PC132: the key "span_kind" is missing
  2 |   - {id: span.a, type: span, brief: A.}
    |     ^
    = expected internal, client, server, producer or consumer
a.yaml:3:5: warning PC132: the key "stability" is missing
  3 |   - {id: metric.a, type: metric, metric_name: a, instrument: gauge, unit: s, brief: A.}
    |     ^
    = expected a stability
a.yaml:4:60: warning PC132: the key "stability" is missing
  4 |   - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: string, brief: A.}, {id: a.b, type: "string[]
    |                                                            ^
    = expected a stability
a.yaml:4:60: warning PC132: the key "examples" is missing
  4 |   - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: string, brief: A.}, {id: a.b, type: "string[]
    |                                                            ^
    = expected examples of a string
a.yaml:4:96: warning PC132: the key "examples" is missing
  4 | brief: A., attributes: [{id: a.a, type: string, brief: A.}, {id: a.b, type: "string[]", brief: B., stability: stable}, {
    |                                                             ^
    = expected examples of a string[]
a.yaml:4:182: warning PC132: the key "stability" is missing
  4 |  type: "string[]", brief: B., stability: stable}, {id: a.c, type: {members: [{id: x}]}, brief: C., stability: stable}]}
    |                                                                              ^
    = expected a stability`,
  ],
  [
    "an attribute without a brief",
    `  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, stability: stable}]}
`,
    `a.yaml:2:60: error PC105: the key "brief" is missing
  2 |   - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, stability: stable}]}
    |                                                            ^
    = expected a string, or the key deprecated`,
  ],
  [
    "an attribute that stands twice in a group",
    `  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}, {ref: a.a, brief: Twice.}]}
`,
    `a.yaml:2:118: warning PC133: the attribute "a.a" stands twice in the group
  2 | ttribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}, {ref: a.a, brief: Twice.}]}
    |                                                                                                   ^
    = expected each attribute once: the first one counts`,
  ],
  [
    "a name that the group's prefix makes anew",
    `  - {id: a, type: attribute_group, brief: A., prefix: a, attributes: [{id: b, type: int, brief: B., stability: stable}, {ref: a.b, prefix: true}]}
`,
    `a.yaml:2:47: warning PC130: a prefix for attribute names
  2 |   - {id: a, type: attribute_group, brief: A., prefix: a, attributes: [{id: b, type: int, brief: B., stability: stable},
    |                                               ^
    = expected whole attribute names, and no such key
a.yaml:2:140: error PC106: the wrong kind of value: true
  2 | _group, brief: A., prefix: a, attributes: [{id: b, type: int, brief: B., stability: stable}, {ref: a.b, prefix: true}]}
    |                                                                                                                 ^
    = expected false`,
  ],
  [
    "examples of another type than the attribute",
    `  - id: a
    type: attribute_group
    brief: A.
    attributes:
      - {id: a.a, type: int, brief: A., stability: stable, examples: [1, 1.5]}
      - {id: a.b, type: string, brief: B., stability: stable, examples: {a: b}}
      - {id: a.c, type: "template[boolean]", brief: C., stability: stable, examples: "true"}
      - {id: a.d, type: "int[]", brief: D., stability: stable, examples: [[1], [true]]}
      - {id: a.e, type: "string[]", brief: E., stability: stable, examples: [a, b]}
      - {id: a.f, type: "double[]", brief: F., stability: stable, examples: 1}
`,
    `a.yaml:6:70: error PC106: examples that aren't of the type int
  6 |       - {id: a.a, type: int, brief: A., stability: stable, examples: [1, 1.5]}
    |                                                                      ^
    = expected a whole number, or a list of such values
a.yaml:7:73: error PC106: examples that aren't of the type string
  7 |       - {id: a.b, type: string, brief: B., stability: stable, examples: {a: b}}
    |                                                                         ^
    = expected a string, or a list of such values
a.yaml:8:86: error PC106: examples that aren't of the type template[boolean]
  8 |       - {id: a.c, type: "template[boolean]", brief: C., stability: stable, examples: "true"}
    |                                                                                      ^
    = expected true or false, or a list of such values
a.yaml:9:74: error PC106: examples that aren't of the type int[]
  9 |       - {id: a.d, type: "int[]", brief: D., stability: stable, examples: [[1], [true]]}
    |                                                                          ^
    = expected a list of lists, each of which is a value of the type int[]
a.yaml:10:77: warning PC130: examples that are elements of a list
  10 |       - {id: a.e, type: "string[]", brief: E., stability: stable, examples: [a, b]}
     |                                                                             ^
     = expected a list of lists, each of which is a value of the type string[]
a.yaml:11:77: warning PC130: examples that are elements of a list
  11 |       - {id: a.f, type: "double[]", brief: F., stability: stable, examples: 1}
     |                                                                             ^
     = expected a list of lists, each of which is a value of the type double[]`,
  ],
  [
    "references to attributes, groups and entities that aren't defined",
    `  - {id: metric.a, type: metric, metric_name: a, instrument: gauge, unit: s, brief: A., stability: stable, extends: b, entity_associations: [c], attributes: [{ref: d}]}
`,
    `a.yaml:2:117: error PC112: no group "b" is defined
  2 | instrument: gauge, unit: s, brief: A., stability: stable, extends: b, entity_associations: [c], attributes: [{ref: d}]}
    |                                                                    ^
    = expected the name of a group of this schema
a.yaml:2:142: error PC112: no entity "c" is defined
  2 | instrument: gauge, unit: s, brief: A., stability: stable, extends: b, entity_associations: [c], attributes: [{ref: d}]}
    |                                                                                             ^
    = expected the name of an entity of this schema
a.yaml:2:165: error PC112: no attribute "d" is defined
  2 | instrument: gauge, unit: s, brief: A., stability: stable, extends: b, entity_associations: [c], attributes: [{ref: d}]}
    |                                                                                                                    ^
    = expected the name of an attribute of this schema`,
  ],
  [
    "an attribute, a metric and a group that are defined twice",
    `  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}]}
  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}]}
  - {id: metric.a, type: metric, metric_name: a, instrument: gauge, unit: s, brief: A., stability: stable}
  - {id: metric.b, type: metric, metric_name: a, instrument: gauge, unit: s, brief: B., stability: stable}
`,
    `a.yaml:3:10: error PC111: the attribute group "a" is defined twice
  3 |   - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}]}
    |          ^
    = expected another name: the first is at a.yaml:2:10
a.yaml:3:65: error PC111: the attribute "a.a" is defined twice
  3 |   - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable}]}
    |                                                                 ^
    = expected another name: the first is at a.yaml:2:65
a.yaml:5:47: error PC111: the metric "a" is defined twice
  5 |   - {id: metric.b, type: metric, metric_name: a, instrument: gauge, unit: s, brief: B., stability: stable}
    |                                               ^
    = expected another name: the first is at a.yaml:4:47`,
  ],
  [
    "groups that extend each other",
    `  - {id: a, type: attribute_group, brief: A., extends: b}
  - {id: b, type: attribute_group, brief: B., extends: a}
  - {id: span.c, type: span, span_kind: client, brief: C., stability: stable, extends: span.d}
  - {id: span.d, type: span, span_kind: client, brief: D., stability: stable, extends: span.c}
`,
    `a.yaml:2:5: error PC116: the attribute group "a" takes attributes from itself, through others
  2 |   - {id: a, type: attribute_group, brief: A., extends: b}
    |     ^
    = expected groups that don't lead back to it
a.yaml:4:5: error PC116: the span "span.c" refines itself, through others
  4 |   - {id: span.c, type: span, span_kind: client, brief: C., stability: stable, extends: span.d}
    |     ^
    = expected a span that doesn't lead back to it
a.yaml:5:5: error PC116: the span "span.d" refines itself, through others
  5 |   - {id: span.d, type: span, span_kind: client, brief: D., stability: stable, extends: span.c}
    |     ^
    = expected a span that doesn't lead back to it`,
  ],
  [
    "only what is wrong with a group, not the references to it",
    `  - {id: a, type: attribute_group, attributes: [{id: a.a, type: int, brief: A., stability: stable, x: 1}]}
  - {id: entity.e, type: entity, name: e, brief: 5, stability: stable, attributes: [{ref: a.a}]}
  - {id: metric.m, type: metric, metric_name: m, instrument: gauge, unit: s, brief: M., stability: stable, extends: a, entity_associations: [e], attributes: [{ref: a.a}]}
`,
    `a.yaml:2:5: error PC105: the key "brief" is missing
  2 |   - {id: a, type: attribute_group, attributes: [{id: a.a, type: int, brief: A., stability: stable, x: 1}]}
    |     ^
    = expected a string
a.yaml:2:100: error PC104: the key "x" is unknown
  2 |   - {id: a, type: attribute_group, attributes: [{id: a.a, type: int, brief: A., stability: stable, x: 1}]}
    |                                                                                                    ^
    = expected id, type, brief, stability, note, deprecated, annotations, examples, tag, requirement_level, sampling_relevant or role
a.yaml:3:50: error PC106: the wrong kind of value: 5
  3 |   - {id: entity.e, type: entity, name: e, brief: 5, stability: stable, attributes: [{ref: a.a}]}
    |                                                  ^
    = expected a string`,
  ],
  [
    "a deprecation that doesn't say why",
    `  - {id: a, type: attribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable, deprecated: {note: Gone.}}]}
`,
    `a.yaml:2:123: error PC105: the key "reason" is missing
  2 | ttribute_group, brief: A., attributes: [{id: a.a, type: int, brief: A., stability: stable, deprecated: {note: Gone.}}]}
    |                                                                                                        ^
    = expected renamed, obsoleted, uncategorized or unspecified`,
  ],
];

for (const [what, groups, expected] of REPORTED) {
  test(`compile() reports ${what}, in version 1`, () => assert.equal(report(`groups:\n${groups}`), expected));
}
