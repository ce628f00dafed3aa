import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatChanges } from "../../src/codegen/mod.ts";
import { type Change, compile, diffSchemas, formatDiagnostic, type Schema } from "../../src/schema/mod.ts";

/** A schema with some of everything, all of it stable. */
const SHOP = `file_format: percore/1
schema_url: https://shop.example/1.0.0
attributes:
  - key: shop.outcome
    type: {members: [{id: ok, stability: stable}, {id: rejected, stability: stable}]}
    stability: stable
    brief: How it ended.
  - {key: shop.region, type: string, stability: stable, brief: Where.}
  - {key: shop.area, type: string, stability: stable, brief: Where., deprecated: {reason: renamed, renamed_to: shop.region}}
  - {key: shop.gift, type: boolean, stability: stable, brief: A gift.}
  - {key: shop.till, type: string, stability: development, brief: Which till.}
  - {key: shop.city, type: string, stability: stable, brief: Which city.}
  - {key: shop.floor, type: int, stability: stable, brief: Which floor.}
attribute_groups:
  - {id: shop.common, visibility: public, brief: All have it., stability: stable, attributes: [{ref: shop.region, requirement_level: recommended}]}
entities:
  - {type: shop.worker, identity: [{ref: shop.till}], description: [{ref: shop.city}], stability: stable, brief: One worker.}
  - {type: shop.owner, identity: [{ref: shop.area}], stability: stable, brief: The owner.}
metrics:
  - {name: shop.stock, instrument: updowncounter, unit: "{item}", brief: Stock., stability: stable, requirement_level: recommended,
     attributes: [{ref: shop.region, requirement_level: required}, {ref: shop.gift, requirement_level: opt_in}],
     entity_associations: [shop.worker]}
  - {name: shop.size, instrument: gauge, unit: m2, brief: Size., stability: stable, requirement_level: recommended}
events:
  - {name: shop.opened, brief: It opened., stability: stable, requirement_level: recommended, attributes: [{ref: shop.region, requirement_level: recommended}]}
spans:
  - {type: shop.sell, kind: server, name: {note: "sell {shop.region}"}, brief: A sale., stability: stable, requirement_level: recommended,
     attributes: [{ref: shop.region, requirement_level: required, sampling_relevant: true}]}
metric_refinements:
  - {id: shop.stock.gifts, ref: shop.stock, brief: Gifts., attributes: [{ref: shop.till, requirement_level: opt_in}]}
event_refinements:
  - {id: shop.opened.late, ref: shop.opened, brief: Late.}
span_refinements:
  - {id: shop.sell.gift, ref: shop.sell, brief: A gift.}
entity_refinements:
  - {id: shop.worker.night, ref: shop.worker, brief: At night.}
metric_sets:
  - name: shop.orders
    entity: shop.worker
    stability: stable
    brief: Orders.
    attributes:
      - {ref: shop.outcome, attach: measurement, requirement_level: required}
      - {ref: shop.region, attach: measurement, bound: 100, requirement_level: recommended}
      - {ref: shop.gift, attach: registration, requirement_level: recommended}
    metrics:
      - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders.}
      - {name: shop.orders.time, field: time, instrument: histogram, unit: s, brief: Time., aggregation: {explicit: {boundaries: [1, 2]}}}
      - {name: shop.orders.open, field: open, instrument: gauge, unit: "{order}", brief: Open orders.}
      - {ref: shop.size, field: size}
`;

function schemaOf(text: string): Schema {
  const { schema, problems } = compile([{ file: "shop.yaml", text }]);
  assert.ok(schema, problems.map(formatDiagnostic).join("\n"));
  return schema;
}

const old = schemaOf(SHOP);

/** The shop's schema with some text in the place of another. */
function edited(...edits: readonly (readonly [before: string, after: string])[]): Schema {
  return schemaOf(edits.reduce((text, [before, after]) => {
    assert.ok(text.includes(before), before);
    return text.replace(before, after);
  }, SHOP));
}

/** The lines of a report, without the count below it. */
function report(changes: readonly Change[]): readonly string[] {
  return formatChanges(changes, "text").split("\n").slice(0, -1);
}

const CASES: readonly (readonly [
  name: string,
  edits: readonly (readonly [before: string, after: string])[],
  lines: readonly string[],
])[] = [
  ["a definition that is new", [[
    "events:\n",
    "events:\n  - {name: shop.closed, brief: It closed., stability: stable, requirement_level: recommended}\n",
  ]], ['compatible  event "shop.closed": added [stable]']],
  ["a stable definition that is gone", [[
    "  - {type: shop.owner, identity: [{ref: shop.area}], stability: stable, brief: The owner.}\n",
    "",
  ]], ['failing     entity "shop.owner": removed [stable]']],
  ["a deprecated definition that is gone", [[
    "  - {key: shop.area, type: string, stability: stable, brief: Where., deprecated: {reason: renamed, renamed_to: shop.region}}\n",
    "",
  ], ["identity: [{ref: shop.area}]", "identity: [{ref: shop.region}]"]], [
    'breaking    attribute "shop.area": removed, replaced by "shop.region" [stable]',
    'failing     entity "shop.owner": identity changed from "shop.area" to "shop.region" [stable]',
  ]],
  ["a definition with another name, the old one being deprecated", [[
    "type: shop.owner, ",
    "type: shop.owner, deprecated: {reason: renamed, renamed_to: shop.boss, note: Bosses.}, ",
  ], [
    "entities:\n",
    "entities:\n  - {type: shop.boss, identity: [{ref: shop.area}], stability: stable, brief: The boss.}\n",
  ]], [
    'compatible  entity "shop.boss": added [stable]',
    'compatible  entity "shop.owner": deprecated, replaced by "shop.boss" ("Bosses.") [stable]',
  ]],
  ["obsolete, uncategorized", [[
    "key: shop.gift, ",
    "key: shop.gift, deprecated: {reason: obsoleted, note: All are.}, ",
  ], ["key: shop.till, ", "key: shop.till, deprecated: {reason: uncategorized, note: Changed.}, "]], [
    'compatible  attribute "shop.gift": deprecated as "obsoleted" ("All are.") [stable]',
    'compatible  attribute "shop.till": deprecated as "uncategorized" ("Changed.") [development]',
  ]],
  ["no longer deprecated", [[", deprecated: {reason: renamed, renamed_to: shop.region}", ""]], [
    'compatible  attribute "shop.area": undeprecated [stable]',
  ]],
  ["deprecated for another reason", [[
    "{reason: renamed, renamed_to: shop.region}",
    "{reason: obsoleted, note: Gone.}",
  ]], ['compatible  attribute "shop.area": deprecated as "obsoleted" ("Gone.") [stable]']],
  ["more stable", [[
    "key: shop.till, type: string, stability: development",
    "key: shop.till, type: string, stability: beta",
  ]], ['compatible  attribute "shop.till": stability changed from "development" to "beta" [development]']],
  ["less stable", [[
    "type: shop.owner, identity: [{ref: shop.area}], stability: stable",
    "type: shop.owner, identity: [{ref: shop.area}], stability: beta",
  ]], ['failing     entity "shop.owner": stability changed from "stable" to "beta" [stable]']],
  ["the type of an attribute", [["key: shop.till, type: string", "key: shop.till, type: int"], [
    "type: boolean",
    "type: int",
  ]], [
    'failing     attribute "shop.gift": type changed from "boolean" to "int" [stable]',
    'breaking    attribute "shop.till": type changed from "string" to "int" [development]',
  ]],
  ["an enum that becomes a string", [[
    "type: {members: [{id: ok, stability: stable}, {id: rejected, stability: stable}]}",
    "type: string",
  ], ["{ref: shop.outcome, attach: measurement, ", "{ref: shop.outcome, attach: measurement, bound: 2, "]], [
    'failing     attribute "shop.outcome": type changed from "enum of string" to "string" [stable]',
    'compatible  metric set "shop.orders", attribute "shop.outcome": bound changed from "none" to "2" [stable]',
  ]],
  ["members of an enum", [["{id: rejected, stability: stable}", "{id: lost, stability: stable}"]], [
    'compatible  attribute "shop.outcome", member "lost": added [stable]',
    'failing     attribute "shop.outcome", member "rejected": removed [stable]',
  ]],
  ["a member's value, stability and deprecation", [[
    "{id: ok, stability: stable}, {id: rejected, stability: stable}",
    "{id: ok, value: fine, stability: beta}, {id: rejected, stability: stable, deprecated: {reason: renamed, renamed_to: ok}}",
  ]], [
    'failing     attribute "shop.outcome", member "ok": stability changed from "stable" to "beta" [stable]',
    'failing     attribute "shop.outcome", member "ok": value changed from "ok" to "fine" [stable]',
    'compatible  attribute "shop.outcome", member "rejected": deprecated, replaced by "ok" [stable]',
  ]],
  ["an attribute of a public group", [[
    "[{ref: shop.region, requirement_level: recommended}]}\nentities",
    "[{ref: shop.till, requirement_level: recommended}]}\nentities",
  ]], [
    'failing     attribute group "shop.common", attribute "shop.region": removed [stable]',
    'compatible  attribute group "shop.common", attribute "shop.till": added [stable]',
  ]],
  ["an attribute of a metric", [[
    "{ref: shop.region, requirement_level: required}, {ref: shop.gift, requirement_level: opt_in}]",
    "{ref: shop.till, requirement_level: recommended}, {ref: shop.outcome, requirement_level: opt_in}]",
  ]], [
    'failing     metric "shop.stock", attribute "shop.gift": removed [stable]',
    'compatible  metric "shop.stock", attribute "shop.outcome": added [stable]',
    'failing     metric "shop.stock", attribute "shop.region": removed [stable]',
    'failing     metric "shop.stock", attribute "shop.till": added [stable]',
  ]],
  ["requirement levels of a metric's attributes", [[
    "{ref: shop.region, requirement_level: required}, {ref: shop.gift, requirement_level: opt_in}]",
    "{ref: shop.region, requirement_level: {conditionally_required: if known}}, {ref: shop.gift, requirement_level: recommended}]",
  ]], [
    'failing     metric "shop.stock", attribute "shop.gift": requirement level changed from "opt_in" to "recommended" [stable]',
    'failing     metric "shop.stock", attribute "shop.region": requirement level changed from "required" to "conditionally_required" [stable]',
  ]],
  ["attributes of an event", [[
    "[{ref: shop.region, requirement_level: recommended}]}\nspans",
    "[{ref: shop.region, requirement_level: required}, {ref: shop.gift, requirement_level: required}]}\nspans",
  ]], [
    'compatible  event "shop.opened", attribute "shop.gift": added [stable]',
    'compatible  event "shop.opened", attribute "shop.region": requirement level changed from "recommended" to "required" [stable]',
  ]],
  ["sampling, kind and name of a span", [["sampling_relevant: true", "sampling_relevant: false"], [
    "kind: server",
    "kind: internal",
  ], ['"sell {shop.region}"', '"sell"']], [
    'failing     span "shop.sell": span kind changed from "server" to "internal" [stable]',
    'compatible  span "shop.sell": span name changed from "sell {shop.region}" to "sell" [stable]',
    'failing     span "shop.sell", attribute "shop.region": sampling relevant changed from "true" to "false" [stable]',
  ]],
  ["the identity of an entity", [[
    "identity: [{ref: shop.till}], description: [{ref: shop.city}]",
    "identity: [{ref: shop.till}, {ref: shop.city}]",
  ]], [
    'failing     entity "shop.worker": identity changed from "shop.till" to "shop.city, shop.till" [stable]',
  ]],
  [
    "the description of an entity",
    [["description: [{ref: shop.city}]", "description: [{ref: shop.floor}]"]],
    [
      'failing     entity "shop.worker", attribute "shop.city": removed [stable]',
      'compatible  entity "shop.worker", attribute "shop.floor": added [stable]',
    ],
  ],
  ["instrument and unit of a metric", [[
    'instrument: updowncounter, unit: "{item}"',
    "instrument: gauge, unit: By",
  ]], [
    'failing     metric "shop.stock": instrument changed from "updowncounter" to "gauge" [stable]',
    'failing     metric "shop.stock": unit changed from "{item}" to "By" [stable]',
    'compatible  metric "shop.stock": value type changed from "int" to "double" [stable]',
  ]],
  ["the value type of a metric by itself", [[
    "brief: Stock., ",
    "brief: Stock., annotations: {code_generation: {metric_value_type: double}}, ",
  ]], ['compatible  metric "shop.stock": value type changed from "int" to "double" [stable]']],
  ["a signal that has to be asked for, and its entities", [[
    "stability: stable, requirement_level: recommended,\n     attributes: [{ref: shop.region, requirement_level: required}, ",
    "stability: stable, requirement_level: opt_in,\n     attributes: [{ref: shop.region, requirement_level: required}, ",
  ], [
    "entity_associations: [shop.worker]",
    "entity_associations: [shop.worker, {all_of: [shop.owner, shop.worker]}]",
  ]], [
    'compatible  metric "shop.stock": entity associations changed from "shop.worker" to "((shop.owner and shop.worker) or shop.worker)" [stable]',
    'failing     metric "shop.stock": requirement level changed from "recommended" to "opt_in" [stable]',
  ]],
  ["what a metric set is about", [["    entity: shop.worker\n", "    entity: shop.owner\n"]], [
    'failing     metric set "shop.orders": entity changed from "shop.worker" to "shop.owner" [stable]',
  ]],
  ["the layer of an attribute", [[
    "{ref: shop.gift, attach: registration,",
    "{ref: shop.gift, attach: measurement,",
  ]], [
    'compatible  metric set "shop.orders": cardinality changed from "dense, 202 series" to "dense, 606 series" [stable]',
    'failing     metric set "shop.orders", attribute "shop.gift": layer changed from "registration" to "measurement" [stable]',
  ]],
  ["attributes of a metric set", [[
    "      - {ref: shop.gift, attach: registration, requirement_level: recommended}\n",
    "      - {ref: shop.floor, attach: registration, requirement_level: recommended}\n",
  ]], [
    'failing     metric set "shop.orders", attribute "shop.floor": added [stable]',
    'failing     metric set "shop.orders", attribute "shop.gift": removed [stable]',
  ]],
  ["the order of arguments", [[
    "      - {ref: shop.outcome, attach: measurement, requirement_level: required}\n",
    "",
  ], [
    "requirement_level: recommended}\n      - {ref: shop.gift",
    "requirement_level: recommended}\n      - {ref: shop.outcome, attach: measurement, requirement_level: required}\n      - {ref: shop.gift",
  ]], [
    'failing     metric set "shop.orders": order changed from "shop.outcome, shop.region" to "shop.region, shop.outcome" [stable]',
  ]],
  ["an argument that must be there", [[
    "bound: 100, requirement_level: recommended",
    "bound: 100, requirement_level: required",
  ]], [
    'compatible  metric set "shop.orders": cardinality changed from "dense, 202 series" to "dense, 200 series" [stable]',
    'failing     metric set "shop.orders", attribute "shop.region": requirement level changed from "recommended" to "required" [stable]',
  ]],
  ["fewer values", [["bound: 100", "bound: 50"]], [
    'compatible  metric set "shop.orders": cardinality changed from "dense, 202 series" to "dense, 102 series" [stable]',
    'failing     metric set "shop.orders", attribute "shop.region": bound changed from "100" to "50" [stable]',
  ]],
  ["more values than the budget has room for", [["bound: 100", "bound: 2000"]], [
    'failing     metric set "shop.orders": cardinality changed from "dense, 202 series" to "table, 2000 of 4002 series" [stable]',
    'compatible  metric set "shop.orders", attribute "shop.region": bound changed from "100" to "2000" [stable]',
  ]],
  ["a smaller budget", [["    brief: Orders.\n", "    brief: Orders.\n    budget: 100\n"]], [
    'failing     metric set "shop.orders": cardinality changed from "dense, 202 series" to "table, 100 of 202 series" [stable]',
  ]],
  ["another storage", [["    brief: Orders.\n", "    brief: Orders.\n    storage: table\n"]], [
    'compatible  metric set "shop.orders": cardinality changed from "dense, 202 series" to "table, 202 of 202 series" [stable]',
  ]],
  ["field, recording, value type and level of a metric in a set", [[
    "field: count, instrument: counter",
    "field: total, instrument: counter, recording: observe, value_type: double, requirement_level: opt_in",
  ]], [
    'failing     metric set "shop.orders", metric "shop.orders.count": field changed from "count" to "total" [stable]',
    'failing     metric set "shop.orders", metric "shop.orders.count": recording changed from "add" to "observe" [stable]',
    'failing     metric set "shop.orders", metric "shop.orders.count": requirement level changed from "recommended" to "opt_in" [stable]',
    'compatible  metric set "shop.orders", metric "shop.orders.count": value type changed from "int" to "double" [stable]',
  ]],
  ["fewer whole numbers", [[
    "field: open, instrument: gauge",
    "field: open, instrument: gauge, value_type: int, merge: max, exemplars: always_on",
  ]], [
    'compatible  metric set "shop.orders", metric "shop.orders.open": exemplars changed from "none" to "always_on" [stable]',
    'failing     metric set "shop.orders", metric "shop.orders.open": merge changed from "last" to "max" [stable]',
    'failing     metric set "shop.orders", metric "shop.orders.open": value type changed from "double" to "int" [stable]',
  ]],
  ["more boundaries", [["boundaries: [1, 2]", "boundaries: [1, 2, 3]"]], [
    'compatible  metric set "shop.orders", metric "shop.orders.time": aggregation changed from "explicit: 1, 2" to "explicit: 1, 2, 3" [stable]',
  ]],
  ["other boundaries", [["boundaries: [1, 2]", "boundaries: [1, 3]"]], [
    'failing     metric set "shop.orders", metric "shop.orders.time": aggregation changed from "explicit: 1, 2" to "explicit: 1, 3" [stable]',
  ]],
  ["another aggregation", [["{explicit: {boundaries: [1, 2]}}", "min_max_sum_count"]], [
    'failing     metric set "shop.orders", metric "shop.orders.time": aggregation changed from "explicit: 1, 2" to "min_max_sum_count" [stable]',
  ]],
  ["coarser exponential buckets", [["{explicit: {boundaries: [1, 2]}}", "{exponential: {max_size: 20}}"]], [
    'failing     metric set "shop.orders", metric "shop.orders.time": aggregation changed from "explicit: 1, 2" to "exponential: 20 buckets, scale 4" [stable]',
  ]],
  ["the instrument of a metric in a set", [[
    "instrument: histogram, unit: s, brief: Time., aggregation: {explicit: {boundaries: [1, 2]}}",
    "instrument: gauge, unit: s, brief: Time.",
  ]], ['failing     metric "shop.orders.time": instrument changed from "histogram" to "gauge" [stable]']],
  ["a metric that leaves a set, and one that comes", [[
    "{ref: shop.size, field: size}",
    "{ref: shop.stock, field: stock}",
  ]], [
    'failing     metric set "shop.orders", metric "shop.size": removed [stable]',
    'compatible  metric set "shop.orders", metric "shop.stock": added [stable]',
  ]],
  ["metrics of a set that are new or gone", [[
    "{name: shop.orders.open, field: open",
    "{name: shop.orders.waiting, field: open",
  ]], [
    'failing     metric "shop.orders.open": removed [stable]',
    'compatible  metric "shop.orders.waiting": added [stable]',
  ]],
  ["refinements", [[
    "ref: shop.stock, brief: Gifts., attributes: [{ref: shop.till, requirement_level: opt_in}]",
    "ref: shop.size, brief: Gifts.",
  ], [
    "id: shop.opened.late, ref: shop.opened, ",
    "id: shop.opened.late, ref: shop.opened, stability: beta, ",
  ], [
    "  - {id: shop.sell.gift, ref: shop.sell, brief: A gift.}",
    "  - {id: shop.sell.toy, ref: shop.sell, brief: A toy.}",
  ], [
    "ref: shop.worker, brief: At night.",
    "ref: shop.worker, brief: At night., description: [{ref: shop.region}]",
  ]], [
    'failing     metric refinement "shop.stock.gifts": base changed from "shop.stock" to "shop.size" [stable]',
    'compatible  metric refinement "shop.stock.gifts": entity associations changed from "shop.worker" to "none" [stable]',
    'failing     metric refinement "shop.stock.gifts": instrument changed from "updowncounter" to "gauge" [stable]',
    'failing     metric refinement "shop.stock.gifts": unit changed from "{item}" to "m2" [stable]',
    'compatible  metric refinement "shop.stock.gifts": value type changed from "int" to "double" [stable]',
    'failing     metric refinement "shop.stock.gifts", attribute "shop.gift": removed [stable]',
    'failing     metric refinement "shop.stock.gifts", attribute "shop.region": removed [stable]',
    'breaking    metric refinement "shop.stock.gifts", attribute "shop.till": removed [development]',
    'failing     event refinement "shop.opened.late": stability changed from "stable" to "beta" [stable]',
    'failing     span refinement "shop.sell.gift": removed [stable]',
    'compatible  span refinement "shop.sell.toy": added [stable]',
    'compatible  entity refinement "shop.worker.night", attribute "shop.region": added [stable]',
  ]],
];

for (const [name, edits, lines] of CASES) {
  test(`a change is told of: ${name}`, () =>
    assert.deepEqual(report(diffSchemas(old, edited(...edits))), lines));
}

/** The same definitions in other files, in another order. */
function shuffled({ files, ...schema }: Schema): Schema {
  const empty = files.map((file) => ({ ...file, attributes: [], events: [], metricSets: [] }));
  const moved = files.map(({ attributes, events, metricSets, ...file }) => ({
    ...file,
    file: `other/${file.file}`,
    attributes: attributes.toReversed(),
    attributeGroups: [],
    entities: [],
    metrics: [],
    events: events.toReversed(),
    spans: [],
    refinements: { metrics: [], events: [], spans: [], entities: [] },
    metricSets: metricSets.toReversed(),
  }));
  return { ...schema, files: [...empty, ...moved].toReversed() };
}

test("a schema doesn't differ from itself, and it doesn't matter where its definitions stand", () => {
  assert.deepEqual(diffSchemas(old, old), []);
  assert.deepEqual(diffSchemas(old, schemaOf(SHOP)), []);
  assert.deepEqual(diffSchemas(old, shuffled(old)), []);
  const next = edited(["unit: m2", "unit: m"], ["bound: 100", "bound: 50"], [
    "key: shop.floor, type: int",
    "key: shop.floor, type: double",
  ]);
  assert.equal(diffSchemas(old, next).length, 4);
  assert.deepEqual(diffSchemas(shuffled(old), shuffled(next)), diffSchemas(old, next));
});

test("texts, annotations and internal groups make no difference", () => {
  const edits = [
    [
      "brief: How it ended.",
      "brief: The end., note: Really., examples: [ok], annotations: {a: 1}".replaceAll(", ", "\n    "),
    ],
    [
      "visibility: public, brief: All have it., stability: stable",
      "visibility: public, brief: They have it., stability: stable",
    ],
    [
      "entities:\n",
      "  - {id: shop.inner, visibility: internal, attributes: [{ref: shop.gift, requirement_level: opt_in}]}\nentities:\n",
    ],
  ] as const;
  assert.deepEqual(report(diffSchemas(old, edited(...edits))), []);
});

test("buckets of a finer or coarser scale, and more room, break nothing", () => {
  const exponential = (maxSize: number) =>
    ["{explicit: {boundaries: [1, 2]}}", `{exponential: {max_size: ${maxSize}}}`] as const;
  const budget = (series: number) =>
    ["    brief: Orders.\n", `    brief: Orders.\n    budget: ${series}\n`] as const;
  assert.deepEqual(
    report(diffSchemas(edited(exponential(160), budget(50)), edited(exponential(20), budget(60)))),
    [
      'compatible  metric set "shop.orders": cardinality changed from "table, 50 of 202 series" to "table, 60 of 202 series" [stable]',
      'compatible  metric set "shop.orders", metric "shop.orders.time": aggregation changed from "exponential: 160 buckets, scale 4" to "exponential: 20 buckets, scale 4" [stable]',
    ],
  );
});

test("an enum that takes other values as well loses them without its bound", () => {
  const [enumeration] = ["{ref: shop.outcome, attach: measurement, "];
  const bounded = edited([enumeration, `${enumeration}bound: 5, `]);
  assert.deepEqual(report(diffSchemas(bounded, old)).filter((line) => line.includes("bound")), [
    'failing     metric set "shop.orders", attribute "shop.outcome": bound changed from "5" to "none" [stable]',
  ]);
});

test("an entity whose identity wasn't known gets one without a break", () => {
  const unknown: Schema = {
    ...old,
    files: old.files.map((file) => ({
      ...file,
      entities: file.entities.map((entity) => ({ ...entity, identity: [] })),
    })),
  };
  const changes = diffSchemas(unknown, old).filter(({ of }) => of === "entity");
  assert.deepEqual(changes.map(({ name, kind, isBreaking }) => [name, kind, isBreaking]), [
    ["shop.owner", "identity", false],
    ["shop.worker", "identity", false],
  ]);
});

test("what a dependency has doesn't come or go with this schema, but its changes are told of", () => {
  const foreign = (schema: Schema): Schema => ({
    ...schema,
    files: schema.files.map((file) => ({ ...file, isForeign: true })),
  });
  const empty: Schema = { ...old, files: [] };
  assert.deepEqual(diffSchemas(foreign(old), empty), []);
  assert.deepEqual(diffSchemas(empty, foreign(old)), []);
  assert.deepEqual(report(diffSchemas(foreign(old), foreign(edited(["unit: m2", "unit: m"])))), [
    'failing     metric "shop.size": unit changed from "m2" to "m" [stable]',
  ]);
});

test("a metric stays the same one when a set begins to define it", () => {
  const next = edited(
    [
      "  - {name: shop.size, instrument: gauge, unit: m2, brief: Size., stability: stable, requirement_level: recommended}\n",
      "",
    ],
    [
      "{ref: shop.size, field: size}",
      "{name: shop.size, field: size, instrument: gauge, unit: m, brief: Size., stability: stable}",
    ],
  );
  assert.deepEqual(report(diffSchemas(old, next)), [
    'failing     metric "shop.size": unit changed from "m2" to "m" [stable]',
  ]);
});

/** What can happen to one definition, by the change that it is. */
const MUTATIONS: Readonly<Record<string, (definition: object) => readonly object[]>> = {
  removed: () => [],
  deprecated: (definition) => [{ ...definition, deprecated: { reason: "obsoleted" } }],
  stability: (definition) => [{ ...definition, stability: "alpha" }],
};

test("one thing that happens to one definition is one change, of that kind", () => {
  const kinds = [
    "attributes",
    "entities",
    "metrics",
    "events",
    "spans",
    "attributeGroups",
    "metricSets",
  ] as const;
  const mutations = fc.constantFrom(...Object.entries(MUTATIONS));
  fc.assert(fc.property(fc.constantFrom(...kinds), fc.nat(), mutations, (kind, at, [name, mutate]) => {
    const [file] = old.files;
    assert.ok(file);
    const definitions: readonly object[] = kind === "metricSets"
      ? file.metricSets.filter(({ isProposed }) => !isProposed)
      : file[kind];
    const index = at % definitions.length;
    const mutated = definitions.flatMap((one, place) => place === index ? mutate(one) : [one]);
    const next: Schema = { ...old, files: [{ ...file, [kind]: mutated }] };
    // A set that is gone takes its metrics along.
    const changes = diffSchemas(old, next).filter(({ of }) => kind !== "metricSets" || of === "metric_set");
    assert.deepEqual(changes.map((change) => change.kind), [name]);
  }));
});

test("all that a schema has is gone from nothing, and new in nothing's place", () => {
  const empty: Schema = { ...old, files: [] };
  const [gone, come] = [diffSchemas(old, empty), diffSchemas(empty, old)];
  assert.deepEqual(gone.map(({ of, name }) => `${of} ${name}`), come.map(({ of, name }) => `${of} ${name}`));
  assert.equal(gone.length, 22);
  assert.ok(gone.every(({ kind }) => kind === "removed") && come.every(({ kind }) => kind === "added"));
  assert.equal(gone.filter(({ isFailing }) => isFailing).length, 20);
});

test("a member that doesn't say how stable it is is as stable as its attribute", () => {
  const members = (values: string) =>
    edited(["{id: ok, stability: stable}, {id: rejected, stability: stable}", values], [
      "stability: stable\n    brief: How",
      "stability: beta\n    brief: How",
    ]);
  const [two, one] = [
    members("{id: ok, value: 1}, {id: rejected, value: 2}"),
    members("{id: ok, value: 1}, {id: lost, value: 3}"),
  ];
  assert.deepEqual(report(diffSchemas(two, one)), [
    'compatible  attribute "shop.outcome", member "lost": added [beta]',
    'breaking    attribute "shop.outcome", member "rejected": removed [beta]',
  ]);
});
