import assert from "node:assert/strict";
import { test } from "node:test";
import { listed } from "../../src/schema/printable.ts";

test("of many names the first ten are listed, and how many are left", () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);
  const first = "k0, k1, k2, k3, k4, k5, k6, k7, k8, k9";
  assert.deepEqual([0, 1, 10, 11, 12].map((count) => listed(names(count))), [
    "",
    "k0",
    first,
    `${first} and 1 more`,
    `${first} and 2 more`,
  ]);
});
