import type { UnixNanos } from "../host/clock.ts";
import { unixNanos } from "../host/clock.ts";
import { warnOnce } from "../host/warn.ts";
import type { Attributes } from "../set/attribute.ts";
import { Accumulator, type Target } from "./accumulator.ts";
import type { Collection, MeasuredAttribute, Resource, SetPoints } from "./collection.ts";
import type { DeltaPoints } from "./delta_window.ts";
import type { Row } from "./observations.ts";
import { kept, project, type Projection } from "./projection.ts";
import { OVERFLOW, type SetIdentity } from "./set_identity.ts";
import { checkViews, type View } from "./view.ts";
import type { Layout } from "../set/layout.ts";
import { checkTemporality, type TemporalityPreference } from "./temporality.ts";

/** Attributes that tell the workers of one process apart (semantic conventions, "thread"). */
const WORKER_ATTRIBUTES: readonly string[] = ["thread.id", "thread.name"];

/** Series that a reader has of one set, unless told otherwise. */
const CARDINALITY_LIMIT = 10_000;

/** What a reader wants to see. */
export interface ReaderOptions {
  /**
   * What the points' values are relative to.
   *
   * @default "cumulative"
   */
  readonly temporality?: TemporalityPreference;
  /**
   * `process`: one series for all workers, which goes on when a worker is replaced. `worker`: the entity's
   * `thread.id` and `thread.name` stay, one series for each worker.
   *
   * @default "process"
   */
  readonly by?: "process" | "worker";
  /**
   * Series that there may be of one metric set, over all its entities and attributes (OpenTelemetry metrics SDK,
   * "Cardinality limits"). What is beyond goes to one with the attribute `otel.metric.overflow`.
   *
   * @default 10000
   */
  readonly cardinalityLimit?: number;
  /**
   * What becomes of some metrics.
   *
   * @default []
   */
  readonly views?: readonly View[];
}

/** One export: what there is to send, to be committed or rolled back. */
export interface Batch {
  /** The points; good until more is drained. */
  readonly collection: Collection;
  /** The backend has the points. */
  commit(): void;
  /** The backend doesn't have them: they come again. */
  rollBack(): void;
}

/** The key of the accumulator for what is beyond the limit: no other one is empty. */
const OVERFLOW_KEY = "";

/** What a reader has of one set, whatever its entities and attributes. */
interface Family {
  readonly accumulators: Map<string, Accumulator>;
  series: number;
}

/** Where frames are added up for one consumer. No reader sees or disturbs another's values. */
export class Reader {
  readonly temporality: TemporalityPreference;
  readonly by: "process" | "worker";
  readonly #resource: Resource;
  readonly #limit: number;
  readonly #views: readonly View[];
  readonly #projections = new WeakMap<Layout, readonly Projection[]>();
  readonly #families = new Map<string, Family>();
  /** Where the window of a set begins that is seen for the first time. */
  #start: UnixNanos = unixNanos();
  #open: readonly DeltaPoints[] = [];

  /** @throws {TypeError | RangeError} when an option isn't one. */
  constructor(resource: Resource, options: ReaderOptions) {
    const { temporality = "cumulative", by = "process", cardinalityLimit = CARDINALITY_LIMIT, views = [] } =
      options;
    if (by !== "process" && by !== "worker") throw new TypeError(`by is ${String(by)}: process or worker`);
    if (!Number.isSafeInteger(cardinalityLimit) || cardinalityLimit < 1) {
      throw new RangeError(`cardinalityLimit is ${cardinalityLimit}: it must be a whole number, 1 or more`);
    }
    this.#resource = resource;
    this.temporality = checkTemporality(temporality);
    this.by = by;
    this.#limit = cardinalityLimit;
    this.#views = checkViews(views);
  }

  /** Where the rows of a set belong that registers now. */
  targetsOf(set: SetIdentity): Target[] {
    return this.#projectionsOf(set).map((projection) => {
      const accumulator = this.#accumulatorFor(set, projection);
      accumulator.users++;
      return { projection, accumulator, numbers: [] };
    });
  }

  #projectionsOf(set: SetIdentity): readonly Projection[] {
    const found = this.#projections.get(set.layout), made = found ?? project(set, this.#views);
    if (found === undefined) this.#projections.set(set.layout, made);
    return made;
  }

  #familyOf({ number }: SetIdentity, { id }: Projection): Family {
    const key = `${number} ${id}`;
    let family = this.#families.get(key);
    if (family === undefined) this.#families.set(key, family = { accumulators: new Map(), series: 0 });
    return family;
  }

  #accumulatorFor(set: SetIdentity, projection: Projection): Accumulator {
    const hidden = this.by === "worker" ? [] : WORKER_ATTRIBUTES, { keep } = projection;
    const { entity: { identity = [] } = {}, attributes: { registration } } = set.descriptor;
    const attributes = keep === undefined ? set.attributes : only(set.attributes, (key) => keep.has(key));
    // What describes an entity doesn't tell it from another one: the first description is kept.
    const key = JSON.stringify([
      identity.map(({ key }) => hidden.includes(key) ? undefined : set.entity[key]),
      registration.map(({ key }) => attributes[key]),
    ]);
    const family = this.#familyOf(set, projection), found = family.accumulators.get(key);
    if (found !== undefined) return found;
    if (this.#isFull(family, set)) return this.#overflowOf(family, projection);
    const entity = only(set.entity, (key) => !hidden.includes(key));
    return this.#add(family, key, this.#accumulator(projection, entity, attributes));
  }

  /** Where all sets go that are beyond the limit. */
  #overflowOf(family: Family, projection: Projection): Accumulator {
    const found = family.accumulators.get(OVERFLOW_KEY);
    return found ?? this.#add(family, OVERFLOW_KEY, this.#accumulator(projection, {}, {}, [OVERFLOW]));
  }

  #accumulator(
    { descriptor, layout }: Projection,
    entity: Attributes,
    attributes: Attributes,
    only?: readonly MeasuredAttribute[],
  ): Accumulator {
    return new Accumulator({
      descriptor,
      layout,
      entity,
      attributes,
      start: this.#start,
      preference: this.temporality,
      ...(only === undefined ? {} : { only }),
    });
  }

  #add(family: Family, key: string, accumulator: Accumulator): Accumulator {
    family.accumulators.set(key, accumulator);
    family.series += accumulator.series.length;
    return accumulator;
  }

  /** Whether a set may have no more series but those that take what is beyond. */
  #isFull(family: Family, { descriptor: { name } }: SetIdentity): boolean {
    if (family.series < this.#limit - 1) return false;
    warnOnce(`metric set ${name} has ${this.#limit} series in a reader: what is beyond counts as overflow`);
    return true;
  }

  /** Learns the attributes of a row. */
  addRow({ projection, accumulator, numbers }: Target, row: number, measured: Row, set: SetIdentity): void {
    const family = this.#familyOf(set, projection), attributes = kept(projection, measured);
    const before = accumulator.series.length;
    const isBeyond = !accumulator.has(attributes) && this.#isFull(family, set);
    numbers[row] = accumulator.seriesOf(isBeyond ? [OVERFLOW] : attributes);
    family.series += accumulator.series.length - before;
  }

  /** The set of a target has ended. */
  end(target: Target, rows: readonly Row[]): void {
    target.accumulator.end(target, rows);
    target.accumulator.users--;
  }

  /** What has arrived, taken as if it were sent. */
  collect(): Collection {
    const { collection, commit } = this.begin();
    commit();
    return collection;
  }

  /** Begins an export. One that was begun before and neither committed nor rolled back is rolled back. */
  begin(): Batch {
    this.#rollBack(this.#open);
    const sets: SetPoints[] = [], deltas: DeltaPoints[] = [];
    for (const { accumulators } of this.#families.values()) {
      for (const accumulator of accumulators.values()) {
        if (accumulator.layout.fields.length > 0) sets.push(accumulator);
        const delta = accumulator.takeDelta();
        if (delta !== undefined) deltas.push(delta);
      }
    }
    this.#open = deltas;
    const time = unixNanos();
    return {
      collection: { resource: this.#resource, sets: [...sets, ...deltas] },
      commit: () => this.#commit(deltas, time),
      rollBack: () => this.#rollBack(deltas),
    };
  }

  #commit(deltas: readonly DeltaPoints[], time: UnixNanos): void {
    if (this.#open !== deltas) return;
    this.#open = [];
    if (this.temporality !== "cumulative") this.#start = Math.max(this.#start, time);
    for (const delta of deltas) {
      delta.commit();
      // A set that is forgotten now may come again: its windows go on, also when the clock was set back since.
      this.#start = Math.max(this.#start, delta.time);
    }
    for (const family of this.#families.values()) {
      for (const [key, accumulator] of family.accumulators) {
        if (!accumulator.isSpent) continue;
        family.accumulators.delete(key);
        family.series -= accumulator.series.length;
      }
    }
  }

  #rollBack(deltas: readonly DeltaPoints[]): void {
    if (this.#open !== deltas) return;
    this.#open = [];
    for (const delta of deltas) delta.rollBack();
  }
}

function only(attributes: Attributes, keep: (key: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => keep(key)));
}
