import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { yamlLine, yamlText } from "../../src/codegen/yaml_text.ts";
import { hostileText } from "./hostile_schema.ts";

test("values are written in blocks, texts in quotes unless they are plain words", () => {
  const value = {
    name: "shop.orders",
    brief: "Orders handled.",
    word: "yes",
    number: "1",
    list: ["plain", "two words", 1, 0.5, true],
    lists: [["a"], [1]],
    nested: [{ ref: "a.b", bound: 10 }, { ref: "c.d" }],
    nothing: null,
    left_out: undefined,
    empty: [],
    none: {},
    "a key": "#",
  };
  assert.equal(
    yamlText(value),
    `name: shop.orders
brief: "Orders handled."
word: "yes"
number: "1"
list: [ plain, "two words", 1, 0.5, true ]
lists:
  - [ a ]
  - [ 1 ]
nested:
  - ref: a.b
    bound: 10
  - ref: c.d
nothing: null
empty: []
none: {}
"a key": "#"
`,
  );
});

test("texts of several lines are written as such where nothing in them needs an escape", () => {
  assert.equal(
    yamlText({
      note: "One.\n  Two:\n\nThree.\n",
      short: "a\nb",
      spaces: "a \nb",
      lead: " a\nb",
      hidden: "a\n\u202eb",
      line: "\n",
      end: "a\n\n",
    }),
    `note: |
  One.
    Two:

  Three.
short: |-
  a
  b
spaces: "a \\nb"
lead: " a\\nb"
hidden: "a\\n\\u202eb"
line: "\\n"
end: "a\\n\\n"
`,
  );
});

test("what can't be seen is escaped, in keys as well", () => {
  assert.equal(
    yamlText({ "\u200b": "\u202e\0\ud800\u2028\u{e0001}\u00a0\ufeff\t\x7f" }),
    '"\\u200b": "\\u202e\\u0000\\ud800\\u2028\\U000e0001\\u00a0\\ufeff\\t\\u007f"\n',
  );
});

test("on one line, everything is on one line", () => {
  assert.equal(
    yamlLine({ ref: "a.b", level: { opt_in: "If\nso." }, list: ["x".repeat(200)] }),
    `{ ref: a.b, level: { opt_in: "If\\nso." }, list: [ ${"x".repeat(200)} ] }`,
  );
});

test("what is written is read again, whatever the texts are, with nothing in it that can't be seen", () => {
  const text = fc.oneof(
    hostileText,
    fc.string(),
    fc.array(fc.constantFrom("a", " ", "\n", "#", ":", "-", "\t", "|", "&", "*", "!", "%", "0"), {
      minLength: 1,
    })
      .map((parts) => parts.join("")),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (inner) => {
      const expected = JSON.parse(JSON.stringify({ inner }));
      const [block, line] = [yamlText(expected), yamlLine(expected)];
      assert.deepEqual(parse(block), expected);
      assert.deepEqual(parse(line), expected);
      assert.doesNotMatch(block, /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u);
      assert.doesNotMatch(line, /[\p{C}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 200 },
  );
});
