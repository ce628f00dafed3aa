import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, formatDiagnostic } from "../../src/schema/mod.ts";
import { Problems } from "../../src/schema/diagnostic.ts";
import { type Manifest, readManifest } from "../../src/schema/manifest.ts";
import { readDocument } from "../../src/schema/read_document.ts";

/** A manifest without its places, and what is reported of it. */
function read(text: string, file = "manifest.yaml"): readonly [manifest: unknown, report: string] {
  const problems = new Problems();
  const document = readDocument(file, text, problems);
  assert.ok(document);
  const manifest = readManifest(document, problems);
  return [manifest && withoutPlaces(manifest), problems.sorted().map(formatDiagnostic).join("\n")];
}

function withoutPlaces({ place: _, dependencies, ...manifest }: Manifest): unknown {
  return { ...manifest, dependencies: dependencies.map(({ place: _, ...dependency }) => dependency) };
}

test("a manifest says what its registry is and what it depends on", () => {
  assert.deepEqual(
    read(`schema_url: https://shop.example/schemas/1.2.0
description: |
  All of the shop.
stability: stable
dependencies:
  - {schema_url: https://base.example/1.0.0, registry_path: ../base}
  - {schema_url: https://other.example/2.0.0}
`),
    [{
      schemaUrl: "https://shop.example/schemas/1.2.0",
      description: "All of the shop.",
      stability: "stable",
      dependencies: [
        { schemaUrl: "https://base.example/1.0.0", path: "../base" },
        { schemaUrl: "https://other.example/2.0.0" },
      ],
    }, ""],
  );
  assert.deepEqual(read("schema_url: http://shop.example/1\n"), [
    { schemaUrl: "http://shop.example/1", stability: "development", dependencies: [] },
    "",
  ]);
});

test("the manifest of a published registry says where its resolved file lies", () => {
  assert.deepEqual(
    read(
      "file_format: manifest/2.0\nschema_url: https://shop.example/1\nresolved_registry_uri: resolved.yaml\n",
    ),
    [
      {
        schemaUrl: "https://shop.example/1",
        stability: "development",
        resolvedRegistryUri: "resolved.yaml",
        dependencies: [],
      },
      "",
    ],
  );
});

test("older manifests are read, with warnings", () => {
  const [manifest, report] = read(
    `name: shop
schema_base_url: https://shop.example/schemas/
semconv_version: 1.2.0
dependencies: [{name: base.example/schemas, registry_path: ../base}]
`,
    "old/registry_manifest.yaml",
  );
  assert.deepEqual(manifest, {
    schemaUrl: "https://shop.example/schemas/1.2.0",
    stability: "development",
    dependencies: [{ schemaUrl: "https://base.example/schemas/unknown", path: "../base" }],
  });
  assert.equal(
    report,
    `old/registry_manifest.yaml:1:1: warning PC130: "registry_manifest.yaml" is an older name
  1 | name: shop
    | ^
    = expected manifest.yaml
old/registry_manifest.yaml:1:1: warning PC131: the key "name" is left out
  1 | name: shop
    | ^
old/registry_manifest.yaml:2:1: warning PC130: "schema_base_url" is an older name
  2 | schema_base_url: https://shop.example/schemas/
    | ^
    = expected schema_url
old/registry_manifest.yaml:3:1: warning PC130: "semconv_version" is an older name
  3 | semconv_version: 1.2.0
    | ^
    = expected schema_url`,
  );
  const [published] = read(
    "file_format: manifest/2.0\nschema_url: https://a.example/1\nresolved_schema_uri: r.yaml\n",
  );
  assert.deepEqual(published, {
    schemaUrl: "https://a.example/1",
    stability: "development",
    resolvedRegistryUri: "r.yaml",
    dependencies: [],
  });
});

/** What is wrong, the manifest, and the exact report. */
const REPORTED: readonly (readonly [what: string, text: string, report: string])[] = [
  [
    "a manifest without a URL",
    "description: None.\nschema_base_url: https://shop.example\n",
    `manifest.yaml:1:1: error PC105: the key "schema_url" is missing
  1 | description: None.
    | ^
    = expected a URL whose last segment is a version, such as https://example.com/schemas/1.0.0
manifest.yaml:2:1: warning PC130: "schema_base_url" is an older name
  2 | schema_base_url: https://shop.example
    | ^
    = expected schema_url`,
  ],
  [
    "a URL without a version, and a dependency without a URL",
    "schema_url: https://shop.example\ndependencies: [{name: base, registry_path: ../base}]\ndependancies: []\n",
    `manifest.yaml:1:13: error PC110: "https://shop.example" is malformed
  1 | schema_url: https://shop.example
    |             ^
    = expected a URL whose last segment is a version, such as https://example.com/schemas/1.0.0
manifest.yaml:2:16: error PC105: the key "schema_url" is missing
  2 | dependencies: [{name: base, registry_path: ../base}]
    |                ^
    = expected a string
manifest.yaml:3:1: warning PC131: the key "dependancies" is left out
  3 | dependancies: []
    | ^
    = did you mean "dependencies"?`,
  ],
  [
    "a stability that there isn't",
    "file_format: manifest/2.0\nschema_url: https://shop.example/1\nstability: stabel\n",
    `manifest.yaml:3:12: error PC107: "stabel" isn't one of the allowed values
  3 | stability: stabel
    |            ^
    = expected development, alpha, beta, release_candidate, stable, experimental or deprecated; did you mean "stable"?`,
  ],
  [
    "a published manifest that lacks the place of its resolved file",
    "file_format: manifest/2.0\nschema_url: https://shop.example/1\n",
    `manifest.yaml:1:1: error PC105: the key "resolved_registry_uri" is missing
  1 | file_format: manifest/2.0
    | ^
    = expected where the resolved file of a published registry lies`,
  ],
];

for (const [what, text, expected] of REPORTED) {
  test(`readManifest() reports ${what}`, () => assert.equal(read(text)[1], expected));
}

test("a schema has the URL, the description and the stability of its manifest, wherever it is given", () => {
  const manifest = {
    file: "shop/manifest.yaml",
    text: "schema_url: https://shop.example/1.2.0\ndescription: Shop.\nstability: beta\n",
  };
  const files = [{ file: "shop/a.yaml", text: "groups: []\n" }];
  for (const source of [{ files, manifest, dependencies: [] }, [...files, manifest]]) {
    const { schema } = compile(source);
    const { version, schemaUrl, description, stability } = schema ?? {};
    assert.deepEqual([version, schemaUrl, description, stability], [
      "1.2.0",
      "https://shop.example/1.2.0",
      "Shop.",
      "beta",
    ]);
    assert.deepEqual(schema?.files.map(({ file }) => file), ["shop/a.yaml"]);
  }
  const older = compile([{
    file: "m.yaml",
    text: "schema_base_url: https://a.example\nsemconv_version: '3'\n",
  }]);
  assert.deepEqual([older.schema?.schemaUrl, older.schema?.version], ["https://a.example/3", "3"]);
});

test("the format of a file is the one that it states, or the one that its keys or its name give it", () => {
  const formats = Object.entries({
    "a.yaml": "file_format: percore/1\n",
    "b.yaml": "file_format: definition/1\ngroups: []\n",
    "c.yaml": "groups: []\n",
    "d.yaml": "file_format: definition/2\n",
    "d2.yaml": "version: '2'\n",
    "e.yaml": "file_format: resolved/2.0\nattribute_catalog: []\nregistry: {}\n",
    "f.yaml": "registry: {}\nrefinements: {}\n",
    "g.yaml": "schema_url: https://shop.example/1\n",
    "manifest.yaml": "name: shop\nschema_url: https://shop.example/1\n",
  }).map(([file, text]) => compile([{ file, text }]).schema?.files.map(({ format }) => format).join());
  assert.deepEqual(formats, [
    "percore/1",
    "groups",
    "groups",
    "definition/2",
    "definition/2",
    "resolved/2.0",
    "materialized",
    "",
    "",
  ]);
});

const EXPECTED = "expected file_format: percore/1, definition/1, definition/2, resolved/2.0 or manifest/2.0";

/** What is wrong, the file, and the exact report. */
const UNREADABLE: readonly (readonly [what: string, text: string, report: string])[] = [
  [
    "a format that percore doesn't read",
    "file_format: definition/3\n",
    `a.yaml:1:14: error PC119: the file format "definition/3"
  1 | file_format: definition/3
    |              ^
    = ${EXPECTED}; did you mean "definition/1"?`,
  ],
  [
    "a format that isn't a text",
    "file_format: [2]\n",
    `a.yaml:1:14: error PC119: a file format that isn't a text
  1 | file_format: [2]
    |              ^
    = ${EXPECTED}`,
  ],
  [
    "a file that states no format, and has the keys of none",
    "attributes: []\n",
    `a.yaml:1:1: error PC119: the key "file_format" is missing
  1 | attributes: []
    | ^
    = ${EXPECTED}`,
  ],
  [
    "a file that is no mapping",
    "- groups\n",
    `a.yaml:1:1: error PC119: not a mapping
  1 | - groups
    | ^
    = ${EXPECTED}`,
  ],
];

for (const [what, text, expected] of UNREADABLE) {
  test(`compile() reports ${what}`, () => {
    assert.equal(compile([{ file: "a.yaml", text }]).problems.map(formatDiagnostic).join("\n"), expected);
  });
}

test("a file in an unknown format hides what refers into it from no other check", () => {
  const { problems } = compile([
    { file: "a.yaml", text: "file_format: definition/3\n" },
    {
      file: "b.yaml",
      text: "groups: [{id: a, type: attribute_group, brief: A., attributes: [{ref: x.a}, {ref: x.a}]}]\n",
    },
  ]);
  assert.deepEqual(problems.map(({ file, code }) => `${file} ${code}`), ["a.yaml PC119", "b.yaml PC133"]);
});
