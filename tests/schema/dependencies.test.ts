import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fits } from "../../src/schema/foreign.ts";
import { compile, formatDiagnostic, lint, type RegistrySource } from "../../src/schema/mod.ts";

const BASE: RegistrySource = {
  files: [
    {
      file: "base/attributes.yaml",
      text: `file_format: definition/2
attributes:
  - {key: x.used, type: boolean, brief: U., stability: stable}
  - {key: x.of_entity, type: string, brief: E., stability: stable}
  - {key: x.of_metric, type: string, brief: M., stability: stable}
  - {key: x.unused, type: string, brief: N., stability: stable}`,
    },
    {
      file: "base/signals.yaml",
      text: `file_format: definition/2
entities:
  - {type: host, identity: [{ref: x.of_entity}], brief: Host., stability: stable}
  - {type: cloud, identity: [{ref: x.unused}], brief: Cloud., stability: stable}
metrics:
  - {name: a.b.c, instrument: gauge, unit: s, brief: C., stability: stable, attributes: [{ref: x.of_metric}], entity_associations: [host]}
  - {name: a.b.d, instrument: gauge, unit: s, brief: D., stability: stable}
events: [{name: a.happened, brief: H., stability: stable}]
spans: [{type: a.work, kind: client, name: {note: N.}, brief: W., stability: stable}]
attribute_groups:
  - {id: a.group, visibility: public, brief: G., stability: stable, attributes: [{ref: x.used}]}
  - {id: a.inner, visibility: internal}`,
    },
  ],
  dependencies: [],
};

function dependent(text: string, ...bases: readonly RegistrySource[]): RegistrySource {
  return {
    files: [{ file: "own.yaml", text: `file_format: percore/1\n${text}` }],
    dependencies: bases.map((source, index) => ({
      schemaUrl: `https://base.example/${index}`,
      path: "../base",
      source,
    })),
  };
}

/** What a schema takes from its dependencies, by file. */
function taken(source: RegistrySource): unknown {
  const { schema, problems } = compile(source);
  assert.equal(problems.map(formatDiagnostic).join("\n"), "");
  assert.ok(schema);
  assert.deepEqual(schema.files.map(({ isForeign }) => isForeign), schema.files.map((_, index) => index > 0));
  return Object.fromEntries(
    schema.files.slice(1).map(({ file, ...parts }) => [file, [
      ...parts.attributes.map(({ key }) => key),
      ...parts.entities.map(({ type }) => type),
      ...[...parts.metrics, ...parts.events].map(({ name }) => name),
      ...parts.spans.map(({ type }) => type),
      ...parts.attributeGroups.map(({ id }) => id),
    ]]),
  );
}

test("a schema has of its dependencies what it refers to, and nothing else", () => {
  const source = dependent(
    `metric_sets:
  - name: own
    entity: host
    brief: Own.
    stability: stable
    attributes: [{ref: x.used, attach: measurement}]
    metrics: [{name: own.a, field: a, instrument: counter, unit: s, brief: A.}]`,
    BASE,
  );
  assert.deepEqual(taken(source), {
    "base/attributes.yaml": ["x.used", "x.of_entity"],
    "base/signals.yaml": ["host"],
  });
  assert.deepEqual(compile(source).schema?.dependencies, [{
    schemaUrl: "https://base.example/0",
    path: "../base",
  }]);
});

test("a schema has what it imports, and what that refers to", () => {
  const imports =
    `imports: {metrics: ["a.*.c"], events: [a.happened], spans: ["a.?ork"], attribute_groups: ["a.*"]}`;
  assert.deepEqual(taken(dependent(imports, BASE)), {
    "base/attributes.yaml": ["x.used", "x.of_entity", "x.of_metric"],
    "base/signals.yaml": ["host", "a.b.c", "a.happened", "a.work", "a.group"],
  });
});

test("names are looked up in dependencies of dependencies, and a schema's own go before theirs", () => {
  const middle: RegistrySource = {
    files: [{
      file: "middle.yaml",
      text:
        "file_format: definition/2\nattributes: [{key: x.used, type: string, brief: Mine., stability: stable}]",
    }],
    dependencies: [{ schemaUrl: "https://base.example/1", source: BASE }],
  };
  const text =
    `attribute_groups: [{id: g, visibility: internal, attributes: [{ref: x.used}, {ref: x.unused}]}]`;
  const { schema } = compile(dependent(text, middle, BASE));
  assert.deepEqual(
    schema?.files[0]?.attributeGroups[0]?.attributes.map(({ key, brief }) => [key, brief]),
    [["x.used", "Mine."], ["x.unused", "N."]],
  );
});

test("imports that nothing fits are reported, and so are problems in dependencies", () => {
  const broken: RegistrySource = {
    files: [{ file: "broken.yaml", text: "file_format: definition/2\nmetrics: [{}]" }],
    dependencies: [],
  };
  const { problems } = compile(dependent(`imports: {metrics: [b.*]}`, BASE, broken));
  assert.deepEqual(problems.map(({ file, code, message }) => `${file} ${code} ${message}`), [
    `broken.yaml PC105 the key "name" is missing`,
    `broken.yaml PC105 the key "instrument" is missing`,
    `broken.yaml PC105 the key "unit" is missing`,
    `broken.yaml PC105 the key "brief" is missing`,
    `broken.yaml PC105 the key "stability" is missing`,
    `own.yaml PC112 no dependency has any of metrics that "b.*" fits`,
  ]);
});

test("a name that is almost that of a dependency's definition was probably meant", () => {
  const { problems } = compile(
    dependent(`attribute_groups: [{id: g, visibility: internal, attributes: [{ref: x.usde}]}]`, BASE),
  );
  assert.equal(
    problems.map(formatDiagnostic).join("\n"),
    `own.yaml:2:69: error PC112: no attribute "x.usde" is defined
  2 | attribute_groups: [{id: g, visibility: internal, attributes: [{ref: x.usde}]}]
    |                                                                     ^
    = expected the name of an attribute of this schema; did you mean "x.used"?`,
  );
});

test("a metric that is one in Prometheus with one of a dependency is blamed, not that of the dependency", () => {
  const text = `imports: {metrics: [a.b.d]}
metrics: [{name: a.b_d, instrument: gauge, unit: s, brief: D., stability: stable, requirement_level: recommended}]`;
  const { schema } = compile(dependent(text, BASE));
  assert.ok(schema);
  assert.deepEqual(
    lint(schema).map(({ file, line, code, message }) => `${file}:${line} ${code} ${message}`),
    [
      `own.yaml:3 PC152 "a.b_d" and "a.b.d" are one constant: "a_b_d"`,
      `own.yaml:3 PC155 in Prometheus, "a.b_d" and "a.b.d" are both a_b_d_seconds`,
    ],
  );
});

test("a pattern fits what it would fit as a regular expression", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 8 });
  fc.assert(
    fc.property(text, pattern, (name, glob) => {
      const expression = glob.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
      assert.equal(fits(name, glob), new RegExp(`^${expression}$`).test(name));
    }),
    { numRuns: 2_000 },
  );
});

test("registries that depend on all those of the next level are searched once each", () => {
  let level: readonly RegistrySource[] = [];
  for (let depth = 0; depth < 10; depth++) {
    const below = level.map((source, index) => ({ schemaUrl: `https://base.example/${index}`, source }));
    level = Array.from({ length: 10 }, (_, index) => ({
      files: [{
        file: `${depth}/${index}.yaml`,
        text: `file_format: definition/2
attributes: [{key: a.l${depth}.k${index}, type: int, brief: K., stability: stable}]`,
      }],
      dependencies: below,
    }));
  }
  const text = (key: string) =>
    `attribute_groups: [{id: g, visibility: internal, attributes: [{ref: ${key}}]}]`;
  assert.deepEqual(taken(dependent(text("a.l0.k9"), ...level)), { "0/9.yaml": ["a.l0.k9"] });
  // A name that isn't there is looked for everywhere, and so is one that is like it.
  const { problems } = compile(dependent(text("a.l0.k90"), ...level));
  assert.deepEqual(problems.map(({ code, suggestion }) => [code, suggestion]), [["PC112", "a.l0.k0"]]);
});

test("imports can name anything, and have so many patterns", () => {
  const count = 2_000;
  const base: RegistrySource = {
    files: [{
      file: "base.yaml",
      text: `file_format: definition/2\nevents:\n${
        Array.from({ length: count }, (_, index) => `  - {name: a.v${index}, brief: V., stability: stable}\n`)
          .join("")
      }`,
    }],
    dependencies: [],
  };
  const imports = (suffix: string) =>
    `imports: {events: [${
      Array.from({ length: count }, (_, index) => `"a.v${index}${suffix}"`).join(", ")
    }]}`;
  const names = Array.from({ length: count }, (_, index) => `a.v${index}`);
  assert.deepEqual(taken(dependent(imports(""), base)), { "base.yaml": names });
  const { problems } = compile(dependent(imports("*"), base));
  assert.deepEqual(problems.map(({ code, message }) => [code, message]), [
    ["PC102", "more than 1000 patterns of names"],
  ]);
});

test("warnings in a dependency are its own affair", () => {
  const old =
    "groups: [{id: event.e, type: event, name: e, brief: E., stability: stable, body: {id: b, type: string}}]";
  const source: RegistrySource = { files: [{ file: "old.yaml", text: old }], dependencies: [] };
  assert.notDeepEqual(compile(source).problems, []);
  const { schema, problems } = compile(dependent("imports: {events: [e]}", source));
  assert.deepEqual(problems, []);
  assert.deepEqual(schema?.files[1]?.events.map(({ name }) => name), ["e"]);
});

test("no number of warnings in a dependency hides those of the schema", () => {
  const groups = Array.from(
    { length: 10_000 },
    (_, index) => `  - {id: event.e${index}, type: scope, brief: E.}`,
  );
  const text = `groups:\n${groups.join("\n")}`;
  const base: RegistrySource = { files: [{ file: "base.yaml", text }], dependencies: [] };
  assert.equal(compile(base).problems.length, 10_000);
  const own = "groups: [{id: event.e, type: scope, brief: E.}]";
  const { problems } = compile({
    files: [{ file: "own.yaml", text: own }],
    dependencies: [{ schemaUrl: "https://base.example/1", path: "../base", source: base }],
  });
  assert.deepEqual(problems.map(({ file, code }) => [file, code]), [["own.yaml", "PC131"]]);
});
