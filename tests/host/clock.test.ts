import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../src/host/clock.ts";

test("a clock runs steadily, and follows the system's time when that is set", () => {
  let system = 1_000_000, steady = 1_000_000;
  const clock = new Clock(() => system, () => steady);
  const pass = (milliseconds: number, set = 0) => {
    steady += milliseconds;
    system += milliseconds + set;
    return clock.now() / 1e6 - system;
  };
  assert.equal(pass(0), 0);
  assert.equal(pass(10), 0);
  assert.equal(pass(10, 300), -300, "a small difference is kept: time goes on evenly");
  assert.equal(clock.jumps, 0);
  assert.equal(pass(10, 3_600_000), 0, "set forward, or slept");
  assert.equal(pass(10), 0);
  assert.equal(pass(10, -7_200_000), 0, "set back");
  assert.equal(clock.jumps, 2);
});
