import assert from "node:assert/strict";
import { test } from "node:test";
import { after, every } from "../../src/host/timer.ts";

test("what waits longer than a timer can doesn't happen at once", async () => {
  const fired: string[] = [];
  const cancels = [Infinity, 2 ** 40].flatMap((delay) => [
    every(delay, () => fired.push(`every ${delay}`)),
    after(delay, () => fired.push(`after ${delay}`)),
  ]);
  // A timer with a time that it can't wait for fires after a millisecond.
  const later = Promise.withResolvers<void>(), alive = setTimeout(later.resolve, 60_000);
  let rounds = 0;
  cancels.push(every(1, () => {
    if (++rounds === 10) later.resolve();
  }));
  await later.promise;
  clearTimeout(alive);
  for (const cancel of cancels) cancel();
  assert.deepEqual(fired, []);
});
