import assert from "node:assert/strict";
import { test } from "node:test";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import { arena } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { Labelled, Plain } from "../set/sample_sets.ts";

test("the aggregator tells of its workers, their rings and their sets", () => {
  const aggregator = new Aggregator({ attributes: {} });
  const ring = createRing(65536), writer = new RingWriter(ring);
  const registry = new Registry(writer, new Flusher(arena, writer));
  aggregator.join({ arena, ring, root: registry.root }, 7, undefined, () => {});
  const entity = { "service.instance.id": "inspected", "thread.id": 7 };
  const labelled = registry.register(Labelled, { entity, attributes: { "sample.region": "eu" } });
  const plain = registry.register(Plain, undefined);
  const inspect = () => {
    const [worker, ...others] = aggregator.inspect();
    assert(worker);
    assert.deepEqual(others, []);
    return worker;
  };
  assert.deepEqual(inspect(), {
    id: 7,
    frames: 0,
    ringBytes: 65536,
    waitingBytes: 0,
    isCorrupt: false,
    sets: [],
  });
  labelled.with(0, 0).count.add(1);
  labelled.with(1, 1).count.add(1);
  registry.flush(1);
  assert(inspect().waitingBytes > 0, "frames wait");
  aggregator.drain(() => {});
  const { waitingBytes, frames, sets } = inspect();
  assert.deepEqual([waitingBytes, frames], [0, 2]);
  const found = sets.map((
    { descriptor, entity, attributes, rows },
  ) => [descriptor.name, entity, attributes, rows]);
  assert.deepEqual(found, [
    ["sample.labelled", entity, { "sample.region": "eu" }, 2],
    ["sample.plain", {}, {}, 0],
  ]);
  plain.close();
  labelled.close();
  registry.flush(2);
  aggregator.drain(() => {});
  assert.deepEqual(inspect().sets, []);
  registry.release();
});
