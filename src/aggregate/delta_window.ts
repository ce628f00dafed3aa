import type { UnixNanos } from "../host/clock.ts";
import type { Attributes } from "../set/attribute.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import { type FieldLayout, LaneKind, type Layout } from "../set/layout.ts";
import type { PointId, SetPoints } from "./collection.ts";
import type { Row } from "./observations.ts";
import { Tally } from "./tally.ts";
import { TallyPoints } from "./tally_points.ts";
import type { Temporality } from "./temporality.ts";

/** What is exported with each point of a set, whatever its values. */
interface Identity {
  readonly descriptor: MetricSetDescriptor;
  readonly entity: Attributes;
  readonly attributes: Attributes;
  readonly series: readonly Row[];
}

/** A lane's number when it was exported last. */
interface Base {
  readonly value: number;
  readonly carry: number;
}

/**
 * The fields of a set that start anew with each export. What is exported is taken out of the tally; when the backend
 * doesn't acknowledge it, it is added again to what has come since.
 */
export class DeltaWindow {
  readonly #identity: Identity;
  readonly #layout: Layout;
  readonly #live: Tally;
  /** Which series were recorded since the last export. */
  #active: boolean[] = [];
  /** What observed totals, which stay in their lanes, were at the last export, by lane. */
  readonly #bases = new Map<number, Base>();
  #start: UnixNanos;

  /** The layout has the fields in question, of all lanes that there are. */
  constructor(identity: Identity, layout: Layout, live: Tally, start: UnixNanos) {
    this.#identity = identity;
    this.#layout = layout;
    this.#live = live;
    this.#start = start;
  }

  /** Whether nothing was recorded since the last export. */
  get isEmpty(): boolean {
    return this.#active.length === 0;
  }

  /** A series was recorded. */
  touch(series: number): void {
    this.#active[series] = true;
  }

  /** Takes out what was recorded up to a time; nothing when nothing was. It is to be committed or rolled back. */
  take(time: UnixNanos): DeltaPoints | undefined {
    if (this.isEmpty) return undefined;
    const numbers: number[] = [];
    this.#active.forEach((_, series) => numbers.push(series));
    this.#active = [];
    const tally = new Tally(this.#layout, this.#start), bases = new Map<number, Base>();
    tally.lanes.reserve(numbers.length);
    numbers.forEach((series, target) => {
      for (const field of this.#layout.fields) {
        if (stays(field, this.#layout)) this.#difference(series, field, tally, target, bases);
        else this.#live.move(series, field, tally, target);
      }
    });
    const { descriptor, entity, attributes } = this.#identity;
    const points = {
      descriptor,
      entity,
      attributes,
      layout: this.#layout,
      series: numbers.map((series) => this.#identity.series[series] ?? []),
      start: this.#start,
      time,
    };
    const commit = () => {
      for (const [lane, base] of bases) this.#bases.set(lane, base);
      this.#start = time;
    };
    const rollBack = (settled: readonly PointId[]) => {
      const settledSeries = new Map<FieldLayout, Set<number>>(this.#layout.fields.map((f) => [f, new Set()]));
      for (const { field, series } of settled) settledSeries.get(field)?.add(series);
      // A window that began where the one before did would overlap it in what is settled.
      if (settled.length > 0) this.#start = time;
      numbers.forEach((series, target) => {
        for (const field of this.#layout.fields) {
          const isSettled = settledSeries.get(field)?.has(target) === true;
          if (stays(field, this.#layout)) {
            const lane = series * this.#layout.stride + field.lane, base = bases.get(lane);
            if (isSettled && base !== undefined) this.#bases.set(lane, base);
          } else if (!isSettled) tally.move(target, field, this.#live, series);
          if (!isSettled) this.touch(series);
        }
      });
    };
    return new DeltaPoints(points, tally, commit, rollBack);
  }

  /** What a lane has grown by. A gauge of several workers is as it is. */
  #difference(
    series: number,
    { lane: first, metric }: FieldLayout,
    tally: Tally,
    target: number,
    bases: Map<number, Base>,
  ): void {
    const { stride } = this.#layout, { lanes } = this.#live, lane = series * stride + first;
    const now = { value: lanes.values[lane] ?? 0, carry: lanes.carries[lane] ?? 0 };
    tally.lanes.set(target * stride + first, now.value, now.carry);
    if (metric.instrument === "gauge") return;
    const { value, carry } = this.#bases.get(lane) ?? { value: 0, carry: 0 };
    tally.lanes.addWithCarry(target * stride + first, -value, -carry);
    bases.set(lane, now);
  }
}

/** Whether a field's lane is made of what all workers observed last, so that nothing may be taken out of it. */
function stays({ lane, metric: { merge = "last" } }: FieldLayout, { kinds }: Layout): boolean {
  return kinds[lane] === LaneKind.total || merge !== "last";
}

type Fixed = Identity & Pick<SetPoints, "layout" | "start" | "time">;

/** One export's points of a set, with the series that were recorded since the last export. */
export class DeltaPoints extends TallyPoints implements SetPoints {
  readonly temporality: Temporality = "delta";
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly entity: Attributes;
  readonly attributes: Attributes;
  readonly series: readonly Row[];
  readonly start: UnixNanos;
  readonly time: UnixNanos;
  readonly revision = 0;
  /** The backend has the points. */
  readonly commit: () => void;
  /** The backend doesn't have them: they are added to those of the next export. */
  readonly rollBack: (settled: readonly PointId[]) => void;

  constructor(fixed: Fixed, tally: Tally, commit: () => void, rollBack: DeltaPoints["rollBack"]) {
    super(tally);
    this.descriptor = fixed.descriptor;
    this.layout = fixed.layout;
    this.entity = fixed.entity;
    this.attributes = fixed.attributes;
    this.series = fixed.series;
    this.start = fixed.start;
    this.time = fixed.time;
    this.commit = commit;
    this.rollBack = rollBack;
  }
}
