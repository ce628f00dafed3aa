/**
 * A model of recording, flushing and dying: whatever happens, each reader has what was recorded.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import type { Reader } from "../../src/aggregate/reader.ts";
import { arena } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { type FrameHeader, RingWriter } from "../../src/transport/ring_writer.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { Labelled, Plain } from "../set/sample_sets.ts";

/** Ends the "worker" in the middle of a flush: before or after its frame is published. */
class DyingRingWriter extends RingWriter {
  death: "before" | "after" | undefined;

  override publish(header: FrameHeader): void {
    if (this.death === "before") throw new Death();
    super.publish(header);
    if (this.death === "after") throw new Death();
  }
}
class Death extends Error {}

/** A worker in this thread, as `connect()` makes them, that can die. */
class ModelWorker {
  readonly ring = createRing(65536);
  readonly writer = new DyingRingWriter(this.ring);
  readonly flusher = new Flusher(arena, this.writer);
  readonly registry = new Registry(this.writer, this.flusher);
  readonly labelled;
  plain = this.registry.register(Plain, undefined);
  dead = false;

  constructor(aggregator: Aggregator, id: number) {
    this.labelled = this.registry.register(Labelled, {
      entity: { "service.instance.id": "model", "thread.id": id },
      attributes: { "sample.region": "eu" },
    });
    aggregator.join(
      { arena, ring: this.ring, root: this.registry.root },
      id,
      { ended: () => this.dead },
      () => {},
    );
  }

  die(death: "before" | "after"): void {
    this.writer.death = death;
    try {
      this.registry.flush(2);
    } catch (error) {
      if (!(error instanceof Death)) throw error;
    }
    this.dead = true;
  }
}

interface Totals {
  count: number;
  size: number;
  active: number;
}

function totals(reader: Reader): Totals {
  const sum: Totals = { count: 0, size: 0, active: 0 };
  for (const { descriptor, layout, touched, values } of reader.collect().sets) {
    for (const bucket of touched) {
      const at = (field: string, lane = 0) => {
        const found = layout.fields.find(({ metric }) => metric.field === field);
        return found === undefined ? 0 : values[bucket * layout.stride + found.lane + lane] ?? NaN;
      };
      sum.count += at("count");
      if (descriptor.name === "sample.labelled") sum.size += at("size") + at("size", 1) + at("size", 2);
      sum.active += at("active");
    }
  }
  return sum;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("record"),
      worker: fc.nat(2),
      value: fc.nat(2 ** 32),
      bucket: fc.nat(5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("flush"),
      worker: fc.nat(2),
      value: fc.nat(300),
      bucket: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("drain"),
      worker: fc.nat(2),
      value: fc.nat(),
      bucket: fc.nat(5),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("close"),
      worker: fc.nat(2),
      value: fc.nat(),
      bucket: fc.nat(5),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("before", "after"),
      worker: fc.nat(2),
      value: fc.nat(),
      bucket: fc.nat(5),
    }),
  },
);

test("every reader has what was recorded, through flushes, full rings, closed sets and deaths", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const aggregator = new Aggregator({ attributes: {} });
      const readers = [aggregator.reader({}), aggregator.reader({ by: "worker" })];
      let workers = 0;
      const start = () => new ModelWorker(aggregator, ++workers);
      const living = [start(), start(), start()];
      const model: Totals = { count: 0, size: 0, active: 0 };
      for (const { kind, worker: index, value, bucket } of steps) {
        const worker = living[index];
        if (worker === undefined) continue;
        switch (kind) {
          case "record": {
            const view = worker.labelled.with(bucket % 3, bucket % 2);
            view.count.add(value);
            view.size.record(value % 200);
            worker.plain.active.add(bucket - 2);
            worker.plain.count.add(1);
            model.count += value + 1;
            model.size += 1;
            model.active += bucket - 2;
            break;
          }
          case "flush":
            // Many flushes without a drain fill the ring.
            for (let i = 0; i < value; i++) {
              worker.plain.count.add(1);
              model.count += 1;
              worker.registry.flush(1);
            }
            break;
          case "drain":
            aggregator.drain(() => {});
            break;
          case "close":
            worker.plain.close();
            worker.plain = worker.registry.register(Plain, undefined);
            break;
          case "before":
          case "after":
            worker.die(kind);
            living[index] = start();
            break;
        }
      }
      for (const worker of living) worker.die("before");
      const counts = aggregator.drain(() => {});
      assert.equal(aggregator.size, 0);
      assert.deepEqual({ gaps: counts.gaps, repeats: counts.repeats, corrupt: counts.corrupt }, {
        gaps: 0,
        repeats: 0,
        corrupt: 0,
      });
      for (const reader of readers) assert.deepEqual(totals(reader), model);
    }),
    { numRuns: 500 },
  );
});
