import assert from "node:assert/strict";
import { test } from "node:test";
import { addUp, coverageOf, share } from "../../scripts/_lcov.ts";

test("of a coverage report, what was reached is counted for each file and for all", () => {
  const report = `SF:/a/one.ts
FN:1,one
BRDA:2,1,0,3
BRDA:2,1,1,0
BRDA:4,2,0,-
DA:1,1
DA:2,12
DA:3,0
end_of_record
SF:/a/two.ts
DA:1,1
end_of_record
`;
  const files = coverageOf(report);
  assert.deepEqual(files, [
    { file: "/a/one.ts", lines: { found: 3, hit: 2 }, branches: { found: 3, hit: 1 } },
    { file: "/a/two.ts", lines: { found: 1, hit: 1 }, branches: { found: 0, hit: 0 } },
  ]);
  assert.deepEqual(addUp(files), { lines: { found: 4, hit: 3 }, branches: { found: 3, hit: 1 } });
  assert.deepEqual(files.map(({ branches }) => share(branches)), [1 / 3, 1]);
});
