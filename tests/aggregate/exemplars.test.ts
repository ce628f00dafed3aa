import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import type { Reader } from "../../src/aggregate/reader.ts";
import { arena } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";
import { readBlock } from "../../src/worker/block.ts";
import type { ExemplarFilters } from "../../src/worker/exemplar_filters.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { chosen, exemplarsOf, Sorted, span, Without } from "../set/exemplar_sets.ts";
import { MortalWorker } from "./mortal_worker.ts";
import { pointsOf, valueOf } from "./values.ts";

/** A worker with a set that has exemplars. */
class ExemplarWorker extends MortalWorker {
  readonly sorted;

  constructor(aggregator: Aggregator | undefined, filters: ExemplarFilters = {}) {
    super();
    this.registry.filter(filters);
    this.sorted = this.registry.register(Sorted, undefined);
    if (aggregator !== undefined) this.join(aggregator, 1);
  }
}

/** Takes all frames of a ring: the values of their exemplars. */
function exemplarValues(ring: ArrayBufferLike): number[] {
  const reader = new RingReader(ring), values: number[] = [];
  while (reader.next()) {
    for (let i = 0; i < reader.exemplars; i++) values.push(reader.exemplarValueAt(i));
  }
  assert.equal(reader.corruptions, 0);
  reader.release();
  return values;
}

function durations(reader: Reader, series = 0) {
  return chosen(reader.collect(), "exemplars.sorted", "duration", series);
}

test("a worker that dies between any two stores of a flush leaves each exemplar once", () => {
  for (let stores = 0;; stores++) {
    const worker = new ExemplarWorker(undefined);
    // The empty set is announced, so that the next frame is the one with the exemplar.
    worker.flush();
    assert.deepEqual(exemplarValues(worker.ring), []);
    worker.sorted.with(1).duration.record(5, span(5));
    const isCutShort = worker.die(stores), published = exemplarValues(worker.ring);
    // As salvage() does.
    const drained = 1 + published.length;
    const ring = createRing(65536), flusher = new Flusher(arena, new RingWriter(ring), drained);
    const offset = new Uint32Array(arena)[worker.registry.root / 4] ?? 0, block = readBlock(arena, offset, 0);
    flusher.recover(block, drained);
    assert.ok(flusher.flushLast(block, 1));
    assert.deepEqual([...published, ...exemplarValues(ring)], [5], `after ${stores} stores`);
    worker.bury();
    if (!isCutShort) break;
  }
});

test("a full ring defers exemplars with the values of their row", () => {
  const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
  const worker = new ExemplarWorker(aggregator);
  worker.sorted.with(0).duration.record(1, span(0));
  while (worker.flush()) worker.sorted.with(1).duration.record(1, span(1));
  worker.sorted.with(2).duration.record(2, span(2));
  assert.equal(worker.flush(), false);
  aggregator.drain(() => {});
  assert.deepEqual(durations(reader), [[1, 0]]);
  assert.ok(worker.flush());
  aggregator.drain(() => {});
  assert.deepEqual(durations(reader, 2), [[2, 2]]);
  worker.die(0);
  aggregator.drain(() => {});
  worker.bury();
});

test("a recording that adds nothing to its series can be its exemplar", () => {
  const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
  const worker = new ExemplarWorker(aggregator);
  // The empty set is announced, so that nothing but the exemplar makes a frame.
  assert.ok(worker.flush());
  worker.sorted.with(2).active.add(0, span(4));
  assert.ok(worker.flush());
  aggregator.drain(() => {});
  const { gaps, repeats, corrupt } = aggregator.drain(() => {});
  assert.deepEqual([gaps, repeats, corrupt], [0, 0, 0]);
  const points = pointsOf(reader.collect(), "exemplars.sorted");
  assert.deepEqual(points.series.map(([measured]) => measured?.value), ["c"]);
  assert.deepEqual(chosen(reader.collect(), "exemplars.sorted", "active"), [[0, 4]]);
  worker.die(0);
  aggregator.drain(() => {});
  worker.bury();
});

test("of two workers' exemplars of a series, the later one is kept, in whichever order they come", async () => {
  for (const order of [[0, 1], [1, 0]]) {
    const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
    const workers = [new ExemplarWorker(aggregator), new ExemplarWorker(aggregator)];
    const record = (worker: number, value: number) =>
      workers[order[worker] ?? 0]?.sorted.with(1).duration.record(value, span(value));
    record(0, 1);
    record(0, 11);
    const moment = performance.now();
    while (performance.now() - moment < 1) await Promise.resolve();
    record(1, 2);
    record(1, 25);
    for (const worker of workers) assert.ok(worker.flush());
    aggregator.drain(() => {});
    assert.deepEqual(durations(reader), [[2, 2], [11, 11], [25, 25]]);
    for (const worker of workers) worker.die(0);
    aggregator.drain(() => {});
    for (const worker of workers) worker.bury();
  }
});

test("exemplars from before a reader's time are not its own", () => {
  const aggregator = new Aggregator({ attributes: {} });
  const worker = new ExemplarWorker(aggregator);
  worker.sorted.with(1).duration.record(1, span(1));
  const moment = performance.now();
  while (performance.now() - moment < 1);
  const reader = aggregator.reader({});
  assert.ok(worker.flush());
  aggregator.drain(() => {});
  assert.deepEqual(durations(reader), []);
  worker.die(0);
  aggregator.drain(() => {});
  worker.bury();
});

test("workers with and without exemplars of a set are one series", () => {
  const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
  const filters: ExemplarFilters[] = [{}, { "exemplars.without.count": "always_on" }, {}];
  const workers = filters.map((filter) => new ExemplarWorker(aggregator, filter));
  for (const worker of workers) {
    worker.registry.register(Without, undefined).count.add(1);
    assert.ok(worker.flush());
  }
  aggregator.drain(() => {});
  assert.equal(valueOf(pointsOf(reader.collect(), "exemplars.without"), "count"), 3);
  for (const worker of workers) worker.die(0);
  aggregator.drain(() => {});
  for (const worker of workers) worker.bury();
});

/** What may happen to one of two workers. */
const step = fc.record({
  kind: fc.constantFrom(
    "record",
    "record",
    "record",
    "flush",
    "flood",
    "drain",
    "die",
    "commit",
    "roll back",
    "abandon",
  ),
  worker: fc.nat(1),
  sort: fc.nat(2),
  value: fc.integer({ min: -30, max: 30 }),
  /** After which a worker dies. */
  stores: fc.nat(200),
});

test("an exemplar is a recording of its own series and bucket, sent once, whatever fails or dies", {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const aggregator = new Aggregator({ attributes: {} }), reader = aggregator.reader({});
      const deltas = aggregator.reader({ temporality: "delta" });
      const all: ExemplarWorker[] = [];
      const start = () => {
        const worker = new ExemplarWorker(aggregator);
        all.push(worker);
        return worker;
      };
      const living = [start(), start()];
      /** The number of a recording's span finds what was recorded. */
      const recorded: { readonly sort: number; readonly value: number }[] = [];
      const record = (worker: ExemplarWorker, sort: number, value: number) => {
        const { duration, spread } = worker.sorted.with(sort), within = span(recorded.length);
        recorded.push({ sort, value });
        duration.record(value, within);
        spread.record(value, within);
      };
      /** The traces of the exemplars that the backend of the deltas has. */
      const sent: string[] = [];
      const send = (end: string) => {
        const { collection, commit, rollBack } = deltas.begin();
        if (end === "roll back") return rollBack();
        if (end === "abandon") return;
        for (const points of collection.sets) {
          if (points.temporality !== "delta") continue;
          points.series.forEach((_, series) =>
            sent.push(...exemplarsOf(points, "duration", series).map(({ traceId }) => String(traceId)))
          );
        }
        commit();
      };
      for (const { kind, worker: index, sort, value, stores } of steps) {
        const worker = living[index];
        if (worker === undefined) continue;
        switch (kind) {
          case "record":
            record(worker, sort, value);
            break;
          case "flush":
            worker.flush();
            break;
          case "flood":
            for (let i = 0; i < 200; i++) {
              record(worker, sort, value);
              worker.flush();
            }
            break;
          case "drain":
            aggregator.drain(() => {});
            break;
          case "die":
            worker.die(stores);
            living[index] = start();
            break;
          default:
            send(kind);
        }
      }
      for (const worker of living) worker.die(Infinity);
      try {
        const { gaps, repeats, corrupt } = aggregator.drain(() => {});
        assert.deepEqual([gaps, repeats, corrupt], [0, 0, 0]);
        send("commit");
        assert.deepEqual(sent, [...new Set(sent)], "none is sent twice");
        const collection = reader.collect(), points = pointsOf(collection, "exemplars.sorted");
        const bucket = (value: number) => (value <= 10 ? 0 : value <= 20 ? 1 : 2);
        points.series.forEach(([measured], series) => {
          const sort = ["a", "b", "c"].indexOf(String(measured?.value));
          const own = recorded.filter((recording) => recording.sort === sort).map(({ value }) => value);
          for (const field of ["duration", "spread"]) {
            for (const [value, number] of chosen(collection, "exemplars.sorted", field, series)) {
              assert.deepEqual(recorded[number ?? -1], { sort, value });
            }
          }
          const buckets = exemplarsOf(points, "duration", series).map(({ value }) => bucket(value));
          assert.deepEqual(buckets, [...new Set(own.map(bucket))].sort(), "each bucket with a value has one");
        });
      } finally {
        for (const worker of all) worker.bury();
      }
    }),
    { numRuns: 300 },
  );
});
