/**
 * A model of recording, flushing and dying: whatever happens, each reader has what was recorded. A failure is shrunk,
 * and printed with its seed.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Aggregator, type DrainCounts } from "../../src/aggregate/aggregator.ts";
import type { ReaderOptions } from "../../src/aggregate/reader.ts";
import { Backend } from "./model_backend.ts";
import { ModelWorker } from "./model_worker.ts";
import { NodeInThread } from "./node_in_thread.ts";
import { NO_LABELS, Sums } from "./sums.ts";

/** Readers whose points have all attributes that were recorded. */
const WHOLE: readonly ReaderOptions[] = [
  {},
  { by: "worker" },
  { temporality: "delta" },
  { temporality: "lowmemory", by: "worker" },
];
/** Readers whose points have less. */
const REDUCED: readonly ReaderOptions[] = [
  { temporality: "delta", cardinalityLimit: 4 },
  { views: [{ select: { set: "sample.*" }, attributes: ["sample.region"] }], temporality: "delta" },
];
const ALL: readonly ReaderOptions[] = [...WHOLE, ...REDUCED];

const worker = fc.nat(2), value = fc.nat(2 ** 32);
/** How many stores a worker makes before it ends: some of one set's flush, of all sets', of pages of buckets. */
const stores = fc.oneof(fc.nat(60), fc.nat(600), fc.nat(5000));

/** A thousand fill the smallest ring. */
const flushes = fc.oneof({ weight: 3, arbitrary: fc.nat(50) }, { weight: 1, arbitrary: fc.nat(1500) });

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("record"), worker, value, choice: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("spread"), worker, factor: fc.integer({ min: 1, max: 1000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("tuples"), worker, first: fc.nat(30), count: fc.nat(60) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("flood"), worker, flushes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drain") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("hand on"), node: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), node: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("settle") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("renew"), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("observe"), worker }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("label"), worker, region: fc.constantFrom("eu", "us") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("export"),
      backend: fc.nat(ALL.length),
      end: fc.constantFrom("commit" as const, "roll back" as const, "abandon" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("read"), options: fc.constantFrom(...ALL) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("die"),
      worker,
      stores,
      during: fc.constantFrom("flush" as const, "close" as const),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The sizes of the rings of the workers that are started, in turn: most of them soon full. */
const rings = fc.array(fc.constantFrom(65536, 65536, 65536, 131072, 1048576), { minLength: 1, maxLength: 3 });

/** What a program runs in. */
const settings = fc.record({
  rings,
  /** Aggregating workers. */
  nodes: fc.constantFrom(0, 1, 2),
  /** Without readers that tell workers apart, those may add up what their workers have. */
  byWorker: fc.boolean(),
});
type Settings = typeof settings extends fc.Arbitrary<infer Value> ? Value : never;

/** Workers, readers and what they should have. */
class Process {
  readonly #nodes: readonly NodeInThread[];
  readonly #aggregator: Aggregator;
  readonly #model = new Sums();
  readonly #backends: readonly Backend[];
  /** Readers that were made later, with what had been drained by then. */
  readonly #late: { readonly backend: Backend; readonly before: Sums }[] = [];
  readonly #workers: ModelWorker[] = [];
  readonly #living: ModelWorker[];
  readonly #rings: readonly number[];

  constructor({ rings, nodes, byWorker }: Settings) {
    this.#nodes = Array.from({ length: nodes }, () => new NodeInThread());
    this.#aggregator = new Aggregator({ attributes: {} }, this.#nodes.map(({ options }) => options));
    this.#backends = ALL.filter(({ by }) => byWorker || by !== "worker").map((options) =>
      new Backend(this.#aggregator.reader(options), WHOLE.includes(options))
    );
    this.#rings = rings;
    this.#living = [this.#start(), this.#start(), this.#start()];
  }

  take(step: Step): void {
    const worker = "worker" in step ? this.#living[step.worker] : this.#living[0];
    if (worker === undefined) throw new Error("there are always three");
    switch (step.kind) {
      case "record":
        return worker.record(step.value, step.choice);
      case "spread":
        return worker.spread(step.factor);
      case "tuples":
        return worker.recordTuples(step.first, step.count);
      case "flood":
        return worker.flood(step.flushes);
      case "drain":
        return this.#drain();
      case "hand on":
        this.#nodes[step.node]?.step();
        return;
      case "lose":
        return this.#nodes[step.node]?.lose();
      case "settle":
        return this.#settle();
      case "renew":
        return worker.renew();
      case "observe":
        worker.registerObserved();
        return;
      case "label":
        worker.registerLabelled(step.region);
        return;
      case "export":
        // The last number is that of a late one.
        return (this.#backends[step.backend] ?? this.#late.at(-1)?.backend)?.export(step.end);
      case "read":
        return this.#read(step.options);
      case "die":
        worker.die(step.stores, step.during === "close" ? () => worker.closeSome() : undefined);
        this.#living[step.worker] = this.#start();
    }
  }

  /** All workers end; everybody has everything. */
  end(): void {
    for (const worker of this.#living.splice(0)) worker.die(0, () => {});
    this.#drainAll();
    assert.equal(this.#aggregator.size, 0);
    for (const backend of this.#backends) this.#check(backend);
    for (const { backend, before } of this.#late) {
      backend.export("commit");
      before.addAll(backend.sums);
      assert.deepEqual(before.added, this.#model.added, "a reader that was made later");
    }
  }

  bury(): void {
    for (const worker of this.#workers) worker.bury();
  }

  #start(): ModelWorker {
    const number = this.#workers.length, ring = this.#rings[number % this.#rings.length];
    const worker = new ModelWorker(this.#aggregator, number + 1, ring ?? 65536, this.#model);
    this.#workers.push(worker);
    return worker;
  }

  #drain(): void {
    const { gaps, repeats, corrupt }: DrainCounts = this.#aggregator.drain(() => {});
    assert.deepEqual({ gaps, repeats, corrupt }, { gaps: 0, repeats: 0, corrupt: 0 });
  }

  /** All that is in the rings is taken. */
  #drainAll(): void {
    for (let isMore = true; isMore;) {
      isMore = this.#nodes.map((node) => node.step()).includes(false);
      this.#drain();
    }
  }

  /** All that was recorded is flushed and drained. */
  #settle(): void {
    for (const worker of this.#living) {
      while (!worker.flush()) this.#drainAll();
    }
    this.#drainAll();
    for (const backend of this.#backends.slice(0, 2)) this.#check(backend);
  }

  #read(options: ReaderOptions): void {
    const before = new Sums(), reference = this.#backends[0];
    reference?.export("commit");
    if (reference !== undefined) before.addAll(reference.sums);
    this.#late.push({ backend: new Backend(this.#aggregator.reader(options), false), before });
  }

  #check(backend: Backend): void {
    const { reader: { by, temporality }, gauges, isWhole } = backend, what = `${temporality} by ${by}`;
    backend.export("commit");
    const expected = new Sums();
    expected.addAll(this.#model);
    for (const { level } of this.#living) expected.add("sample.observed level 0", NO_LABELS, level);
    if (isWhole) assert.deepEqual(backend.sums.bySeries, expected.bySeries, what);
    else assert.deepEqual(backend.sums.plain, expected.plain, what);
    if (!isWhole) return;
    if (by === "worker") {
      for (const { id, lastGauge = NaN } of this.#workers) {
        assert.equal(gauges.get(id)?.last ?? NaN, lastGauge, what);
      }
    } else if (temporality === "cumulative") {
      const shown = this.#living.flatMap(({ gauge }) => gauge ?? []),
        { sum, least, most } = gauges.get(undefined) ?? {};
      const none = shown.length === 0;
      assert.deepEqual({ sum, least, most }, {
        sum: none ? NaN : shown.reduce((a, b) => a + b),
        least: none ? NaN : Math.min(...shown),
        most: none ? NaN : Math.max(...shown),
      }, what);
    }
  }
}

test(
  "every reader has what was recorded, through full rings, closed sets, failing exports and deaths at any store",
  {
    timeout: 120_000,
  },
  () => {
    fc.assert(
      fc.property(settings, fc.array(step, { maxLength: 16, size: "medium" }), (settings, steps) => {
        const process = new Process(settings);
        try {
          for (const step of steps) process.take(step);
          process.end();
        } finally {
          process.bury();
        }
      }),
      { numRuns: 2000 },
    );
  },
);
