import { seriesId } from "../../aggregate/accumulator.ts";
import type { MeasuredAttribute, SetPoints } from "../../aggregate/collection.ts";
import type { Exemplar } from "../../aggregate/exemplar.ts";
import { ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import { Lanes } from "../../aggregate/lanes.ts";
import type { Temporality } from "../../aggregate/temporality.ts";
import type { UnixNanos } from "../../host/clock.ts";
import type { Attributes } from "../../set/attribute.ts";
import type { MetricSetDescriptor } from "../../set/descriptor.ts";
import { MIN_SCALE } from "../../set/exponential_index.ts";
import { DEFAULT_SIZE, type FieldLayout, LaneKind, type Layout } from "../../set/layout.ts";
import type { MemoryBudget } from "./memory_budget.ts";

/** The most buckets of a sum, for each sign. */
const MAX_SIZE = 16_384;

/** Bytes of a bucket of each sign, of which there is room for twice as many as are in use. */
const BUCKET_BYTES = 32;

/** Bytes that are reckoned for a series, for its attribute, and for an exemplar. */
const SERIES_BYTES = 96;
const ATTRIBUTE_BYTES = 48;
const EXEMPLAR_BYTES = 192;

/** Bytes of a lane and its carry, of which there is room for twice as many as are in use. */
const LANE_BYTES = 32;

/** What the points of a set have, whatever their values. */
export type PointsIdentity = Pick<
  SetPoints,
  "descriptor" | "layout" | "temporality" | "entity" | "attributes"
>;

/** Points of a set that were read from a stream. */
export class StreamPoints implements SetPoints {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly temporality: Temporality;
  readonly entity: Attributes;
  readonly attributes: Attributes;
  readonly series: (readonly MeasuredAttribute[])[] = [];
  #start: UnixNanos = NaN;
  #time: UnixNanos = NaN;
  #revision = 0;
  /** Whether a value that is put is added to the one that is there. */
  readonly #adds: boolean;
  readonly #budget: MemoryBudget;
  readonly #lanes: Lanes;
  readonly #numbers = new Map<string, number>();
  /** By cell: the number of the series times the stride, and the field's lane. */
  readonly #buckets = new Map<number, ExponentialBuckets>();
  readonly #sizes = new Map<number, number>();
  readonly #exemplars = new Map<number, readonly Exemplar[]>();

  constructor(identity: PointsIdentity, adds: boolean, budget: MemoryBudget) {
    this.descriptor = identity.descriptor;
    this.layout = identity.layout;
    this.temporality = identity.temporality;
    this.entity = identity.entity;
    this.attributes = identity.attributes;
    this.#adds = adds;
    this.#budget = budget;
    this.#lanes = new Lanes(identity.layout);
  }

  get start(): UnixNanos {
    return this.#start;
  }

  get time(): UnixNanos {
    return this.#time;
  }

  get revision(): number {
    return this.#revision;
  }

  get values(): Float64Array {
    return this.#lanes.values;
  }

  get carries(): Float64Array {
    return this.#lanes.carries;
  }

  buckets(series: number, field: FieldLayout): ExponentialBuckets | undefined {
    return this.#buckets.get(this.#cell(series, field));
  }

  exemplars(series: number, field: FieldLayout): readonly Exemplar[] {
    return this.#exemplars.get(this.#cell(series, field)) ?? [];
  }

  /** Adds a series, whether there is one with its attributes or not. */
  addSeries(attributes: readonly MeasuredAttribute[]): number {
    this.#budget.take(SERIES_BYTES + LANE_BYTES * this.layout.stride);
    this.series.push(attributes);
    this.#lanes.reserve(this.series.length);
    return this.series.length - 1;
  }

  /** The series with these attributes, which is made if it is new. */
  seriesOf(attributes: readonly MeasuredAttribute[]): number {
    const id = seriesId(attributes);
    let number = this.#numbers.get(id);
    if (number !== undefined) return number;
    this.#budget.take(SERIES_BYTES + ATTRIBUTE_BYTES * attributes.length + 2 * id.length);
    this.#numbers.set(id, number = this.addSeries(attributes));
    return number;
  }

  /** Puts the times of a window. */
  putWindow(start: UnixNanos, time: UnixNanos): void {
    const adds = this.#adds && !Number.isNaN(this.#start);
    this.#revision++;
    this.#start = adds ? Math.min(this.#start, start) : start;
    this.#time = adds ? Math.max(this.#time, time) : time;
  }

  /** Puts a value into a lane; NaN takes away what is there. */
  put(series: number, laneOfRow: number, value: number, carry: number): void {
    const lanes = this.#lanes, lane = series * this.layout.stride + laneOfRow;
    if (!this.#adds) return lanes.set(lane, value, carry);
    const before = lanes.values[lane] ?? 0;
    switch (this.layout.kinds[laneOfRow]) {
      case LaneKind.last:
        return lanes.set(lane, value, carry);
      case LaneKind.min:
        return lanes.set(lane, Math.min(value, before));
      case LaneKind.max:
        return lanes.set(lane, Math.max(value, before));
      default:
        return lanes.addWithCarry(lane, value, carry);
    }
  }

  /** Puts the buckets of an exponential histogram. */
  putBuckets(series: number, field: FieldLayout, runs: readonly CountedRun[], scale: number): void {
    const cell = this.#cell(series, field), { maxSize = DEFAULT_SIZE } = field.metric;
    const longest = Math.max(...runs.map(({ counts }) => counts.length));
    if (longest === 0) {
      if (!this.#adds) this.#buckets.delete(cell);
      return;
    }
    // A sum may extend to buckets that are far apart; what is read as it is has the size that it has.
    const size = this.#adds ? Math.min(maxSize, MAX_SIZE) : Math.max(2, longest);
    this.#reserve(cell, size);
    let buckets = this.#adds ? this.#buckets.get(cell) : undefined;
    buckets ??= new ExponentialBuckets(size, Math.max(scale, MIN_SCALE));
    for (const { sign, offset, counts } of runs) {
      counts.forEach((count, position) => buckets.add(sign, offset + position, scale, count));
    }
    this.#buckets.set(cell, buckets);
  }

  /** Takes what the buckets of a cell may need. */
  #reserve(cell: number, size: number): void {
    const before = this.#sizes.get(cell) ?? 0;
    if (size <= before) return;
    this.#budget.take(BUCKET_BYTES * (size - before));
    this.#sizes.set(cell, size);
  }

  /** Puts exemplars in the place of those that are there. */
  putExemplars(series: number, field: FieldLayout, exemplars: readonly Exemplar[]): void {
    const cell = this.#cell(series, field);
    if (!this.#exemplars.has(cell)) this.#budget.take(EXEMPLAR_BYTES * field.exemplars);
    this.#exemplars.set(cell, exemplars);
  }

  #cell(series: number, { lane }: FieldLayout): number {
    return series * this.layout.stride + lane;
  }
}

/** The counts of neighbouring buckets of one sign. */
export interface CountedRun {
  readonly sign: 1 | -1;
  readonly offset: number;
  readonly counts: readonly number[];
}
