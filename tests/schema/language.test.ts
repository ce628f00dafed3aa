import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compile,
  formatDiagnostic,
  type Schema,
  type SchemaFile,
  type SchemaSource,
} from "../../src/schema/mod.ts";

import { plain } from "./plain.ts";

function schemaOf(...sources: readonly SchemaSource[]): Schema {
  const { schema, problems } = compile(sources);
  assert.equal(problems.map(formatDiagnostic).join("\n"), "");
  assert.ok(schema);
  return schema;
}

function onlyFile(text: string): SchemaFile {
  const [file] = schemaOf({ file: "all.yaml", text }).files;
  assert.ok(file);
  return file;
}

const ATTRIBUTES = `attributes:
  - {key: shop.id, type: string, brief: Which., stability: stable, examples: [a, b]}
  - {key: shop.size, type: int, brief: How large., stability: beta, note: In square metres., annotations: {tool: {a: 1, b: 2}}}
  - {key: shop.tags, type: "string[]", brief: Tags., stability: stable}
  - {key: shop.header, type: "template[string[]]", brief: Headers., stability: development}
  - {key: shop.extra, type: any, brief: Anything., stability: stable}
  - key: shop.code
    type: {members: [{id: fine, value: 0, brief: Fine., stability: stable}, {id: bad, value: 7, deprecated: {reason: obsoleted, note: Never again.}}]}
    brief: Code.
    stability: stable
`;

test("attributes have every type of the definition language, and refinements of references go before definitions", () => {
  const file = onlyFile(`file_format: definition/2
${ATTRIBUTES}
attribute_groups:
  - {id: shop.inner, visibility: internal, attributes: [{ref: shop.size, requirement_level: opt_in, brief: Inner.}]}
  - id: shop.outer
    visibility: public
    brief: Outer.
    stability: stable
    attributes:
      - {ref: shop.id, requirement_level: required}
      - {ref_group: shop.inner}
      - {ref: shop.size, note: Outer., annotations: {tool: {b: 3}, other: [1]}}
      - {ref: shop.header, requirement_level: {conditionally_required: If there are any.}}
`);
  assert.deepEqual(file.attributes.map(({ key, type }) => [key, plain(type)]), [
    ["shop.id", "string"],
    ["shop.size", "int"],
    ["shop.tags", "string[]"],
    ["shop.header", "template[string[]]"],
    ["shop.extra", "any"],
    ["shop.code", {
      isOpen: true,
      members: [
        { id: "fine", value: 0, brief: "Fine.", stability: "stable" },
        { id: "bad", value: 7, deprecated: { reason: "obsoleted", note: "Never again." } },
      ],
    }],
  ]);
  assert.deepEqual(plain(file.attributeGroups.map(({ id, visibility }) => ({ id, visibility }))), [
    { id: "shop.inner", visibility: "internal" },
    { id: "shop.outer", visibility: "public" },
  ]);
  assert.deepEqual(plain(file.attributeGroups[1]?.attributes), [
    {
      key: "shop.id",
      type: "string",
      examples: ["a", "b"],
      brief: "Which.",
      stability: "stable",
      requirementLevel: { level: "required" },
    },
    {
      key: "shop.size",
      type: "int",
      brief: "Inner.",
      note: "Outer.",
      stability: "beta",
      annotations: { tool: { a: 1, b: 3 }, other: [1] },
      requirementLevel: { level: "opt_in" },
    },
    {
      key: "shop.header",
      type: "template[string[]]",
      brief: "Headers.",
      stability: "development",
      requirementLevel: { level: "conditionally_required", text: "If there are any." },
    },
  ]);
});

test("signals have attributes, associations and levels, and refinements change what they refine", () => {
  const file = onlyFile(`file_format: definition/2
${ATTRIBUTES}
entities:
  - {type: shop, identity: [{ref: shop.id}], description: [{ref: shop.tags}], brief: A shop., stability: stable, requirement_level: opt_in}
  - {type: hall, identity: [{ref: shop.code}], brief: A hall., stability: alpha}
metrics:
  - name: shop.visits
    instrument: counter
    unit: "{visit}"
    brief: Visits.
    stability: stable
    annotations: {code_generation: {metric_value_type: double}}
    attributes: [{ref: shop.size}]
    entity_associations: [shop, {all_of: [hall, {one_of: [shop]}]}]
    requirement_level: opt_in
events:
  - {name: shop.opened, brief: It opens., stability: development, attributes: [{ref: shop.extra}]}
spans:
  - {type: shop.serve, kind: server, name: {note: Name.}, brief: Serves., stability: stable, attributes: [{ref: shop.id, sampling_relevant: true}]}
metric_refinements:
  - {id: shop.visits.large, ref: shop.visits, brief: Large., attributes: [{ref: shop.size, requirement_level: required}, {ref: shop.code}]}
event_refinements:
  - {id: shop.opened.late, ref: shop.opened, stability: alpha}
span_refinements:
  - {id: shop.serve.fast, ref: shop.serve, name: {note: Fast.}, attributes: [{ref: shop.id, note: Known.}]}
entity_refinements:
  - {id: shop.large, ref: shop, identity: [{ref: shop.id, brief: Large.}], description: [{ref: shop.size}]}
`);
  const size = {
    key: "shop.size",
    type: "int",
    brief: "How large.",
    note: "In square metres.",
    stability: "beta",
    annotations: { tool: { a: 1, b: 2 } },
    requirementLevel: { level: "recommended" },
  };
  const visits = {
    name: "shop.visits",
    instrument: "counter",
    unit: "{visit}",
    valueType: "double",
    brief: "Visits.",
    stability: "stable",
    annotations: { code_generation: { metric_value_type: "double" } },
    attributes: [size],
    associations: {
      kind: "one_of",
      of: [
        { kind: "entity", type: "shop", entity: "shop" },
        {
          kind: "all_of",
          of: [
            { kind: "entity", type: "hall", entity: "hall" },
            { kind: "one_of", of: [{ kind: "entity", type: "shop", entity: "shop" }] },
          ],
        },
      ],
    },
    requirementLevel: "opt_in",
  };
  assert.deepEqual(plain(file.metrics), [visits]);
  const large = plain(file.refinements.metrics[0]);
  const code = plain(file.attributes[5]);
  assert.deepEqual(large, {
    ...visits,
    id: "shop.visits.large",
    brief: "Large.",
    attributes: [
      { ...size, requirementLevel: { level: "required" } },
      { ...Object(code), requirementLevel: { level: "recommended" } },
    ],
  });
  assert.deepEqual(
    file.events.map(({ name, attributes }) => [name, attributes.map(({ key }) => key)]),
    [["shop.opened", ["shop.extra"]]],
  );
  assert.deepEqual(
    file.refinements.events.map((
      { id, name, stability, base },
    ) => [id, name, stability, base === file.events[0]]),
    [["shop.opened.late", "shop.opened", "alpha", true]],
  );
  assert.deepEqual(
    [...file.spans, ...file.refinements.spans].map((
      { type, kind, nameNote, attributes: [id] },
    ) => [type, kind, nameNote, id?.isSamplingRelevant, id?.note]),
    [["shop.serve", "server", "Name.", true, undefined], ["shop.serve", "server", "Fast.", true, "Known."]],
  );
  assert.deepEqual(
    [...file.entities, ...file.refinements.entities].map((
      { type, identity, description, requirementLevel },
    ) => [
      type,
      identity.map(({ key, brief }) => `${key}: ${brief}`),
      description.map(({ key }) => key),
      requirementLevel,
    ]),
    [
      ["shop", ["shop.id: Which."], ["shop.tags"], "opt_in"],
      ["hall", ["shop.code: Code."], [], undefined],
      ["shop", ["shop.id: Large."], ["shop.tags", "shop.size"], "opt_in"],
    ],
  );
});

test("names resolve across files, whatever the order of files and definitions", () => {
  const sources = [
    {
      file: "a.yaml",
      text:
        `file_format: definition/2\nmetrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable, attributes: [{ref_group: g}], entity_associations: [e]}]`,
    },
    {
      file: "b.yaml",
      text:
        `file_format: percore/1\nattribute_groups: [{id: g, visibility: internal, attributes: [{ref_group: h}]}, {id: h, visibility: internal, attributes: [{ref: x.y}]}]`,
    },
    {
      file: "c.yaml",
      text:
        `file_format: definition/2\nentities: [{type: e, identity: [{ref: x.y}], brief: E., stability: stable}]`,
    },
    {
      file: "d.yaml",
      text: `file_format: percore/1\nattributes: [{key: x.y, type: string, brief: X., stability: stable}]`,
    },
  ];
  const forward = schemaOf(...sources);
  assert.deepEqual(plain(schemaOf(...sources.toReversed())), plain(forward));
  const [metric] = forward.files[0]?.metrics ?? [];
  assert.deepEqual(metric?.attributes.map(({ key }) => key), ["x.y"]);
});

test("a set takes metrics that are defined elsewhere, with what it says of their recording", () => {
  const { files } = schemaOf(
    {
      file: "base.yaml",
      text: `file_format: definition/2
attributes: [{key: x.y, type: string, brief: X., stability: stable}]
metrics:
  - {name: m.time, instrument: histogram, unit: s, brief: Time., note: Long., stability: beta, attributes: [{ref: x.y}], annotations: {code_generation: {metric_value_type: int}}}
  - {name: m.count, instrument: updowncounter, unit: "1", brief: Count., stability: stable, deprecated: {reason: renamed, renamed_to: m.total}, annotations: {code_generation: {metric_value_type: double}}}`,
    },
    {
      file: "overlay.yaml",
      text: `file_format: percore/1
metric_sets:
  - name: m
    brief: M.
    stability: stable
    attributes: [{ref: x.y, attach: measurement, bound: 5, requirement_level: required}]
    metrics:
      - {ref: m.time, field: time, aggregation: min_max_sum_count}
      - {ref: m.count, field: count, recording: observe}`,
    },
  );
  const [base, overlay] = files;
  const [set] = overlay?.metricSets ?? [];
  assert.deepEqual(
    plain(set?.metrics.map(({ metric: _metric, annotations: _annotations, ...field }) => field)),
    [
      {
        name: "m.time",
        field: "time",
        instrument: "histogram",
        unit: "s",
        valueType: "double",
        brief: "Time.",
        note: "Long.",
        stability: "beta",
        aggregation: { kind: "min_max_sum_count" },
      },
      {
        name: "m.count",
        field: "count",
        instrument: "updowncounter",
        unit: "1",
        valueType: "double",
        brief: "Count.",
        stability: "stable",
        deprecated: { reason: "renamed", renamedTo: "m.total" },
        recording: "observe",
      },
    ],
  );
  assert.deepEqual(set?.metrics.map(({ metric }) => metric), base?.metrics);
  assert.deepEqual(set?.storage, { kind: "dense", series: 5, budget: 2000 });
});

test("a metric of a set counts in what its annotations say for code generators", () => {
  const hints = "annotations: {code_generation: {metric_value_type: double}}";
  const file = onlyFile(`file_format: percore/1
metric_sets:
  - name: m
    brief: M.
    stability: stable
    metrics:
      - {name: m.a, field: a, instrument: counter, unit: s, brief: A., ${hints}}
      - {name: m.b, field: b, instrument: counter, unit: s, brief: B., value_type: int, ${hints}}
`);
  assert.deepEqual(file.metricSets[0]?.metrics.map(({ valueType }) => valueType), ["double", "int"]);
});

test("an enum of strings with a bound takes other values as well, as many as the bound says", () => {
  const file = onlyFile(`file_format: percore/1
attributes:
  - {key: x.kind, type: {members: [{id: a}, {id: b}]}, brief: Kind., stability: stable}
  - {key: x.code, type: {members: [{id: a, value: 1}, {id: b, value: 2}]}, brief: Code., stability: stable}
metric_sets:
  - name: x
    brief: X.
    stability: stable
    attributes:
      - {ref: x.kind, attach: measurement, bound: 10}
      - {ref: x.code, attach: measurement, requirement_level: required}
    metrics: [{name: x.a, field: a, instrument: counter, unit: s, brief: A.}]
`);
  const [set] = file.metricSets;
  assert.deepEqual(set?.measurement.map(({ bound }) => bound), [10, undefined]);
  assert.equal(set?.storage.series, 22);
});

test("aliases stand for what they name, where that is bounded", () => {
  const file = onlyFile(`file_format: definition/2
attributes:
  - {key: x.a, type: string, brief: &brief "Said once.", stability: stable, annotations: &hints {a: [1, 2]}}
  - {key: x.b, type: string, brief: *brief, stability: stable, annotations: *hints}
`);
  const [first, second] = file.attributes;
  assert.equal(second?.brief, "Said once.");
  assert.deepEqual(plain(second?.annotations), plain(first?.annotations));
});

test("keys without a value are keys that aren't there, in registries that others wrote", () => {
  const file = onlyFile(`file_format: definition/2
attributes: [{key: x.a, type: {members: [{id: a, value: null, note: }]}, brief: A., stability: stable, note: null, deprecated: , annotations: {a: null}}]`);
  assert.deepEqual(plain(file.attributes), [{
    key: "x.a",
    type: { isOpen: true, members: [{ id: "a", value: "a" }] },
    brief: "A.",
    stability: "stable",
    annotations: { a: null },
  }]);
});

/** What is wrong, the file, and the exact report. */
const REJECTED: readonly (readonly [what: string, text: string, report: string])[] = [
  [
    "groups that lead back to themselves",
    `attribute_groups:
  - {id: a, visibility: internal, attributes: [{ref_group: b}]}
  - {id: b, visibility: internal, attributes: [{ref_group: a}]}`,
    `all.yaml:3:5: error PC116: the attribute group "a" takes attributes from itself, through others
  3 |   - {id: a, visibility: internal, attributes: [{ref_group: b}]}
    |     ^
    = expected groups that don't lead back to it`,
  ],
  [
    "an attribute that two groups give",
    `attributes: [{key: x.y, type: int, brief: X., stability: stable}]
attribute_groups:
  - {id: a, visibility: internal, attributes: [{ref: x.y}]}
  - {id: b, visibility: internal, attributes: [{ref: x.y}]}
  - {id: c, visibility: internal, attributes: [{ref_group: a}, {ref_group: b}]}`,
    `all.yaml:6:76: error PC111: the attribute "x.y" is in two groups, "a" and "b"
  6 |   - {id: c, visibility: internal, attributes: [{ref_group: a}, {ref_group: b}]}
    |                                                                            ^
    = expected each attribute in one of them`,
  ],
  [
    "a public group that doesn't say what it is",
    "attribute_groups: [{id: a, visibility: public, brief: A.}]",
    `all.yaml:2:20: error PC105: the key "stability" is missing
  2 | attribute_groups: [{id: a, visibility: public, brief: A.}]
    |                    ^
    = expected stability of a public group, or visibility: internal`,
  ],
  [
    "a refinement that changes what identifies an entity",
    `attributes: [{key: x.y, type: int, brief: X., stability: stable}, {key: x.z, type: int, brief: Z., stability: stable}]
entities: [{type: e, identity: [{ref: x.y}], brief: E., stability: stable}]
entity_refinements:
  - {id: f, ref: e, identity: [{ref: x.z}], description: [{ref: x.y}]}`,
    `all.yaml:5:38: error PC117: the refinement changes whether "x.z" identifies the entity "e"
  5 |   - {id: f, ref: e, identity: [{ref: x.z}], description: [{ref: x.y}]}
    |                                      ^
    = expected the identity as it is (x.y), and any other attributes in its description
all.yaml:5:65: error PC117: the refinement changes whether "x.y" identifies the entity "e"
  5 |   - {id: f, ref: e, identity: [{ref: x.z}], description: [{ref: x.y}]}
    |                                                                 ^
    = expected the identity as it is (x.y), and any other attributes in its description`,
  ],
  [
    "references to signals, groups and entities that aren't defined",
    `metrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable, attributes: [{ref_group: g}], entity_associations: [{one_of: [e]}]}]
metric_refinements: [{id: n, ref: mm}]`,
    `all.yaml:2:104: error PC112: no attribute group "g" is defined
  2 | ent: gauge, unit: s, brief: M., stability: stable, attributes: [{ref_group: g}], entity_associations: [{one_of: [e]}]}]
    |                                                                             ^
    = expected the name of an attribute group of this schema
all.yaml:2:141: error PC112: no entity "e" is defined
  2 | ent: gauge, unit: s, brief: M., stability: stable, attributes: [{ref_group: g}], entity_associations: [{one_of: [e]}]}]
    |                                                                                                                  ^
    = expected the name of an entity of this schema
all.yaml:3:35: error PC112: no metric "mm" is defined
  3 | metric_refinements: [{id: n, ref: mm}]
    |                                   ^
    = expected the name of a metric of this schema; did you mean "m"?`,
  ],
  [
    "a reference in a group, once, however many use the group",
    `attribute_groups: [{id: g, visibility: internal, attributes: [{ref: x.y}]}]
events:
  - {name: a, brief: A., stability: stable, attributes: [{ref_group: g}]}
  - {name: b, brief: B., stability: stable, attributes: [{ref_group: g}]}`,
    `all.yaml:2:69: error PC112: no attribute "x.y" is defined
  2 | attribute_groups: [{id: g, visibility: internal, attributes: [{ref: x.y}]}]
    |                                                                     ^
    = expected the name of an attribute of this schema`,
  ],
  [
    "an attribute that a signal has twice",
    `attributes: [{key: x.y, type: int, brief: X., stability: stable}]
events: [{name: a, brief: A., stability: stable, attributes: [{ref: x.y}, {ref: x.y, note: B.}]}]`,
    `all.yaml:3:81: error PC111: the attribute "x.y" is listed twice
  3 | events: [{name: a, brief: A., stability: stable, attributes: [{ref: x.y}, {ref: x.y, note: B.}]}]
    |                                                                                 ^
    = expected each attribute once`,
  ],
  [
    "values of an enum that are of several types, or the same",
    `attributes: [{key: x.y, type: {members: [{id: a, value: 1}, {id: b, value: "1"}]}, brief: X., stability: stable}]`,
    `all.yaml:2:76: error PC106: a string beside values that are numbers
  2 | attributes: [{key: x.y, type: {members: [{id: a, value: 1}, {id: b, value: "1"}]}, brief: X., stability: stable}]
    |                                                                            ^
    = expected values of one type
all.yaml:2:76: warning PC111: the enum value "1" is defined twice
  2 | attributes: [{key: x.y, type: {members: [{id: a, value: 1}, {id: b, value: "1"}]}, brief: X., stability: stable}]
    |                                                                            ^
    = expected another name: the first is at all.yaml:2:57`,
  ],
  [
    "members that are texts, once each",
    "attributes: [{key: x.y, type: {members: [small, large]}, brief: X., stability: stable}]",
    `all.yaml:2:42: error PC106: the wrong kind of value: "small"
  2 | attributes: [{key: x.y, type: {members: [small, large]}, brief: X., stability: stable}]
    |                                          ^
    = expected a mapping
all.yaml:2:49: error PC106: the wrong kind of value: "large"
  2 | attributes: [{key: x.y, type: {members: [small, large]}, brief: X., stability: stable}]
    |                                                 ^
    = expected a mapping`,
  ],
  [
    "an entity that is defined twice, once",
    `attributes: [{key: x.y, type: int, brief: X., stability: stable}]
entities: [{type: e, identity: [{ref: x.y}], brief: E., stability: stable}, {type: e, identity: [{ref: x.y}], brief: E., stability: stable}]`,
    `all.yaml:3:84: error PC111: the entity "e" is defined twice
  3 |  identity: [{ref: x.y}], brief: E., stability: stable}, {type: e, identity: [{ref: x.y}], brief: E., stability: stable}]
    |                                                                ^
    = expected another name: the first is at all.yaml:3:19`,
  ],
  [
    "an association that names nothing, or two things",
    `entities: []
events:
  - {name: a, brief: A., stability: stable, entity_associations: [{}]}
  - {name: b, brief: B., stability: stable, entity_associations: [{one_of: [], all_of: [5]}]}`,
    `all.yaml:4:67: error PC106: nothing in it
  4 |   - {name: a, brief: A., stability: stable, entity_associations: [{}]}
    |                                                                   ^
    = expected one_of or all_of
all.yaml:5:76: error PC106: nothing in it
  5 |   - {name: b, brief: B., stability: stable, entity_associations: [{one_of: [], all_of: [5]}]}
    |                                                                            ^
    = expected at least one item`,
  ],
  [
    "an alias of what it is a part of",
    "attributes: &all [{key: *all}]",
    `all.yaml:2:25: error PC103: the alias "*all" stands for what it is a part of
  2 | attributes: &all [{key: *all}]
    |                         ^
    = expected an anchor before it, or the value itself, written out`,
  ],
  [
    "a metric in two sets",
    `attributes: []
metrics: [{name: m, instrument: gauge, unit: s, brief: M., stability: stable}]
attribute_groups:
  - {id: a, visibility: public, brief: A., stability: stable, annotations: {percore: {metric_set: {metrics: [{ref: m, field: m}]}}}}
  - {id: b, visibility: public, brief: B., stability: stable, annotations: {percore: {metric_set: {metrics: [{ref: m, field: m}]}}}}`,
    `all.yaml:6:116: error PC111: the metric "m" is in two sets
  6 | visibility: public, brief: B., stability: stable, annotations: {percore: {metric_set: {metrics: [{ref: m, field: m}]}}}}
    |                                                                                                        ^
    = expected each metric in one set: the first is at all.yaml:5:116`,
  ],
];

for (const [what, text, expected] of REJECTED) {
  test(`compile() reports ${what}`, () => {
    const { problems } = compile([{ file: "all.yaml", text: `file_format: definition/2\n${text}` }]);
    assert.equal(problems.map(formatDiagnostic).join("\n"), expected);
  });
}

test("an alias bomb is reported, and takes no more time than a file of its length", () => {
  const lines = Array.from({ length: 30 }, (_, level) => {
    const value = level === 0 ? "[1, 2, 3, 4]" : `[${Array(9).fill(`*a${level - 1}`).join(", ")}]`;
    return `a${level}: &a${level} ${value}`;
  });
  const { problems } = compile([{ file: "all.yaml", text: lines.join("\n") }]);
  assert.deepEqual(problems.map(({ code, message }) => `${code} ${message}`), [
    "PC102 aliases stand for more than 1000000 values",
  ]);
});

test("a set of a registry is the group that stands for it, and no further group", () => {
  const file = onlyFile(`file_format: definition/2
attributes: [{key: x.y, type: boolean, brief: X., stability: stable}]
metrics: [{name: m.a, instrument: gauge, unit: s, brief: M., stability: stable, attributes: [{ref_group: m}]}]
attribute_groups:
  - id: m
    visibility: public
    brief: A set.
    stability: beta
    note: A note.
    deprecated: {reason: uncategorized, note: Old.}
    attributes: [{ref: x.y}]
    annotations: {percore: {metric_set: {budget: 7, attributes: [{ref: x.y, attach: measurement}], metrics: [{ref: m.a, field: a}]}}}
`);
  assert.deepEqual(file.attributeGroups, []);
  assert.deepEqual(file.metrics[0]?.attributes.map(({ key }) => key), ["x.y"]);
  const [set] = file.metricSets;
  assert.ok(set);
  const { name, brief, note, stability, deprecated, storage, metrics } = set;
  assert.deepEqual({ name, brief, note, stability, deprecated, storage }, {
    name: "m",
    brief: "A set.",
    note: "A note.",
    stability: "beta",
    deprecated: { reason: "uncategorized", note: "Old." },
    storage: { kind: "dense", series: 3, budget: 7 },
  });
  assert.deepEqual(metrics.map(({ name, field }) => [name, field]), [["m.a", "a"]]);
});
