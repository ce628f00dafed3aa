/** The tree of aggregating workers gives what one thread gives that drains all rings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SetPoints } from "@percore/telemetry";
import fc from "fast-check";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import { NodeAggregator, PARTIAL_ROWS } from "../../src/aggregate/node_aggregator.ts";
import { PARTIAL_SETS } from "../../src/aggregate/partial_writer.ts";
import type { Reader, ReaderOptions } from "../../src/aggregate/reader.ts";
import { unixNanos } from "../../src/host/clock.ts";
import { arena } from "../../src/set/arena.ts";
import { HISTOGRAM_DOUBLES, LaneKind } from "../../src/set/layout.ts";
import { FrameKind, PARTIAL_KINDS } from "../../src/transport/frame.ts";
import { PipeWord } from "../../src/transport/pipe.ts";
import { CONTROL_BYTES, controlOf, ControlWord, createRing } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { Table } from "../set/more_sets.ts";
import { ModelWorker } from "./model_worker.ts";
import { MortalWorker } from "./mortal_worker.ts";
import { NodeInThread } from "./node_in_thread.ts";
import { Sums } from "./sums.ts";

const READERS: readonly ReaderOptions[] = [
  {},
  { by: "node" },
  { by: "worker" },
  { views: [{ select: { metric: "sample.size" }, attributes: ["sample.colour"], boundaries: [100] }] },
];

const WORKERS = 4;

test("an aggregating worker that waits for its time is woken before it is given up", () => {
  const node = new NodeInThread(), aggregator = new Aggregator({ attributes: {} }, [node.options]);
  const worker = new ModelWorker(aggregator, 1, 65536, new Sums());
  node.step();
  aggregator.drain(() => {});
  const wakes = () => Atomics.load(controlOf(node.pipe ?? new ArrayBuffer(CONTROL_BYTES)), PipeWord.wakes);
  assert.equal(wakes(), 0);
  for (let i = 0; i < 20; i++) aggregator.drain(() => {});
  assert.equal(wakes(), 1, "once");
  node.step();
  aggregator.drain(() => {});
  for (let i = 0; i < 20; i++) aggregator.drain(() => {});
  assert.equal(wakes(), 2, "and again when it has done something since");
  worker.die(0, () => {});
  worker.bury();
});

test("what an aggregating worker keeps is bounded while workers come and go beside one that stays", () => {
  const node = new NodeAggregator(), staying = new MortalWorker();
  const join = ({ ring, registry }: MortalWorker, id: number) =>
    node.join({ id, memory: { arena, ring, root: registry.root, node: undefined }, sequence: 0 });
  const memory = createRing(2 ** 20);
  let sum = 0, rows = 0;
  const hand = () => {
    const frames = node.take() ?? new Uint32Array();
    new Uint32Array(memory, CONTROL_BYTES).set(frames);
    controlOf(memory).fill(0);
    Atomics.store(controlOf(memory), ControlWord.tail, frames.length / 2);
    let isPartial = false;
    for (const reader = new RingReader(memory, PARTIAL_KINDS); reader.next();) {
      if (reader.kind === FrameKind.source) isPartial = reader.block === PARTIAL_SETS;
      if (!isPartial || reader.kind !== FrameKind.cells) continue;
      for (let cell = 0; cell < reader.cells; cell++) {
        sum += reader.valueAt(cell);
        rows = Math.max(rows, reader.rowAt(cell) + 1);
      }
    }
  };
  join(staying, 1);
  const count = staying.registry.register(Table, undefined).with(0, 0, 0, 0, 0, 0).count;
  const workers = 2 * PARTIAL_ROWS / 50;
  for (let i = 0; i < workers; i++) {
    const worker = new MortalWorker(), table = worker.registry.register(Table, undefined);
    join(worker, 2 + i);
    // The budget has room for 50 rows.
    for (let row = 0; row < 50; row++) {
      const tuple = i * 50 + row, part = (size: number) => Math.floor(tuple / size) % 20;
      table.with(part(1), part(20), part(400), part(8000), 0, 0).count.add(1);
    }
    count.add(1);
    staying.flush();
    worker.flush();
    hand();
    node.leave(2 + i);
    worker.bury();
  }
  assert.equal(sum, workers * 51);
  assert(rows <= PARTIAL_ROWS + 50, `${rows} rows`);
  staying.bury();
});

const worker = fc.nat(WORKERS - 1);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("record"), worker, value: fc.nat(2 ** 32), choice: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("spread"), worker, factor: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("renew"), worker }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("label"), worker, region: fc.constantFrom("eu", "us") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("observe"), worker }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("flush"), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("die"), worker }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("hand on"), node: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drain") }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Workers on two NUMA nodes, and who aggregates what they have: of node 1, one that may begin long after them. */
class World {
  readonly #nodes: readonly NodeInThread[];
  readonly #aggregator: Aggregator;
  readonly #readers: readonly Reader[];
  readonly #workers: ModelWorker[] = [];
  readonly #living: ModelWorker[];
  #time = 0;

  constructor(nodes: number, readers: readonly ReaderOptions[]) {
    this.#nodes = Array.from({ length: nodes }, (_, node) => new NodeInThread(65536, node, node === 1));
    this.#aggregator = new Aggregator({ attributes: {} }, this.#nodes.map(({ options }) => options));
    this.#readers = readers.map((options) => this.#aggregator.reader(options));
    this.#living = Array.from({ length: WORKERS }, () => this.#start());
  }

  take(step: Step): void {
    this.#tick();
    const worker = this.#living["worker" in step ? step.worker : 0];
    if (worker === undefined) throw new Error("there are always some");
    switch (step.kind) {
      case "record":
        return worker.record(step.value, step.choice);
      case "spread":
        return worker.spread(step.factor + 1);
      case "renew":
        return worker.renew();
      case "label":
        return worker.registerLabelled(step.region);
      case "observe":
        return worker.registerObserved();
      case "flush":
        assert(worker.flush(), "the rings have room for all");
        return;
      case "die":
        worker.die(0, () => {});
        this.#living[step.worker] = this.#start();
        return;
      case "hand on":
        this.#nodes[step.node]?.step();
        return;
      case "drain":
        this.#aggregator.drain(() => {});
    }
  }

  /** All that was recorded is with the readers: what they have, line by line. */
  settle(): readonly string[][] {
    for (const worker of this.#living) {
      this.#tick();
      worker.flush();
    }
    // One that has just begun is told of its workers by the drain that follows.
    this.#handOn();
    while (!this.#handOn());
    return this.#readers.map((reader) => reader.collect().sets.flatMap(linesOf).sort());
  }

  /** Whether nothing is left. */
  #handOn(): boolean {
    const isLeft = this.#nodes.map((node) => node.step()).includes(false);
    this.#aggregator.drain(() => {});
    return !isLeft;
  }

  bury(): void {
    for (const worker of this.#workers) worker.bury();
  }

  /** Waits until the clock shows another time, so that nothing depends on which of two equal ones is drained last. */
  #tick(): void {
    while (unixNanos() <= this.#time);
    this.#time = unixNanos();
  }

  #start(): ModelWorker {
    const id = this.#workers.length + 1;
    const worker = new ModelWorker(this.#aggregator, id, 2 ** 20, new Sums(), id % 2);
    this.#workers.push(worker);
    return worker;
  }
}

/** Everything of a set's points but their times. */
function linesOf(points: SetPoints): string[] {
  const { descriptor, layout, entity, attributes, series, values, carries } = points;
  return series.flatMap((measured, number) =>
    layout.fields.flatMap((field) => {
      const { metric, lane: first, counts } = field;
      const lanes = metric.instrument === "histogram" ? counts + HISTOGRAM_DOUBLES : 1;
      const numbers = Array.from({ length: lanes }, (_, i) => {
        const lane = number * layout.stride + first + i;
        // What values of all sizes come to depends on their order.
        const isLoose = layout.kinds[first + i] === LaneKind.sum && field.exponential >= 0;
        return isLoose ? "" : `${values[lane]} ${carries[lane]}`;
      });
      const buckets = field.exponential < 0 ? undefined : points.buckets(number, field);
      const counted = [buckets?.positive, buckets?.negative].map((side) =>
        Array.from({ length: side?.length ?? 0 }, (_, i) => side?.at(i))
      );
      const labels = measured.map(({ attribute, value }) => [attribute.key, value]);
      return JSON.stringify([
        descriptor.name,
        metric.name,
        entity,
        attributes,
        labels,
        numbers,
        buckets?.scale,
        counted,
      ]);
    })
  );
}

for (
  const [what, readers] of [["", READERS], [
    " that may add up its workers' values",
    READERS.slice(0, 2),
  ]] as const
) {
  test(`a tree${what} gives the same results as a flat aggregator`, { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: "max" }), (steps) => {
        const flat = new World(0, readers), tree = new World(2, readers);
        try {
          for (const step of steps) {
            flat.take(step);
            tree.take(step);
          }
          assert.deepEqual(tree.settle(), flat.settle());
        } finally {
          flat.bury();
          tree.bury();
        }
      }),
      { numRuns: 300 },
    );
  });
}
