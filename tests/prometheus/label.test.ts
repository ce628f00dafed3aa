import assert from "node:assert/strict";
import { test } from "node:test";
import { joinLabels, label, labelName, labelText, labelValue } from "../../src/export/prometheus/label.ts";

test("labelName() keeps letters and digits and makes one underscore of the rest", () => {
  const keys = ["http.method", "a..b", "__name__", "9lives", "größe", "…", ""];
  assert.deepEqual(keys.map(labelName), ["http_method", "a_b", "_name_", "key_9lives", "gr_e", "_", "_"]);
});

test("labelValue() writes values that aren't strings as the specification says", () => {
  const values = [true, 42, 0.5, NaN, -Infinity, ["a", 'b"'], [1, NaN], [true]] as const;
  assert.deepEqual(values.map(labelValue), [
    "true",
    "42",
    "0.5",
    "NaN",
    "-Infinity",
    '["a","b\\""]',
    '[1,"NaN"]',
    "[true]",
  ]);
});

test("joinLabels() joins the values of keys that become one label, in the order of the keys", () => {
  const labels = [label("a_b", "2"), label("z", 0), label("a.b", "1"), label("a-b", "3")];
  assert.deepEqual(joinLabels(labels).map(labelText), ['a_b="3;1;2"', 'z="0"']);
});

test("labelText() escapes quotes, backslashes and line breaks, and leaves out a label without a value", () => {
  assert.equal(labelText(label("a", 'x"y\\z\n')), 'a="x\\"y\\\\z\\n"');
  assert.equal(labelText(label("a", "")), "");
});
