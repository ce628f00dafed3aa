import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { overlay, typescriptModules } from "../../src/codegen/mod.ts";
import {
  compile,
  formatDiagnostic,
  type MetricSet,
  type RegistrySource,
  type Schema,
  type SchemaSource,
} from "../../src/schema/mod.ts";

const OFFICIAL = fileURLToPath(new URL("../../../shared/data/semconv", import.meta.url));

function sourceOf(files: readonly SchemaSource[], manifest?: SchemaSource): RegistrySource {
  return { files, dependencies: [], ...(manifest === undefined ? {} : { manifest }) };
}

function compiled(files: readonly SchemaSource[], manifest?: SchemaSource): Schema {
  const { schema, problems } = compile(sourceOf(files, manifest));
  assert.deepEqual(problems.filter(({ level }) => level === "error").map(formatDiagnostic), []);
  assert.ok(schema);
  return schema;
}

function setsOf({ files }: Schema): readonly MetricSet[] {
  return files.flatMap(({ metricSets }) => metricSets).toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** What is said of something, but for where, whether it was proposed, and what overlays leave out. */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (typeof value !== "object" || value === null) return value;
  const left = Object.entries(value).filter(([key]) =>
    !["place", "isProposed", "note", "examples"].includes(key)
  );
  return Object.fromEntries(left.map(([key, inner]) => [key, said(inner)]));
}

/** Compiles an overlay beside its registry; fails unless its sets are those that were proposed. */
function assertSame(files: readonly SchemaSource[], manifest?: SchemaSource): string {
  const alone = compiled(files, manifest);
  const text = overlay(alone);
  const together = compiled([...files, { file: "z.overlay.yaml", text }], manifest);
  const [proposed, declared] = [alone, together].map(setsOf);
  assert.ok(declared?.every(({ isProposed }) => !isProposed));
  assert.ok(isDeepStrictEqual(said(declared), said(proposed)));
  // Every line that was taken out as a comment can be put in again, up to the number of attributes that a set may have.
  const whole = text.replaceAll(/^( +)# ( *- |attributes:)/gm, "$1$2");
  const { problems } = compile(sourceOf([...files, { file: "z.overlay.yaml", text: whole }], manifest));
  const errors = problems.filter(({ level, code }) => level === "error" && code !== "PC102");
  assert.deepEqual(errors.map(formatDiagnostic), []);
  return text;
}

const REGISTRY = `file_format: definition/2
attributes:
  - {key: a.text, type: string, brief: Text., stability: stable}
  - {key: a.flag, type: boolean, brief: Flag., stability: stable}
  - {key: a.list, type: "string[]", brief: List., stability: stable}
entities:
  - {type: e, identity: [{ref: a.list}], brief: E., stability: stable}
metrics:
  - name: p.size
    instrument: histogram
    unit: By
    brief: Size.
    stability: stable
    entity_associations: [e]
    attributes:
      - {ref: a.text, brief: Another text., requirement_level: {conditionally_required: If there.}, note: Left out.}
      - {ref: a.flag, requirement_level: opt_in, brief: Left out.}
  - name: p.size.max
    instrument: gauge
    unit: By
    brief: Largest.
    stability: alpha
    deprecated: {reason: obsoleted, note: Gone.}
    attributes: [{ref: a.list}, {ref: a.text}]
`;

test("an overlay declares the sets that are proposed, with what could be in them as comments", () => {
  const manifest = { file: "manifest.yaml", text: "schema_url: https://a.example/schemas/1.0.0\n" };
  assert.equal(
    assertSame([{ file: "a.yaml", text: REGISTRY }], manifest),
    `# Metric sets for the metrics of https://a.example/schemas/1.0.0 that no set takes, as the compiler
# proposes them. They are compiled together with the registry: percore gen REGISTRY THIS_FILE --out
# DIR. Rename them, regroup them, give attributes their bounds; for a metric that no set takes the
# compiler goes on proposing one.
file_format: percore/1

metric_sets:
  # dense, 101 series
  - name: p
    entity: e
    brief: "Metrics of p."
    stability: stable
    attributes:
      - { ref: a.text, attach: measurement, bound: 100, requirement_level: { conditionally_required: "If there." }, brief: "Another text." }
      # - { ref: a.flag, attach: measurement, requirement_level: opt_in }
    metrics:
      - { ref: p.size, field: size }

  # dense, 101 series
  - name: p.size
    brief: "Metrics of p.size."
    stability: alpha
    deprecated:
      reason: uncategorized
      note: "All of its metrics are deprecated."
    attributes:
      - { ref: a.text, attach: measurement, bound: 100 }
      # - { ref: a.list, attach: registration }
    metrics:
      - { ref: p.size.max, field: max }
`,
  );
});

test("without a metric that no set takes, an overlay is empty, and compiles", () => {
  const text = assertSame([{ file: "a.yaml", text: "file_format: percore/1\n" }]);
  assert.match(text, /^# Metric sets for the metrics of a registry that no set takes/);
  assert.ok(text.endsWith("\nmetric_sets: []\n"));
});

test("an overlay suggests the bounds that declared sets have", () => {
  const declared = `file_format: percore/1
metric_sets:
  - name: mine
    brief: Mine.
    stability: stable
    attributes: [{ref: a.flag, attach: measurement}, {ref: a.text, attach: measurement, bound: 7}]
    metrics: [{name: mine.x, field: x, instrument: counter, unit: s, brief: X.}]
`;
  const registry = REGISTRY.replace(
    "{ref: a.flag, requirement_level: opt_in",
    "{ref: a.text, requirement_level: opt_in",
  )
    .replace("{ref: a.text, brief: Another text.", "{ref: a.flag, brief: Another text.");
  const text = assertSame([{ file: "a.yaml", text: registry }, { file: "b.yaml", text: declared }]);
  assert.match(
    text,
    /^ {6}# - \{ ref: a.text, attach: measurement, bound: 7, requirement_level: opt_in \}$/m,
  );
});

test("an overlay's sets generate the code that the proposed ones generate", () => {
  const registry = [{ file: "a.yaml", text: REGISTRY.replaceAll("note: Left out.", "stability: alpha") }];
  const alone = compiled(registry);
  const together = compiled([...registry, { file: "b.yaml", text: overlay(alone) }]);
  const code = (schema: Schema) => {
    const [file, other] = schema.files;
    assert.ok(file);
    const merged = { ...file, metricSets: [...file.metricSets, ...other?.metricSets ?? []] };
    return typescriptModules({ ...schema, files: [merged] });
  };
  assert.deepEqual(code(together), code(alone));
});

test("names that want to be something else stay names", () => {
  // What registries of others may have as a name: any text that can be seen, and has no spaces.
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) =>
    /^[^\p{C}\p{Z}]+$/u.test(text)
  );
  const hostile = fc.oneof(
    name,
    fc.constantFrom("#", "-", "}", "'", '"', "*a", "&a", "!", "%", "@", "null", "~", "{", "[", "a:", "1"),
  );
  fc.assert(
    fc.property(fc.uniqueArray(hostile, { minLength: 1, maxLength: 4 }), fc.string(), (names, text) => {
      const registry = {
        file_format: "definition/2",
        attributes: names.map((key) => ({ key, type: "string", brief: text, stability: "stable" })),
        metrics: names.map((name, index) => ({
          name,
          instrument: "counter",
          unit: "s",
          brief: text,
          stability: "stable",
          attributes: names.map((ref) => ({
            ref,
            requirement_level: index % 2 === 0 ? "opt_in" : "required",
            brief: `${text}!`,
          })),
        })),
      };
      assertSame([{ file: "a.yaml", text: JSON.stringify(registry) }]);
    }),
    { numRuns: 100 },
  );
});

test("the official registry's overlay compiles beside it to the sets that are proposed", {
  skip: existsSync(OFFICIAL) ? false : "no registry at ../shared/data/semconv",
}, () => {
  const read = (file: string) => ({ file, text: readFileSync(`${OFFICIAL}/${file}`, "utf8") });
  const files = globSync("**/*.yaml", { cwd: OFFICIAL }).filter((file) => file !== "manifest.yaml").map(read);
  assertSame(files, read("manifest.yaml"));
});
