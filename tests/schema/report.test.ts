import assert from "node:assert/strict";
import { test } from "node:test";
import { type Hint, Problems } from "../../src/schema/diagnostic.ts";
import { type Code, type Diagnostic, formatReport } from "../../src/schema/mod.ts";
import { SourceText } from "../../src/schema/source_text.ts";

/** Problems with a text, each at an offset. */
function found(
  source: SourceText,
  ...problems: readonly (readonly [code: Code, offset: number, message: string, hint?: Hint])[]
): readonly Diagnostic[] {
  const all = new Problems();
  for (const [code, offset, message, hint] of problems) all.addAt(code, source, offset, message, hint);
  return all.sorted();
}

const SHOP = new SourceText("shop.yaml", "name: shop\nstability: stabel\n");
const TWO = found(
  SHOP,
  ["PC107", 22, `"stabel" isn't one of the allowed values`, {
    expected: "stable or alpha",
    wrong: "stabel",
    names: ["stable", "alpha"],
  }],
  ["PC112", 6, "a doubt", { level: "warning", suggestion: "shop.a" }],
);

test("a report as text has each problem, its level and its line, and ends with the counts", () => {
  assert.equal(
    formatReport(TWO, "text"),
    `shop.yaml:1:7: warning PC112: a doubt
  1 | name: shop
    |       ^
    = did you mean "shop.a"?

shop.yaml:2:12: error PC107: "stabel" isn't one of the allowed values
  2 | stability: stabel
    |            ^
    = expected stable or alpha; did you mean "stable"?

1 error, 1 warning`,
  );
  assert.equal(formatReport([], "text"), "no problems");
  assert.equal(formatReport([...TWO, ...TWO], "text").split("\n").at(-1), "2 errors, 2 warnings");
});

test("a report as JSON has the problems as they are, and how many there are of each level", () => {
  assert.deepEqual(JSON.parse(formatReport(TWO, "json")), { problems: TWO, errors: 1, warnings: 1 });
  assert.deepEqual(JSON.parse(formatReport([], "json")), { problems: [], errors: 0, warnings: 0 });
});

test("a report for GitHub has a workflow command for each problem", () => {
  assert.equal(
    formatReport(TWO, "github"),
    `::warning file=shop.yaml,line=1,col=7,title=PC112::a doubt%0Adid you mean "shop.a"?
::error file=shop.yaml,line=2,col=12,title=PC107::"stabel" isn't one of the allowed values%0Aexpected stable or alpha%0Adid you mean "stable"?`,
  );
  assert.equal(formatReport([], "github"), "");
});

test("no text of a schema ends a workflow command, adds a property to it or begins another", () => {
  const source = new SourceText("a,line=1:\n%::error::b\u001b.yaml", "a: 1\n");
  const report = formatReport(found(source, ["PC100", 0, "100 %\r\n::error::no"]), "github");
  assert.equal(
    report,
    "::error file=a%2Cline=1%3A\ufffd%25%3A%3Aerror%3A%3Ab\ufffd.yaml,line=1,col=1,title=PC100::100 %25%0D%0A::error::no",
  );
});

test("errors and warnings are counted apart, and those beyond a report's limit are left out", () => {
  const problems = new Problems();
  for (let index = 0; index < 12_000; index++) {
    problems.addAt("PC100", SHOP, 0, `warning ${index}`, { level: "warning" });
  }
  assert.deepEqual([problems.errorCount, problems.warningCount, problems.isFull], [0, 10_000, false]);
  for (let index = 0; index < 1_200; index++) problems.addAt("PC107", SHOP, 0, `error ${index}`);
  assert.deepEqual([problems.errorCount, problems.warningCount, problems.isFull], [1_000, 10_000, true]);
  assert.equal(problems.count, 11_000);
  const last = problems.sorted().filter(({ code }) => code === "PC102")
    .map(({ level, message }) => `${level}: ${message}`);
  assert.deepEqual(last, [
    "warning: more than 9999 warnings: the others are left out",
    "error: more than 999 problems: the others are left out",
  ]);
});
