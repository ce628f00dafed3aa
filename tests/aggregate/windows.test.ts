/** The windows of points, whatever becomes of the system's time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { defineMetricSet, type SetPoints } from "@percore/telemetry";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import type { Batch, Reader, ReaderOptions } from "../../src/aggregate/reader.ts";
import { unixNanos } from "../../src/host/clock.ts";
import { arena } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { pointsOf, valueOf } from "./values.ts";

const HOUR = 3_600_000;

const stability = "development";
const common = { brief: "For tests.", stability, version: "1.0.0", schemaUrl: "" } as const;
const metric = { brief: "For tests.", unit: "1", stability } as const;
const worker = {
  type: "windows.worker",
  brief: "A worker.",
  stability,
  identity: [{ key: "thread.id", type: "int", brief: "Which.", stability }],
} as const;

/** A set that a delta reader forgets when it has ended. */
const Counted = defineMetricSet({
  ...common,
  name: "windows.counted",
  entity: worker,
  attributes: { registration: [], measurement: [] },
  metrics: [{ ...metric, field: "count", name: "windows.count", instrument: "counter", valueType: "int" }],
});

const Levels = defineMetricSet({
  ...common,
  name: "windows.levels",
  attributes: { registration: [], measurement: [] },
  metrics: [{ ...metric, field: "level", name: "windows.level", instrument: "gauge", valueType: "double" }],
});

/** The system's time and the steady one, in a test's hands until `use` has returned. */
function withTime(use: (time: { pass(milliseconds: number, set?: number): void }) => void): void {
  const { now: system } = Date, { now: steady } = performance;
  let wall = Date.now(), passed = performance.now();
  Date.now = () => Math.floor(wall);
  performance.now = () => passed;
  try {
    use({
      pass(milliseconds, set = 0) {
        passed += milliseconds;
        wall += milliseconds + set;
      },
    });
  } finally {
    // So far away that the thread's clock jumps back at once, rather than to work off what is left.
    wall += 24 * HOUR;
    unixNanos();
    Date.now = system;
    performance.now = steady;
    unixNanos();
  }
}

/** A worker of this thread, whose clock differs from the aggregator's. */
class Skewed {
  readonly #id: number;
  readonly #skew: number;
  readonly #registry: Registry;
  #counted: ReturnType<typeof register> | undefined;
  readonly #levels;

  constructor(aggregator: Aggregator, id: number, skew: number) {
    const ring = createRing(65536), writer = new RingWriter(ring);
    this.#id = id;
    this.#skew = skew;
    this.#registry = new Registry(writer, new Flusher(arena, writer));
    aggregator.join({ arena, ring, root: this.#registry.root }, id, undefined, () => {});
    this.#levels = this.#registry.register(Levels, undefined);
  }

  record(level: number): void {
    this.#counted ??= register(this.#registry, this.#id);
    this.#counted.count.increment();
    this.#levels.level.set(level);
  }

  flush(): void {
    this.#registry.flush(unixNanos() + this.#skew * 1e6);
  }

  /** Ends the set that is counted in; the next recording registers another one. */
  renew(): void {
    this.#counted?.close();
    this.#counted = undefined;
  }

  close(): void {
    this.#registry.close();
    this.flush();
  }

  release(): void {
    this.#registry.release();
  }
}

function register(registry: Registry, id: number) {
  return registry.register(Counted, { entity: { "thread.id": id } });
}

/** Checks what one reader exports. */
class Windows {
  readonly #reader: Reader;
  /** The last window of each set: of delta points, the last one that was committed. */
  readonly #last = new Map<
    string,
    { readonly start: number; readonly time: number }
  >();
  /** What was counted in all windows that were committed. */
  counted = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  export(end: "commit" | "rollBack" | undefined): void {
    const batch: Batch = this.#reader.begin(), { sets } = batch.collection;
    for (const points of sets) this.#check(points, end === "commit");
    if (end !== undefined) batch[end]();
  }

  #check(points: SetPoints, isCommitted: boolean): void {
    const { descriptor, entity, temporality, start, time } = points;
    const key = JSON.stringify([descriptor.name, entity, temporality]), last = this.#last.get(key);
    assert(start <= time, "a window ends before it starts");
    if (last !== undefined && temporality === "delta") {
      assert(start >= last.time, "a window starts before the end of the last one");
      // One that was forgotten in between may go on somewhat later.
      if (descriptor.name === Levels.descriptor.name) assert.equal(start, last.time);
    }
    if (last !== undefined && temporality === "cumulative") {
      assert.equal(start, last.start);
      assert(time >= last.time, "time runs backwards");
    }
    if (isCommitted || temporality === "cumulative") this.#last.set(key, { start, time });
    if (descriptor.name !== "windows.counted") return;
    const count = Number(valueOf(points, "count"));
    if (temporality === "delta" && isCommitted) this.counted += count;
  }
}

const READERS: readonly ReaderOptions[] = [
  { temporality: "delta" },
  { temporality: "delta", by: "worker" },
  {},
];

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 5000 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      pass: fc.nat(100),
      set: fc.oneof(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -HOUR, max: HOUR })),
    }),
  },
  { weight: 4, arbitrary: fc.record({ records: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ flushes: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ drains: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ renews: fc.nat(1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ exports: fc.constantFrom("commit" as const, "rollBack" as const, undefined) }),
  },
);

test("delta windows follow each other and cumulative ones grow, however often the system's time is set", () => {
  const skews = fc.tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -400, max: 400 }));
  fc.assert(
    fc.property(skews, fc.array(step, { maxLength: 200, size: "max" }), (skews, steps) =>
      withTime((time) => {
        const aggregator = new Aggregator({ attributes: {} });
        const readers = READERS.map((options) => new Windows(aggregator.reader(options)));
        const workers = skews.map((skew, i) => new Skewed(aggregator, i + 1, skew));
        let recorded = 0;
        for (const step of steps) {
          if ("pass" in step) time.pass(step.pass, "set" in step ? step.set : 0);
          else if ("records" in step) workers[step.records]?.record(++recorded);
          else if ("flushes" in step) workers[step.flushes]?.flush();
          else if ("drains" in step) aggregator.drain(() => {});
          else if ("renews" in step) workers[step.renews]?.renew();
          else for (const reader of readers) reader.export(step.exports);
        }
        for (const worker of workers) worker.close();
        aggregator.drain(() => {});
        for (const worker of workers) worker.release();
        for (const reader of readers) reader.export("commit");
        assert.deepEqual(readers.map(({ counted }) => counted), [recorded, recorded, 0]);
      })),
    { numRuns: 300 },
  );
});

test("a gauge follows the workers that live when the system's time was set back", () => {
  withTime((time) => {
    const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
    const level = () => {
      aggregator.drain(() => {});
      return valueOf(pointsOf(reader.collect(), "windows.levels"), "level");
    };
    const before = new Skewed(aggregator, 1, 0);
    before.record(1);
    before.close();
    assert.equal(level(), 1);
    time.pass(1000, -HOUR);
    const after = new Skewed(aggregator, 2, 0);
    time.pass(1000);
    after.record(2);
    after.close();
    assert.equal(level(), 2);
    for (const worker of [before, after]) worker.release();
  });
});
