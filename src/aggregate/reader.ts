import type { UnixNanos } from "../host/clock.ts";
import { unixNanos } from "../host/clock.ts";
import { warnOnce } from "../host/warn.ts";
import type { Attributes } from "../set/attribute.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import { Accumulator } from "./accumulator.ts";
import { type By, checkBy } from "./by.ts";
import { CARDINALITY_LIMIT, checkCardinalityLimit } from "./cardinality_limit.ts";
import { checkKeys } from "./check_keys.ts";
import type { Collection, MeasuredAttribute, PointId, Resource, SetPoints } from "./collection.ts";
import type { DeltaPoints } from "./delta_window.ts";
import type { Row } from "./observations.ts";
import { kept, project, type Projection } from "./projection.ts";
import { OVERFLOW, registrationKey, type SetIdentity, WORKER_ATTRIBUTES } from "./set_identity.ts";
import type { Consumer, Target } from "./source.ts";
import { checkViews, type View } from "./view.ts";
import type { Layout } from "../set/layout.ts";
import { checkTemporality, type TemporalityPreference } from "./temporality.ts";

/** The entity's attribute that tells NUMA nodes apart. */
const NODE_ATTRIBUTE = "percore.numa.node";

/** What a reader wants to see. */
export interface ReaderOptions {
  /**
   * What the points' values are relative to.
   *
   * @default "cumulative"
   */
  readonly temporality?: TemporalityPreference;
  /**
   * `process`: one series for all workers, which goes on when a worker is replaced. `node`: one for the workers of each
   * NUMA node, told by the entity's attribute `percore.numa.node`, which workers that aren't pinned don't have. `worker`:
   * the entity's `thread.id` and `thread.name` stay, one series for each worker.
   *
   * @default "process"
   */
  readonly by?: By;
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

const KEYS = [
  "temporality",
  "by",
  "cardinalityLimit",
  "views",
] as const satisfies readonly (keyof ReaderOptions)[];

/** One export: what there is to send, to be committed or rolled back. */
export interface Batch {
  /** The points; good until more is drained. */
  readonly collection: Collection;
  /** The backend has the points. */
  commit(): void;
  /**
   * The backend doesn't have them: they come again, but for delta points that are `settled`, since another request had
   * them. Where some of a set are settled, the window of the others begins anew, too, so that none overlaps another.
   */
  rollBack(settled?: readonly PointId[]): void;
}

/** The key of the accumulator for what is beyond the limit: no other one is empty. */
const OVERFLOW_KEY = "";

/** What a reader has of one set, whatever its entities and attributes. */
interface Family {
  readonly accumulators: Map<string, Accumulator>;
  series: number;
}

/** Where frames are added up for one consumer. No reader sees or disturbs another's values. */
export class Reader implements Consumer {
  readonly temporality: TemporalityPreference;
  readonly by: By;
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
    checkKeys("reader()", options, KEYS);
    this.#resource = resource;
    this.temporality = checkTemporality(temporality);
    this.by = checkBy(by);
    this.#limit = checkCardinalityLimit(cardinalityLimit);
    this.#views = checkViews(views);
  }

  /** Where the rows of a set belong that registers now. */
  targetsOf(set: SetIdentity): Target[] {
    return this.#projectionsOf(set).map((projection) => {
      const accumulator = this.#accumulatorFor(set, projection);
      accumulator.users++;
      return new ReaderTarget(this, set, projection, accumulator);
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
    const { by } = this, { keep } = projection;
    const hides = (key: string) => by !== "worker" && WORKER_ATTRIBUTES.includes(key);
    const keeps = (key: string) => keep?.has(key) ?? true;
    const node = by === "node" ? set.node : undefined;
    const key = `${node ?? ""} ${registrationKey(set, hides, keeps)}`;
    const family = this.#familyOf(set, projection), found = family.accumulators.get(key);
    if (found !== undefined) return found;
    if (this.#isFull(family, set)) return this.#overflowOf(family, projection);
    const attributes = only(set.attributes, keeps);
    const entity = {
      ...only(set.entity, (key) => !hides(key)),
      ...(node === undefined ? {} : { [NODE_ATTRIBUTE]: node }),
    };
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
    warnOnce(
      `metric set ${name} has ${this.#limit} series in a reader by ${this.by}, its cardinalityLimit: ` +
        "what is beyond counts as overflow",
    );
    return true;
  }

  /** The number of the series of a row in its accumulator. */
  seriesOf(set: SetIdentity, projection: Projection, accumulator: Accumulator, measured: Row): number {
    const family = this.#familyOf(set, projection), attributes = kept(projection, measured);
    const before = accumulator.series.length;
    const isBeyond = !accumulator.has(attributes) && this.#isFull(family, set);
    const number = accumulator.seriesOf(isBeyond ? [OVERFLOW] : attributes);
    family.series += accumulator.series.length - before;
    return number;
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
      rollBack: (settled) => this.#rollBack(deltas, settled),
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

  #rollBack(deltas: readonly DeltaPoints[], settled: readonly PointId[] = []): void {
    if (this.#open !== deltas) return;
    this.#open = [];
    const bySet = new Map<SetPoints, PointId[]>(deltas.map((delta) => [delta, []]));
    for (const point of settled) bySet.get(point.set)?.push(point);
    for (const delta of deltas) delta.rollBack(bySet.get(delta) ?? []);
  }
}

/** Where the frames of one registered set go in a reader. */
class ReaderTarget implements Target {
  readonly #reader: Reader;
  readonly #set: SetIdentity;
  readonly #projection: Projection;
  readonly #accumulator: Accumulator;
  /** The number of the series of each row. */
  readonly #numbers: number[] = [];

  constructor(reader: Reader, set: SetIdentity, projection: Projection, accumulator: Accumulator) {
    this.#reader = reader;
    this.#set = set;
    this.#projection = projection;
    this.#accumulator = accumulator;
  }

  addRow(row: number, measured: Row): void {
    this.#numbers[row] = this.#reader.seriesOf(this.#set, this.#projection, this.#accumulator, measured);
  }

  merge(frame: RingReader, rows: readonly Row[]): void {
    this.#accumulator.merge(frame, this.#projection, this.#numbers, rows);
  }

  end(rows: readonly Row[]): void {
    this.#accumulator.end(this.#numbers, rows);
    this.#accumulator.users--;
  }
}

function only(attributes: Attributes, keep: (key: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => keep(key)));
}
