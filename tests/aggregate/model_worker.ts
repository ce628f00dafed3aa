import type { Aggregator } from "../../src/aggregate/aggregator.ts";
import type { Registry } from "../../src/worker/registry.ts";
import { Labelled, Plain } from "../set/sample_sets.ts";
import { Distributions, Observed, Table } from "../set/more_sets.ts";
import { Levels, Word, Worded, WORDS } from "./model_sets.ts";
import { MortalWorker } from "./mortal_worker.ts";
import { NO_LABELS, seriesOf, type Sums } from "./sums.ts";

const OVERFLOW = seriesOf([["otel.metric.overflow", true]]);
const COLOURS = ["red", "green", "blue"];
/** Tuples of the table that have a series of their own. */
const BUDGET = 50;
/** Recordings that lie in thousands of buckets. */
const BUCKETS = 5000;
/** Registrations of one set that a worker has at a time. */
const AT_ONCE = 3;

function labelled(registry: Registry, id: number, region: string) {
  const entity = { "service.instance.id": "model", "thread.id": id };
  return { region, set: registry.register(Labelled, { entity, attributes: { "sample.region": region } }) };
}

/** A tuple of the table, of which the first two attributes alone differ. */
function tupleOf(a: number, b: number): readonly (readonly [string, string])[] {
  return [["a", `a-${a}`], ["b", `b-${b}`], ["c", "c-0"], ["d", "d-0"], ["e", "e-0"], ["f", "f-0"]];
}

/** With what it has observed last. */
function observed(registry: Registry) {
  return { set: registry.register(Observed, undefined), total: 0, level: 0 };
}

/** A worker with sets of every shape. What it records is added to the model's sums, as plain numbers. */
export class ModelWorker extends MortalWorker {
  readonly id: number;
  readonly #model: Sums;
  readonly #spread = this.registry.register(Distributions, undefined);
  readonly #worded = this.registry.register(Worded, undefined);
  readonly #labelled: ReturnType<typeof labelled>[] = [];
  readonly #observed: ReturnType<typeof observed>[] = [];
  #plain = this.registry.register(Plain, undefined);
  #table = this.registry.register(Table, undefined);
  #tuples = new Set<number>();
  #levels;
  /** What the gauges that are registered now were set to last, and what those before them were. */
  gauge: number | undefined;
  lastGauge: number | undefined;

  constructor(aggregator: Aggregator, id: number, ringBytes: number, model: Sums, node?: number) {
    super(ringBytes);
    this.id = id;
    this.#model = model;
    this.#levels = this.registry.register(Levels, { entity: { "thread.id": id } });
    this.registerLabelled("eu");
    this.registerObserved();
    this.join(aggregator, id, node);
  }

  /** What all registered observed levels come to. */
  get level(): number {
    return this.#observed.reduce((sum, { level }) => sum + level, 0);
  }

  /** Records in one set of each kind. */
  record(value: number, choice: number): void {
    this.#recordLabelled(value, choice);
    this.#recordPlain(value, choice);
    this.#recordObserved(value, choice);
    this.recordTuples(value % 20, 1);
    this.#levels.last.set(value);
    this.#levels.sum.set(value);
    this.#levels.least.set(value);
    this.#levels.most.set(value);
    this.gauge = this.lastGauge = value;
    const word = Word.from(`word ${choice}`);
    this.#worded.with(word).count.add(value);
    this.#model.add(
      "model.worded count 0",
      word < WORDS ? seriesOf([["model.word", `word ${choice}`]]) : OVERFLOW,
      value,
    );
    this.#recordSpread((value % 2 === 0 ? 1 : -1) * 2 ** (value % 1000 - 500));
  }

  /** Records next to nothing and flushes, again and again: with nobody to drain it, the ring becomes full. */
  flood(flushes: number): void {
    for (let i = 0; i < flushes; i++) {
      this.#plain.count.add(1);
      this.#model.add("sample.plain count 0", NO_LABELS, 1);
      this.flush();
    }
  }

  /** Records in more buckets than a frame has cells. */
  spread(factor: number): void {
    for (let i = 0; i < BUCKETS; i++) this.#spread.spread.record(factor * 1.03 ** i);
    this.#addSpread("positive", factor, factor * 1.03 ** (BUCKETS - 1), BUCKETS);
  }

  /** Records in so many tuples of attribute values, some of which may be beyond the set's budget. */
  recordTuples(first: number, count: number): void {
    for (let tuple = first; tuple < first + count; tuple++) {
      const a = tuple % 20, b = Math.floor(tuple / 20);
      this.#table.with(a, b, 0, 0, 0, 0).count.add(1);
      const isOwn = this.#tuples.has(tuple) || this.#tuples.size < BUDGET;
      if (isOwn) this.#tuples.add(tuple);
      this.#model.add("sample.table count 0", isOwn ? seriesOf(tupleOf(a, b)) : OVERFLOW, 1);
    }
  }

  /** Registers a set again; the oldest of too many is closed. */
  registerLabelled(region: string): void {
    this.#labelled.push(labelled(this.registry, this.id, region));
    if (this.#labelled.length > AT_ONCE) this.#labelled.shift()?.set.close();
  }

  registerObserved(): void {
    this.#observed.push(observed(this.registry));
    if (this.#observed.length > AT_ONCE) this.#observed.shift()?.set.close();
  }

  /** Closes the sets of which there is one at a time, and registers them again. */
  renew(): void {
    this.closeSome();
    this.#plain = this.registry.register(Plain, undefined);
    this.#table = this.registry.register(Table, undefined);
    this.#tuples = new Set();
    this.#levels = this.registry.register(Levels, { entity: { "thread.id": this.id } });
    this.gauge = undefined;
  }

  closeSome(): void {
    this.#plain.close();
    this.#table.close();
    this.#levels.close();
  }

  #recordLabelled(value: number, choice: number): void {
    const registered = this.#labelled[value % this.#labelled.length];
    if (registered === undefined) throw new Error("a worker has always one");
    const { set, region } = registered, colour = choice % 3, retried = choice % 2, size = value % 200;
    const view = set.with(colour, retried);
    view.count.add(value);
    view.size.record(size);
    const series = seriesOf([
      ["sample.region", region],
      ["sample.colour", COLOURS[colour]],
      ["sample.retried", retried === 1],
    ]);
    this.#model.add("sample.labelled count 0", series, value);
    this.#model.add(`sample.labelled size ${size <= 10 ? 0 : size <= 100 ? 1 : 2}`, series, 1);
    this.#model.add("sample.labelled size 3", series, size);
    this.#model.add("sample.labelled size 4", series, size, "min");
    this.#model.add("sample.labelled size 5", series, size, "max");
  }

  #recordPlain(value: number, choice: number): void {
    this.#plain.count.add(1);
    this.#plain.amount.add(value / 4);
    this.#plain.active.add(choice - 2);
    this.#model.add("sample.plain count 0", NO_LABELS, 1);
    this.#model.add("sample.plain amount 0", NO_LABELS, value / 4);
    this.#model.add("sample.plain active 0", NO_LABELS, choice - 2);
  }

  /** A total that is smaller than the one before has begun anew. */
  #recordObserved(value: number, choice: number): void {
    const registered = this.#observed[value % this.#observed.length];
    if (registered === undefined) throw new Error("a worker has always one");
    const isReset = value % 10 === 0 && registered.total > choice,
      total = isReset ? choice : registered.total + choice;
    registered.set.total.observe(total);
    registered.set.level.observe(value);
    registered.total = total;
    registered.level = value;
    this.#model.add("sample.observed total 0", NO_LABELS, choice);
  }

  #recordSpread(size: number): void {
    this.#spread.spread.record(size);
    this.#addSpread(size > 0 ? "positive" : "negative", size, size, 1);
  }

  #addSpread(side: "positive" | "negative", least: number, most: number, count: number): void {
    this.#model.add(`sample.distributions spread ${side}`, NO_LABELS, count);
    this.#model.add("sample.distributions spread 2", NO_LABELS, least, "min");
    this.#model.add("sample.distributions spread 3", NO_LABELS, most, "max");
  }
}
