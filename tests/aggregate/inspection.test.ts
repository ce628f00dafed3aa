import assert from "node:assert/strict";
import { test } from "node:test";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import { arena } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { Labelled, Plain } from "../set/sample_sets.ts";
import { NodeInThread } from "./node_in_thread.ts";
import { pointsOf, valueOf } from "./values.ts";

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
    node: undefined,
    drainedBy: undefined,
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

test("a worker is drained by its node's aggregating worker, once that has begun and until it fails", () => {
  const nodes = [0, 1].map((node) => new NodeInThread(65536, node, true)), late = nodes[1];
  const aggregator = new Aggregator({ attributes: {} }, nodes.map(({ options }) => options));
  const reader = aggregator.reader({});
  const ring = createRing(65536), writer = new RingWriter(ring);
  const registry = new Registry(writer, new Flusher(arena, writer));
  aggregator.join({ arena, ring, root: registry.root, node: 1 }, 7, { ended: () => false }, () => {});
  const { count } = registry.register(Plain, undefined);
  let flushes = 0;
  function exported(step: () => void) {
    count.increment();
    registry.flush(++flushes);
    step();
    aggregator.drain(() => {});
    const [{ node, drainedBy } = {}] = aggregator.inspect();
    return { node, drainedBy, count: valueOf(pointsOf(reader.collect(), "sample.plain"), "count") };
  }
  assert.deepEqual(exported(() => {}), { node: 1, drainedBy: undefined, count: 1 });
  const drainedBy = { id: 1, node: 1 };
  // It has begun, and is told of the worker by the drain that follows.
  assert.deepEqual(exported(() => late?.step()), { node: 1, drainedBy, count: 1 });
  assert.deepEqual(exported(() => late?.step()), { node: 1, drainedBy, count: 3 });
  assert.deepEqual(exported(() => late?.lose()), { node: 1, drainedBy: undefined, count: 4 });
  registry.release();
});
