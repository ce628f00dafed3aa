/**
 * A model of recording, flushing and dying: whatever happens, each reader has what was recorded.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Aggregator, type DrainCounts } from "../../src/aggregate/aggregator.ts";
import type { SetPoints } from "../../src/aggregate/collection.ts";
import type { Reader, ReaderOptions } from "../../src/aggregate/reader.ts";
import { arena } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { Distributions, Observed, Table } from "../set/more_sets.ts";
import { Labelled, Plain } from "../set/sample_sets.ts";
import { Death, DyingRingWriter } from "./dying_ring_writer.ts";

/** A worker in this thread, as `connect()` makes them, that can die. */
class ModelWorker {
  readonly ring = createRing(65536);
  readonly writer = new DyingRingWriter(this.ring);
  readonly flusher = new Flusher(arena, this.writer);
  readonly registry = new Registry(this.writer, this.flusher);
  readonly labelled;
  readonly spread = this.registry.register(Distributions, undefined);
  readonly observed = this.registry.register(Observed, undefined);
  readonly table = this.registry.register(Table, undefined);
  plain = this.registry.register(Plain, undefined);
  total = 0;
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

/** Gives back the arena's memory: that of real workers goes with their threads. */
function bury({ writer, registry, ring }: ModelWorker): void {
  writer.death = undefined;
  registry.close();
  const reader = new RingReader(ring);
  for (let whole = false; !whole;) {
    whole = registry.flush(3);
    while (reader.next());
    reader.release();
  }
  registry.release();
}

function assertClean({ gaps, repeats, corrupt }: DrainCounts): void {
  assert.deepEqual({ gaps, repeats, corrupt }, { gaps: 0, repeats: 0, corrupt: 0 });
}

interface Totals {
  count: number;
  size: number;
  active: number;
  /** Values in the buckets of an exponential histogram. */
  spread: number;
  total: number;
  /** Levels end with their sets. */
  level: number;
}

/** What a backend has of the exports that it acknowledged. */
class Backend {
  readonly reader: Reader;
  /** What the delta points have added up to. */
  #added = NOTHING;
  /** What the cumulative points said last. */
  #last = NOTHING;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** Takes one export; or leaves it, and says so or says nothing. */
  export(end: "commit" | "roll back" | "abandon"): void {
    const { collection: { sets }, commit, rollBack } = this.reader.begin();
    if (end === "roll back") rollBack();
    if (end !== "commit") return;
    const deltas = totals(sets.filter(({ temporality }) => temporality === "delta"));
    this.#added = added(this.#added, deltas);
    this.#last = totals(sets.filter(({ temporality }) => temporality === "cumulative"));
    commit();
  }

  get totals(): Totals {
    return added(this.#added, this.#last);
  }
}

const NOTHING: Totals = { count: 0, size: 0, active: 0, spread: 0, total: 0, level: 0 };

function added(a: Totals, b: Totals): Totals {
  return {
    count: a.count + b.count,
    size: a.size + b.size,
    active: a.active + b.active,
    spread: a.spread + b.spread,
    total: a.total + b.total,
    level: a.level + b.level,
  };
}

function totals(sets: readonly SetPoints[]): Totals {
  const sum = { ...NOTHING };
  for (const points of sets) {
    const { descriptor, layout, series, values } = points;
    for (const bucket of series.keys()) {
      const at = (field: string, lane = 0) => {
        const found = layout.fields.find(({ metric }) => metric.field === field);
        return found === undefined ? 0 : values[bucket * layout.stride + found.lane + lane] ?? NaN;
      };
      sum.count += at("count");
      if (descriptor.name === "sample.labelled") sum.size += at("size") + at("size", 1) + at("size", 2);
      sum.active += at("active");
      sum.total += at("total");
      if (descriptor.name === "sample.observed") sum.level += at("level");
      for (const field of layout.exponentials) {
        for (const side of ["positive", "negative"] as const) {
          const counts = points.buckets(bucket, field)?.[side];
          for (let i = 0; i < (counts?.length ?? 0); i++) sum.spread += counts?.at(i) ?? 0;
        }
      }
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
      kind: fc.constant("spread"),
      worker: fc.nat(2),
      value: fc.nat(1000),
      bucket: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("commit", "roll back", "abandon"),
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

test("every reader has what was recorded, through flushes, full rings, closed sets and deaths", {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const aggregator = new Aggregator({ attributes: {} });
      const options: readonly ReaderOptions[] = [
        {},
        { by: "worker" },
        { temporality: "delta" },
        { temporality: "lowmemory", by: "worker" },
        { temporality: "delta", cardinalityLimit: 4 },
        { views: [{ select: { set: "sample.*" }, attributes: ["sample.region"] }], temporality: "delta" },
      ];
      const backends = options.map((options) => new Backend(aggregator.reader(options)));
      let workers = 0;
      const all: ModelWorker[] = [];
      const start = () => {
        const worker = new ModelWorker(aggregator, ++workers);
        all.push(worker);
        return worker;
      };
      const living = [start(), start(), start()];
      const model = { ...NOTHING };
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
            worker.table.with(bucket, value % 20, index, 0, 0, 0).count.add(1);
            worker.total += bucket;
            worker.observed.total.observe(worker.total);
            worker.observed.level.observe(value);
            worker.spread.spread.record((value % 2 === 0 ? 1 : -1) * 2 ** (value % 1000 - 500));
            model.total += bucket;
            model.spread += 1;
            model.count += value + 2;
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
          case "spread":
            // More buckets than a frame has cells.
            for (let i = 0; i < 5000; i++) worker.spread.spread.record((value + 1) * 1.03 ** i);
            model.spread += 5000;
            break;
          case "drain":
            assertClean(aggregator.drain(() => {}));
            break;
          case "close":
            worker.plain.close();
            worker.plain = worker.registry.register(Plain, undefined);
            break;
          case "commit":
          case "roll back":
          case "abandon":
            backends[value % backends.length]?.export(kind);
            break;
          case "before":
          case "after":
            worker.die(kind);
            living[index] = start();
            break;
        }
      }
      for (const worker of living) worker.die("before");
      try {
        assertClean(aggregator.drain(() => {}));
        assert.equal(aggregator.size, 0);
        for (const backend of backends) {
          backend.export("commit");
          assert.deepEqual(backend.totals, model, JSON.stringify(backend.reader.temporality));
        }
      } finally {
        all.forEach(bury);
      }
    }),
    { numRuns: 2000 },
  );
});
