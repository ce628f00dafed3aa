import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, formatDiagnostic, type SchemaFile } from "../../src/schema/mod.ts";
import { plain } from "./plain.ts";

function fileOf(text: string): SchemaFile {
  const { schema, problems } = compile([{ file: "all.yaml", text }]);
  assert.equal(problems.map(formatDiagnostic).join("\n"), "");
  const [file] = schema?.files ?? [];
  assert.ok(file);
  return file;
}

function report(text: string): string {
  return compile([{ file: "all.yaml", text }]).problems.map(formatDiagnostic).join("\n");
}

const DEFINITION = `file_format: definition/2
attributes:
  - {key: x.a, type: string, brief: A., note: Longer., stability: stable, examples: [a]}
  - {key: x.b, type: {members: [{id: one, value: 1, stability: stable}]}, brief: B., stability: stable, deprecated: {reason: renamed, renamed_to: x.a}}
attribute_groups:
  - {id: x.group, visibility: public, brief: G., stability: stable, attributes: [{ref: x.a, note: ""}]}
entities:
  - {type: x.thing, identity: [{ref: x.a, requirement_level: required}], description: [{ref: x.b}], brief: T., stability: stable, requirement_level: opt_in}
metrics:
  - name: x.level
    instrument: gauge
    unit: s
    brief: L.
    note: Noted.
    stability: stable
    annotations: {code_generation: {metric_value_type: int}}
    requirement_level: recommended
    entity_associations: [x.thing]
    attributes: [{ref: x.a, requirement_level: {recommended: If known.}}, {ref: x.b}]
events:
  - {name: x.happened, brief: H., stability: stable, entity_associations: [{all_of: [x.thing, {one_of: [x.thing]}]}]}
spans:
  - {type: x.work, kind: client, name: {note: N.}, brief: W., stability: stable, attributes: [{ref: x.a, brief: Other., sampling_relevant: true}]}
metric_refinements: [{id: x.finer, ref: x.level, brief: F.}]
event_refinements: [{id: x.seldom, ref: x.happened, stability: beta, attributes: [{ref: x.b}]}]
span_refinements: [{id: x.play, ref: x.work, name: {note: Other.}, attributes: [{ref: x.b}]}]
entity_refinements: [{id: x.special, ref: x.thing, note: Special., description: [{ref: x.b, brief: Other.}]}]
`;

const A = `"key":"x.a","type":"string","examples":["a"],"brief":"A.","note":"Longer.","stability":"stable"`;
const A_WITHOUT_NOTE = `"key":"x.a","type":"string","examples":["a"],"brief":"A.","stability":"stable"`;
const A_OTHER =
  `"key":"x.a","type":"string","examples":["a"],"brief":"Other.","note":"Longer.","stability":"stable"`;
const B_TYPE = `{"members":[{"id":"one","value":1,"stability":"stable"}]}`;
const B_DEPRECATED = `{"reason":"renamed","renamed_to":"x.a","note":"Replaced by \`x.a\`."}`;
const B = `"key":"x.b","type":${B_TYPE},"brief":"B.","stability":"stable","deprecated":${B_DEPRECATED}`;
const B_OTHER =
  `"key":"x.b","type":${B_TYPE},"brief":"Other.","stability":"stable","deprecated":${B_DEPRECATED}`;
const CATALOG = [A, A_WITHOUT_NOTE, A_OTHER, B, B_OTHER];

/** What {@linkcode DEFINITION} says, with uses of attributes and associations as a form of Weaver's has them. */
function resolved(
  use: (attribute: string, more: string) => string,
  thing: string,
  definitions: string,
): string {
  const recommended = `"requirement_level":"recommended"`;
  const identity = use(A, `"requirement_level":"required"`);
  const [b, level] = [use(B, recommended), use(A, `"requirement_level":{"recommended":"If known."}`)];
  const sampled = use(A_OTHER, `${recommended},"sampling_relevant":true`);
  const thingEntity =
    `"type":"x.thing","identity":[${identity}],"requirement_level":"opt_in","brief":"T.","stability":"stable"`;
  const annotated = `"annotations":{"code_generation":{"metric_value_type":"int"}}`;
  const metric = `"name":"x.level","instrument":"gauge","unit":"s","attributes":[${level},${b}],` +
    `"entity_associations":[${thing}],"requirement_level":"recommended","note":"Noted.","stability":"stable",${annotated}`;
  const event =
    `"name":"x.happened","entity_associations":[{"all_of":[${thing},{"one_of":[${thing}]}]}],"brief":"H."`;
  const span = `"type":"x.work","kind":"client","brief":"W.","stability":"stable"`;
  return `"schema_url":"https://x.example/1.0.0","registry":{"attributes":${definitions},` +
    `"attribute_groups":[{"id":"x.group","brief":"G.","stability":"stable","attributes":[${
      use(A_WITHOUT_NOTE, recommended)
    }]}],"entities":[{${thingEntity},"description":[${b}]}],"metrics":[{${metric},"brief":"L."}],` +
    `"events":[{${event},"stability":"stable"}],` +
    `"spans":[{${span},"name":{"note":"N."},"attributes":[${sampled}]}]},` +
    `"refinements":{"metrics":[{"id":"x.level",${metric},"brief":"L."},{"id":"x.finer",${metric},"brief":"F."}],` +
    `"events":[{"id":"x.happened",${event},"stability":"stable"},{"id":"x.seldom",${event},"stability":"beta","attributes":[${b}]}],` +
    `"spans":[{"id":"x.play",${span},"name":{"note":"Other."},"attributes":[${sampled},${b}]}],` +
    `"entities":[{"id":"x.special",${thingEntity},"note":"Special.","description":[${
      use(B_OTHER, recommended)
    }]}]}`;
}

const FORMS: Readonly<Record<string, string>> = {
  "a resolved file": `{"file_format":"resolved/2.0","attribute_catalog":[${
    CATALOG.map((attribute) => `{${attribute}}`)
  }],${
    resolved((attribute, more) => `{"base":${CATALOG.indexOf(attribute)},${more}}`, `"x.thing"`, "[0,3]")
  },"dependencies":[]}`,
  "a materialized registry": `{${
    resolved(
      (attribute, more) => `{${attribute},${more},"provenance":{"path":"a.yaml"}}`,
      `{"type":"x.thing","provenance":{"source":"https://y.example/1.0.0"}}`,
      `[{${A}},{${B}}]`,
    )
  },"dependencies":[]}`,
};

for (const [what, text] of Object.entries(FORMS)) {
  test(`${what} is the same schema as the definitions that it was made from`, () => {
    assert.deepEqual(plain({ ...fileOf(text), format: "" }), plain({ ...fileOf(DEFINITION), format: "" }));
    assert.equal(compile([{ file: "all.yaml", text }]).schema?.version, "1.0.0");
  });
}

test("a refinement that doesn't say what it refines is left out, with a warning", () => {
  const text = `file_format: resolved/2.0
attribute_catalog: []
registry: {events: [{name: base, brief: B., stability: stable}]}
refinements:
  events: [{id: base, name: base}, {id: finer, name: event.finer, brief: F., stability: stable}]
`;
  const { schema, problems } = compile([{ file: "all.yaml", text }]);
  assert.deepEqual(
    schema?.files.map(({ events, refinements }) => [events.length, refinements.events.length]),
    [[1, 0]],
  );
  assert.equal(
    problems.map(formatDiagnostic).join("\n"),
    `all.yaml:5:54: warning PC131: the refinement "event.finer" doesn't say what it refines, and is left out
  5 |   events: [{id: base, name: base}, {id: finer, name: event.finer, brief: F., stability: stable}]
    |                                                      ^
    = expected the name of an event`,
  );
});

test("an attribute that a resolved registry uses and another one defines is defined by its first use", () => {
  const { attributes, events } = fileOf(
    `{"file_format":"resolved/2.0","attribute_catalog":[{${A_OTHER}}],"registry":{"attributes":[],"events":[` +
      `{"name":"x.happened","brief":"H.","stability":"stable","attributes":[{"base":0,"requirement_level":"opt_in"}]}]}}`,
  );
  assert.deepEqual(attributes.map(({ key, brief }) => [key, brief]), [["x.a", "Other."]]);
  assert.equal(events[0]?.attributes[0]?.definition, attributes[0]);
});

/** What is wrong, the file, and the exact report. */
const REPORTED: readonly (readonly [what: string, text: string, report: string])[] = [
  [
    "attributes that the catalog doesn't have",
    `attribute_catalog: [{key: x.a, type: string, brief: A., stability: stable}, {key: x.b, type: int, stability: stable}]
registry:
  attributes: [0, 2]
  metrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable, attributes: [{base: 7}, {base: a}, {}]}]
`,
    `all.yaml:2:77: error PC105: the key "brief" is missing
  2 | attribute_catalog: [{key: x.a, type: string, brief: A., stability: stable}, {key: x.b, type: int, stability: stable}]
    |                                                                             ^
    = expected a string
all.yaml:4:19: error PC112: no attribute 2 is in the catalog
  4 |   attributes: [0, 2]
    |                   ^
    = expected an index of attribute_catalog, which has 2 attributes
all.yaml:5:101: error PC112: no attribute 7 is in the catalog
  5 |  metrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable, attributes: [{base: 7}, {base: a}, {}]}]
    |                                                                                                    ^
    = expected an index of attribute_catalog, which has 2 attributes
all.yaml:5:112: error PC106: the wrong kind of value: "a"
  5 |  metrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable, attributes: [{base: 7}, {base: a}, {}]}]
    |                                                                                                               ^
    = expected an index, which is a whole number
all.yaml:5:116: error PC105: the key "base" is missing
  5 |  metrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable, attributes: [{base: 7}, {base: a}, {}]}]
    |                                                                                                                   ^
    = expected an index, which is a whole number`,
  ],
  [
    "definitions that lack keys, but not references to an attribute that does",
    `attribute_catalog: [{key: x.a, type: string, brief: A., stability: stable}]
registry:
  attributes: [0]
  attribute_groups: [{id: g}]
  entities: [{identity: [{base: 0}]}, {type: x}]
  metrics: [{name: m, entity_associations: [x, {type: 5}, {}]}]
  events: [{brief: E.}]
  spans: [{type: s, kind: clent, name: {note: N.}, brief: S., stability: stable}]
refinements:
  metrics: [{name: m}]
`,
    `all.yaml:5:22: error PC105: the key "brief" is missing
  5 |   attribute_groups: [{id: g}]
    |                      ^
    = expected a string
all.yaml:5:22: error PC105: the key "stability" is missing
  5 |   attribute_groups: [{id: g}]
    |                      ^
    = expected development, alpha, beta, release_candidate, stable, experimental or deprecated
all.yaml:6:14: error PC105: the key "type" is missing
  6 |   entities: [{identity: [{base: 0}]}, {type: x}]
    |              ^
    = expected a string
all.yaml:6:14: error PC105: the key "brief" is missing
  6 |   entities: [{identity: [{base: 0}]}, {type: x}]
    |              ^
    = expected a string
all.yaml:6:14: error PC105: the key "stability" is missing
  6 |   entities: [{identity: [{base: 0}]}, {type: x}]
    |              ^
    = expected development, alpha, beta, release_candidate, stable, experimental or deprecated
all.yaml:6:39: error PC105: the key "brief" is missing
  6 |   entities: [{identity: [{base: 0}]}, {type: x}]
    |                                       ^
    = expected a string
all.yaml:6:39: error PC105: the key "stability" is missing
  6 |   entities: [{identity: [{base: 0}]}, {type: x}]
    |                                       ^
    = expected development, alpha, beta, release_candidate, stable, experimental or deprecated
all.yaml:7:13: error PC105: the key "instrument" is missing
  7 |   metrics: [{name: m, entity_associations: [x, {type: 5}, {}]}]
    |             ^
    = expected counter, updowncounter, gauge or histogram
all.yaml:7:13: error PC105: the key "unit" is missing
  7 |   metrics: [{name: m, entity_associations: [x, {type: 5}, {}]}]
    |             ^
    = expected a string
all.yaml:7:13: error PC105: the key "brief" is missing
  7 |   metrics: [{name: m, entity_associations: [x, {type: 5}, {}]}]
    |             ^
    = expected a string
all.yaml:7:13: error PC105: the key "stability" is missing
  7 |   metrics: [{name: m, entity_associations: [x, {type: 5}, {}]}]
    |             ^
    = expected development, alpha, beta, release_candidate, stable, experimental or deprecated
all.yaml:7:48: error PC106: nothing in it
  7 |   metrics: [{name: m, entity_associations: [x, {type: 5}, {}]}]
    |                                                ^
    = expected one_of or all_of
all.yaml:7:59: error PC106: nothing in it
  7 |   metrics: [{name: m, entity_associations: [x, {type: 5}, {}]}]
    |                                                           ^
    = expected one_of or all_of
all.yaml:8:12: error PC105: the key "name" is missing
  8 |   events: [{brief: E.}]
    |            ^
    = expected a string
all.yaml:8:12: error PC105: the key "stability" is missing
  8 |   events: [{brief: E.}]
    |            ^
    = expected development, alpha, beta, release_candidate, stable, experimental or deprecated
all.yaml:9:27: error PC107: "clent" isn't one of the allowed values
  9 |   spans: [{type: s, kind: clent, name: {note: N.}, brief: S., stability: stable}]
    |                           ^
    = expected internal, client, server, producer or consumer; did you mean "client"?
all.yaml:11:13: error PC105: the key "id" is missing
  11 |   metrics: [{name: m}]
     |             ^
     = expected a string
all.yaml:11:13: error PC105: the key "instrument" is missing
  11 |   metrics: [{name: m}]
     |             ^
     = expected counter, updowncounter, gauge or histogram
all.yaml:11:13: error PC105: the key "unit" is missing
  11 |   metrics: [{name: m}]
     |             ^
     = expected a string
all.yaml:11:13: error PC105: the key "brief" is missing
  11 |   metrics: [{name: m}]
     |             ^
     = expected a string
all.yaml:11:13: error PC105: the key "stability" is missing
  11 |   metrics: [{name: m}]
     |             ^
     = expected development, alpha, beta, release_candidate, stable, experimental or deprecated`,
  ],
  [
    "a refinement of what isn't there",
    `attribute_catalog: []
registry: {}
refinements:
  spans: [{id: more, type: s, kind: client, name: {note: N.}, brief: S., stability: stable}]
`,
    `all.yaml:5:28: error PC112: no group "span.s" is defined
  5 |   spans: [{id: more, type: s, kind: client, name: {note: N.}, brief: S., stability: stable}]
    |                            ^
    = expected the name of a group of this schema`,
  ],
  [
    "a registry that is none",
    `registry: 5
attribute_catalog: {}
`,
    `all.yaml:2:11: error PC106: the wrong kind of value: 5
  2 | registry: 5
    |           ^
    = expected a mapping
all.yaml:3:20: error PC106: the wrong kind of value: a mapping
  3 | attribute_catalog: {}
    |                    ^
    = expected a list`,
  ],
];

for (const [what, text, expected] of REPORTED) {
  test(`compile() reports ${what}, in a resolved file`, () => {
    assert.equal(report(`file_format: resolved/2.0\n${text}`), expected);
  });
}
