import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatChanges } from "../../src/codegen/mod.ts";
import type { Change } from "../../src/schema/mod.ts";
import { hostileText } from "./hostile_schema.ts";
import { parsed, visit } from "./markdown_tree.ts";

const CHANGES: readonly Change[] = [
  {
    kind: "removed",
    of: "metric",
    name: "a.b",
    after: "a.c",
    stability: "stable",
    isBreaking: true,
    isFailing: true,
  },
  {
    kind: "renamed",
    of: "attribute",
    name: "a.x",
    part: { kind: "member", name: "one" },
    after: "two",
    note: "Use two.",
    stability: "release_candidate",
    isBreaking: false,
    isFailing: false,
  },
  {
    kind: "span_kind",
    of: "span",
    name: "a.s",
    before: "client",
    after: "",
    stability: "alpha",
    isBreaking: true,
    isFailing: false,
  },
];

test("changes are a list for people, with their counts below it", () => {
  assert.equal(
    formatChanges(CHANGES, "text"),
    `failing     metric "a.b": removed, replaced by "a.c" [stable]
compatible  attribute "a.x", member "one": deprecated, replaced by "two" ("Use two.") [release candidate]
breaking    span "a.s": span kind changed from "client" to "" [alpha]
3 changes, 2 breaking, 1 of something stable that wasn't deprecated`,
  );
  assert.equal(
    formatChanges(CHANGES.slice(1, 2), "text").split("\n").at(-1),
    "1 change, 0 breaking, 0 of something stable that wasn't deprecated",
  );
  assert.equal(formatChanges([], "text"), "no changes");
});

test("changes are a document for programs", () => {
  assert.deepEqual(JSON.parse(formatChanges(CHANGES, "json")), { changes: CHANGES, breaking: 2, failing: 1 });
  assert.equal(formatChanges([], "json"), '{\n  "changes": [],\n  "breaking": 0,\n  "failing": 0\n}');
});

test("changes are a table for a page", () => {
  assert.equal(
    formatChanges(CHANGES, "markdown"),
    `| verdict | definition | change | stability |
| --- | --- | --- | --- |
| **failing** | metric \`a.b\` | removed, replaced by \`a.c\` | \`stable\` |
| compatible | attribute \`a.x\`, member \`one\` | deprecated, replaced by \`two\`: Use two. | \`release candidate\` |
| **breaking** | span \`a.s\` | span kind changed | \`alpha\` |

3 changes, 2 breaking, 1 of something stable that wasn't deprecated`,
  );
  assert.equal(formatChanges([], "markdown"), "no changes");
});

test("names and notes stay inert in each format", () => {
  fc.assert(fc.property(hostileText, hostileText, (name, note) => {
    const change = {
      kind: "renamed",
      of: "event",
      name,
      part: { kind: "attribute", name },
      before: note,
      after: name,
      note,
      stability: "beta",
      isBreaking: false,
      isFailing: false,
    } as const satisfies Change;
    const text = formatChanges([change, change], "text");
    assert.equal(text.split("\n").length, 3);
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    const json = formatChanges([change], "json");
    assert.doesNotMatch(json.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    assert.deepEqual(JSON.parse(json), { changes: [change], breaking: 0, failing: 0 });
    const tree = parsed(formatChanges([change, change], "markdown"));
    assert.deepEqual(tree.children.map(({ type }) => type), ["table", "paragraph"]);
    visit(tree, (node) => {
      if (node.type === "table") assert.equal(node.children.length, 3);
      if (node.type === "tableRow") assert.equal(node.children.length, 4);
      if (node.type === "html") assert.match(node.value, /^<\/?code>$/);
    });
  }));
});
