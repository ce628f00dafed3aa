import assert from "node:assert/strict";
import { test } from "node:test";
import { LimitError } from "../../src/http/limits.ts";
import { Queue } from "../../src/http/queue.ts";

test("while a thing is made, all who ask for it share the next one, which begins after they have asked", async () => {
  const queue = new Queue<number>(10_000);
  let begun = 0;
  const askers: number[] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const second = Promise.withResolvers<void>();
  const ask = () =>
    queue.get("thing", async (count) => {
      const number = begun++;
      askers.push(count);
      if (number === 1) second.resolve();
      await gates[number]?.promise;
      return number;
    });
  const first = ask(), others = Array.from({ length: 99 }, ask);
  assert.equal(begun, 1);
  gates[0]?.resolve();
  assert.equal(await first, 0);
  await second.promise;
  const third = ask();
  gates[1]?.resolve();
  assert.deepEqual(new Set(await Promise.all(others)), new Set([1]));
  assert.equal(await third, 2);
  assert.equal(await ask(), 3);
  assert.deepEqual(askers, [1, 99, 1, 1]);
});

test("one thing is made at a time, those of like names together, and later ones after them", async () => {
  const queue = new Queue<string>(10_000), made: string[] = [];
  const gate = Promise.withResolvers<void>();
  let underWay = 0;
  const ask = (name: string) =>
    queue.get(name, async () => {
      assert.equal(++underWay, 1);
      made.push(name);
      await gate.promise;
      underWay--;
      if (name === "a1") all.push(ask("a0"));
      return name;
    });
  const all = ["b1", "a1", "b2", "a2"].map(ask);
  assert.deepEqual(made, ["b1"]);
  gate.resolve();
  for (const thing of all) await thing;
  assert.deepEqual(made, ["b1", "a1", "a2", "b2", "a0"]);
});

test("what fails fails for those who have asked for it, and keeps none of the later ones from being made", async () => {
  const queue = new Queue<string>(10_000);
  let made = 0;
  const ask = () =>
    queue.get("thing", async () => {
      await Promise.resolve();
      if (made++ === 0) throw new Error("no");
      return "yes";
    });
  const first = ask(), second = ask();
  await assert.rejects(first, /no/);
  assert.equal(await second, "yes");
  assert.equal(await ask(), "yes");
});

test("what nobody waits for any more isn't made, and nothing is made before there is room for it", async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let asked = 0;
  const queue = new Queue<string>(20, () => gates[asked++]?.promise);
  const late = queue.get("late", () => Promise.reject(new Error("made")));
  const failed = assert.rejects(late, LimitError);
  const given = performance.now() + 20;
  while (performance.now() <= given) await new Promise((resolve) => setTimeout(resolve, 1));
  gates[0]?.resolve();
  await failed;
  let isMade = false;
  const inTime = queue.get("in time", () => {
    isMade = true;
    return Promise.resolve("made");
  });
  assert.equal(isMade, false);
  gates[1]?.resolve();
  assert.equal(await inTime, "made");
});
