import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { errorsPage, problemsOf } from "../../scripts/_errors_page.ts";
import { CODES } from "../../src/schema/mod.ts";
import { EXPLANATIONS } from "../../src/schema/explanations/mod.ts";

const codes = Object.keys(CODES).filter((code): code is keyof typeof CODES => code in CODES);

for (const code of codes) {
  test(`${code} is explained by a schema that has this problem alone, and by one that has none`, () => {
    const explanation = EXPLANATIONS[code];
    assert.ok(explanation, `no explanation of ${code} in src/schema/explanations`);
    const { about, fix, wrong, right, report } = explanation;
    for (const text of [about, fix]) assert.match(text, /^[A-Z`][^\n]*\.$/);
    // Commands that look for files find these; their tests say so.
    if (report !== undefined) return assert.ok(report.includes(`: error ${code}: `));
    const found = problemsOf(wrong);
    assert.deepEqual([...new Set(found.map((problem) => problem.code))], [code]);
    assert.deepEqual(new Set(found.map(({ level }) => level)), new Set([CODES[code].level]));
    assert.deepEqual(problemsOf(right), []);
  });
}

test("docs/errors.md says what percore says of each example today", () => {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  assert.ok(page === errorsPage(), "it is stale: run deno task errors");
});
