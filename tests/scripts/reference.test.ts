import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tabledIn, withKeyTables } from "../../scripts/_key_tables.ts";
import { ROOT } from "../../scripts/_root.ts";
import { languageSchemas } from "../../src/codegen/json_schema.ts";
import { compile, formatDiagnostic, lint } from "../../src/schema/mod.ts";

const PAGE = readFileSync(join(ROOT, "docs/schema.md"), "utf8");

test("the page of the language has a table for each of its definitions, as its descriptions are now", () => {
  assert.equal(withKeyTables(PAGE), PAGE);
  const names = languageSchemas().definitions.map(({ name }) => name).filter((name) => name !== "reference");
  const expected = ["file", "shared definition", "shared reference", ...names];
  assert.deepEqual(tabledIn(PAGE).toSorted(), expected.toSorted());
});

test("the page's schemas compile without a problem", () => {
  const examples = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = ""]) => text)
    .filter((text) => text.includes("file_format: percore/1"));
  assert.equal(examples.length, 1);
  for (const text of examples) {
    const { schema, problems } = compile([{ file: "shop.yaml", text }]);
    assert.deepEqual([...problems, ...schema === undefined ? [] : lint(schema)].map(formatDiagnostic), []);
  }
});
