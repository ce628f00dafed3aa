import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { type Plain, writeYaml } from "../../src/http/yaml.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "",
    "yes",
    "null",
    "~",
    "- a",
    "a: b",
    "# c",
    "\u0085\u2028\ufeff",
    "\ud800",
    "1e3",
    "\\\"'\n\t",
    "<<",
  ),
);
const { value } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text.filter((key) => key !== "__proto__" && key !== "<<"), tie("value"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
}));

test("whatever is written as YAML is read back the same", () => {
  fc.assert(
    fc.property(value, (written) => {
      const yaml = writeYaml(written);
      assert.deepEqual(parse(yaml), written, yaml);
      assert.match(yaml, /\n$/);
    }),
    { numRuns: 2000 },
  );
});
