import assert from "node:assert/strict";
import { test } from "node:test";
import { markdownFiles } from "../../src/codegen/mod.ts";
import { compile, formatDiagnostic, lint, typeOfValues } from "../../src/schema/mod.ts";

/** A schema with an enum of the given values that was renamed to an attribute of the given type. */
function renamed(values: readonly (string | number | boolean)[], type: string) {
  const members = values.map((value, index) =>
    `{ id: m${index}, brief: M., stability: stable, value: ${value} }`
  );
  const text = `file_format: percore/1
attributes:
  - { key: shop.new, type: ${type}, brief: New., stability: stable }
  - key: shop.old
    type: { members: [${members.join(", ")}] }
    brief: Old.
    stability: stable
    deprecated: { reason: renamed, renamed_to: shop.new }
`;
  const { schema, problems } = compile([{ file: "shop.yaml", text }]);
  assert.ok(schema, problems.map(formatDiagnostic).join("\n"));
  return schema;
}

test("an enum is of its values' type, in the documentation and for what it was renamed to", () => {
  const enums = [
    [["a", "b"], "string"],
    [[1, 2], "int"],
    [[1, 2.5], "double"],
    [[true, false], "boolean"],
  ] as const;
  for (const [values, type] of enums) {
    const schema = renamed(values, type);
    const attribute = schema.files[0]?.attributes[1];
    assert.equal(attribute && typeOfValues(attribute.type), type);
    assert.ok(markdownFiles(schema).some(({ text }) => text.includes(`enum of \`${type}\``)), type);
    assert.deepEqual(lint(schema).filter(({ code }) => code === "PC172"), []);
    const other = lint(renamed(values, type === "int" ? "double" : "int"));
    assert.equal(other.filter(({ code }) => code === "PC172").length, 1, type);
  }
});
