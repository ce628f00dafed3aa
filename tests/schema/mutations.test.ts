import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compile, formatDiagnostic } from "../../src/schema/mod.ts";

/** A file with every kind of definition, a line each, so that a line can go, come twice, or be another. */
const WHOLE = `file_format: percore/1
schema_url: https://shop.example/schemas/1.0.0
attributes:
  - {key: shop.id, type: string, brief: Which., stability: stable, examples: [a]}
  - {key: shop.kind, type: {members: [{id: a, value: 1}, {id: b, value: 2}]}, brief: Kind., stability: beta}
  - {key: shop.open, type: boolean, brief: Open., stability: stable, deprecated: {reason: renamed, renamed_to: shop.id}}
attribute_groups:
  - {id: shop.inner, visibility: internal, attributes: [{ref: shop.id}]}
  - {id: shop.outer, visibility: public, brief: O., stability: stable, attributes: [{ref_group: shop.inner}, {ref: shop.kind}]}
entities:
  - {type: shop, identity: [{ref: shop.id}], description: [{ref: shop.open}], brief: Shop., stability: stable}
metrics:
  - {name: shop.visits, instrument: counter, unit: "1", brief: V., stability: stable, attributes: [{ref_group: shop.outer}], entity_associations: [{one_of: [shop]}]}
  - {name: shop.time, instrument: histogram, unit: s, brief: T., stability: stable, entity_associations: [shop]}
events:
  - {name: shop.opened, brief: O., stability: stable, attributes: [{ref: shop.kind, requirement_level: {opt_in: Y.}}]}
spans:
  - {type: shop.serve, kind: server, name: {note: N.}, brief: S., stability: stable}
metric_refinements:
  - {id: shop.visits.large, ref: shop.visits, attributes: [{ref: shop.open}]}
span_refinements:
  - {id: shop.serve.fast, ref: shop.serve, name: {note: F.}}
entity_refinements:
  - {id: shop.large, ref: shop, description: [{ref: shop.kind}]}
metric_sets:
  - name: shop.set
    entity: shop
    brief: Set.
    stability: stable
    attributes:
      - {ref: shop.kind, attach: measurement, requirement_level: required}
    metrics:
      - {ref: shop.time, field: time}
      - {name: shop.orders, field: orders, instrument: gauge, unit: "1", brief: O., merge: sum}
`.split("\n");

const SCRAPS = [
  "__proto__: 1",
  "  - {}",
  "  - [",
  "  - *a",
  "&a",
  "{",
  '"',
  "null",
  "  - {ref: constructor, attach: measurement, bound: 1e9}",
  "annotations: {percore: {metric_set: {metrics: [{ref: shop.visits, field: toString}]}}}",
  "file_format: definition/2",
  "\u202e\0",
];

/** What no report may hold: it would hide or reorder other text, or control a terminal. */
// deno-lint-ignore no-control-regex -- these are the characters that a report must not hold
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

test("a file in which lines are gone, doubled, cut or replaced gives a schema, or problems in plain sight", () => {
  const place = fc.nat(WHOLE.length - 1);
  const change = fc.oneof(
    fc.record({ at: place, with: fc.constant<readonly string[]>([]) }),
    fc.record({ at: place, with: place.map((other) => [WHOLE[other] ?? ""]) }),
    fc.record({ at: place, with: place.map((other) => [WHOLE[other] ?? "", WHOLE[other] ?? ""]) }),
    fc.record({ at: place, with: fc.constantFrom(...SCRAPS).map((scrap) => [scrap]) }),
    fc.record({
      at: place,
      with: fc.tuple(place, fc.nat(80)).map(([other, length]) => [(WHOLE[other] ?? "").slice(0, length)]),
    }),
    fc.record({
      at: place,
      with: fc.tuple(place, fc.nat(80), fc.constantFrom(...SCRAPS)).map(([other, cut, scrap]) => [
        (WHOLE[other] ?? "").slice(0, cut) + scrap + (WHOLE[other] ?? "").slice(cut),
      ]),
    }),
  );
  let schemas = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const lines = [...WHOLE];
      for (const { at, with: replacement } of changes) lines.splice(at, 1, ...replacement);
      const { schema, problems } = compile([{ file: "shop.yaml", text: lines.join("\n") }]);
      const errors = problems.filter(({ level }) => level === "error");
      assert.equal(schema === undefined, errors.length > 0);
      assert.doesNotMatch(problems.map(formatDiagnostic).join("\n"), HIDDEN);
      if (schema !== undefined) schemas++;
    }),
    { numRuns: 500 },
  );
  assert.ok(schemas > 0);
});

test("a hundred thousand attributes are a schema, in bounded time", () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, index) => `  - {key: a.k${index}, type: string, brief: B., stability: stable}`,
  );
  const { schema, problems } = compile([
    { file: "a.yaml", text: `file_format: percore/1\nattributes:\n${lines.join("\n")}` },
  ]);
  assert.deepEqual(problems, []);
  assert.equal(schema?.files[0]?.attributes.length, 100_000);
});

test("a hundred thousand aliases are as many values, in bounded time", () => {
  const list = Array.from({ length: 100_000 }, () => "*one").join(", ");
  const { schema, problems } = compile([
    { file: "a.yaml", text: `file_format: percore/1\nannotations: {first: &one 1, others: [${list}]}\n` },
  ]);
  assert.deepEqual(problems, []);
  const others = schema?.files[0]?.annotations?.others;
  assert.ok(Array.isArray(others) && others.length === 100_000 && others.every((value) => value === 1));
});

/** A thousand attributes, and what takes them all, often. */
function multiplied(section: string, items: (index: number) => string): string {
  const range = Array.from({ length: 1_000 }, (_, index) => index);
  return `file_format: percore/1
attributes:
  - {key: a.id, type: int, brief: B., stability: stable}
${range.map((index) => `  - {key: a.k${index}, type: int, brief: B., stability: stable}`).join("\n")}
attribute_groups:
  - {id: g, visibility: internal, attributes: [${range.map((index) => `{ref: a.k${index}}`).join(", ")}]}
entities:
  - type: a.e
    brief: B.
    stability: stable
    identity: [{ref: a.id}]
    description: [${range.map((index) => `{ref: a.k${index}}`).join(", ")}]
${section}:
${Array.from({ length: 10_000 }, (_, index) => `  - ${items(index)}`).join("\n")}
`;
}

test("what a small file multiplies is refused once it is too much for the memory", () => {
  for (
    const text of [
      multiplied(
        "events",
        (index) => `{name: a.v${index}, brief: B., stability: stable, attributes: [{ref_group: g}]}`,
      ),
      multiplied("entity_refinements", (index) => `{id: a.r${index}, ref: a.e}`),
    ]
  ) {
    const { problems } = compile([{ file: "a.yaml", text }]);
    assert.deepEqual(problems.map(({ code, message }) => [code, message]), [
      ["PC102", "definitions have more than 500000 attributes together"],
    ]);
  }
});
