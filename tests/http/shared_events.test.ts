import assert from "node:assert/strict";
import { test } from "node:test";
import { LimitError } from "../../src/http/limits.ts";
import { SharedEvents } from "../../src/http/shared_events.ts";

const PIECE = new Uint8Array(100);
const reader = (cut: () => void = () => {}) => ({ cut });

test("an event is made once for all who read it at the same time, and kept no longer", async () => {
  const events = new SharedEvents(1000), first = reader(), second = reader();
  let made = 0;
  const render = () => {
    made++;
    return [PIECE];
  };
  const rendering = await events.open(0, first, render);
  assert.equal(await events.open(0, second, render), rendering);
  assert.equal(events.held, 100);
  events.close(first);
  assert.equal([...rendering.chunks()].length, 1);
  events.close(second);
  assert.deepEqual([made, events.held, events.size], [1, 0, 0]);
  await Promise.resolve();
  assert.throws(() => rendering.chunks(), LimitError);
  await events.open(0, first, render);
  assert.equal(made, 2);
});

test("however many events are asked for one after the other, none is kept", async () => {
  const events = new SharedEvents(1000);
  for (let since = 0; since < 100; since++) {
    const client = reader();
    await events.open(since, client, () => [PIECE]);
    events.close(client);
  }
  assert.deepEqual([events.size, events.held], [0, 0]);
});

test("when values have changed, who reads an older event reads on, and others get another one", async () => {
  const events = new SharedEvents(1000), slow = reader(), fast = reader();
  const older = await events.open(0, slow, () => [PIECE]);
  events.renew();
  const newer = await events.open(0, fast, () => [PIECE, PIECE]);
  assert.equal(events.held, 300);
  assert.deepEqual([older.bytes, newer.bytes], [100, 200]);
  events.close(slow);
  assert.equal(await events.open(0, slow, () => []), newer);
});

test("who reads the oldest event is cut off when more is kept than may be", async () => {
  const events = new SharedEvents(200), cut: number[] = [];
  for (let i = 0; i < 5; i++) {
    const client = reader(() => {
      cut.push(i);
      events.close(client);
    });
    await events.open(i, client, () => [PIECE, PIECE]);
    assert.ok(events.held <= 400);
  }
  assert.deepEqual(cut, [0, 1, 2]);
});

test("what nobody waits for any more isn't made to its end, and what fails is told to who waits", async () => {
  const events = new SharedEvents(1000), client = reader();
  let pieces = 0;
  const rendering = events.open(0, client, function* () {
    // As long as a slice, so that there is a pause behind it.
    for (const begin = performance.now(); performance.now() - begin < 10;);
    yield PIECE;
    while (pieces < 5) {
      pieces++;
      yield PIECE;
    }
  });
  events.close(client);
  await rendering;
  assert.equal(pieces, 0);
  await assert.rejects(
    events.open(0, client, () => {
      throw new Error("nothing to see");
    }),
    /nothing to see/,
  );
  events.close(client);
  assert.equal(events.size, 0);
});
