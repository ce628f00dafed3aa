import type { UnixNanos } from "../host/clock.ts";
import type { Attributes } from "../set/attribute.ts";
import type { GaugeMerge, MetricSetDescriptor } from "../set/descriptor.ts";
import { PAGE_COUNTS, pagesOf } from "../set/exponential_pages.ts";
import { type FieldLayout, LaneKind, type Layout } from "../set/layout.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import type { MeasuredAttribute, SetPoints } from "./collection.ts";
import { type DeltaPoints, DeltaWindow } from "./delta_window.ts";
import { GaugeOrder } from "./gauge_order.ts";
import { Observations, type Row } from "./observations.ts";
import type { Projection } from "./projection.ts";
import { Tally } from "./tally.ts";
import { TallyPoints } from "./tally_points.ts";
import { type Temporality, temporalityOf, type TemporalityPreference } from "./temporality.ts";

/** What an accumulator adds up, and for whom. */
export interface AccumulatorOptions {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly entity: Attributes;
  readonly attributes: Attributes;
  /** Where the first window begins. */
  readonly start: UnixNanos;
  /**
   * Which fields start anew with each export.
   * @default "cumulative"
   */
  readonly preference?: TemporalityPreference;
  /** The attributes of its one series, to which all rows belong whatever their own. */
  readonly only?: readonly MeasuredAttribute[];
}

/** Where a reader adds up the frames of all sets that are one to it. Its own points are the cumulative ones. */
export class Accumulator extends TallyPoints implements SetPoints {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly temporality: Temporality = "cumulative";
  readonly entity: Attributes;
  readonly attributes: Attributes;
  readonly start: UnixNanos;
  readonly series: Row[] = [];
  /** Registered sets whose frames come here. */
  users = 0;
  readonly #all: Layout;
  readonly #only: readonly MeasuredAttribute[] | undefined;
  readonly #numbers = new Map<string, number>();
  readonly #observations: Observations;
  readonly #delta: DeltaWindow | undefined;
  /** How each lane of a row that is a gauge's is merged, unless the last value is meant. */
  readonly #merges: (GaugeMerge | undefined)[] = [];
  readonly #order = new GaugeOrder();
  #time: UnixNanos;
  #revision = 0;

  constructor(options: AccumulatorOptions) {
    const { descriptor, layout, entity, attributes, start, preference = "cumulative" } = options;
    super(new Tally(layout, start));
    const isDelta = ({ metric }: FieldLayout) => temporalityOf(metric, preference) === "delta";
    const deltas = layout.fields.filter(isDelta);
    this.descriptor = descriptor;
    this.layout = deltas.length === 0
      ? layout
      : { ...layout, fields: layout.fields.filter((field) => !isDelta(field)) };
    this.entity = entity;
    this.attributes = attributes;
    this.start = start;
    this.#time = start;
    this.#all = layout;
    this.#only = options.only;
    this.#observations = new Observations(this.tally.lanes);
    this.#delta = deltas.length === 0
      ? undefined
      : new DeltaWindow(this, { ...layout, fields: deltas }, this.tally, start);
    for (const { lane, metric: { merge = "last" } } of layout.fields) {
      if (merge !== "last") this.#merges[lane] = merge;
    }
    // Without measurement attributes there is one series, which exists from the registration on.
    if (layout.radix.length === 0 || this.#only !== undefined) this.seriesOf([]);
  }

  get time(): UnixNanos {
    return this.#time;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Whether nothing would be lost with it: no set is registered, and all that there was has been exported. */
  get isSpent(): boolean {
    return this.users === 0 && this.layout.fields.length === 0 && this.#delta?.isEmpty === true;
  }

  /** Takes out the points of the fields that start anew with each export, if any was recorded. */
  takeDelta(): DeltaPoints | undefined {
    return this.#delta?.take(this.#time);
  }

  /** The number of the series with these attributes, which is made if it is new. */
  seriesOf(attributes: readonly MeasuredAttribute[]): number {
    const measured = this.#only ?? attributes;
    const id = seriesId(measured), found = this.#numbers.get(id);
    if (found !== undefined) return found;
    const number = this.series.length;
    this.#revision++;
    this.#numbers.set(id, number);
    this.series.push(measured);
    this.tally.lanes.reserve(number + 1);
    return number;
  }

  /** Whether there is a series with these attributes. */
  has(measured: readonly MeasuredAttribute[]): boolean {
    return this.#only !== undefined || this.#numbers.has(seriesId(measured));
  }

  /**
   * Adds the frame at which the reader stands; `numbers` are those of the series of its rows. Allocates nothing in
   * itself.
   */
  merge(
    frame: RingReader,
    projection: Projection,
    numbers: readonly (number | undefined)[],
    rows: readonly Row[],
  ): void {
    const { stride, kinds } = this.#all, { lanes: own } = projection;
    const end = frame.end, cells = frame.cells, lanes = this.tally.lanes;
    this.#revision++;
    if (end > this.#time) this.#time = end;
    // A row's cells follow each other: its series is looked up once.
    let number = -1, series: number | undefined, first = 0;
    for (let cell = 0; cell < cells; cell++) {
      const given = frame.laneAt(cell), value = frame.valueAt(cell), rowOfCell = frame.rowAt(cell);
      if (rowOfCell !== number) {
        number = rowOfCell;
        series = numbers[number];
        if (series === undefined) continue;
        first = series * stride;
        this.#delta?.touch(series);
      }
      if (series === undefined) continue;
      if (given >= own.length) {
        this.#addToBucket(series, projection, given, value);
        continue;
      }
      const laneOfRow = own[given] ?? -1;
      if (laneOfRow < 0) continue;
      const lane = first + laneOfRow, kind = kinds[laneOfRow] ?? 0;
      if (lanes.merge(kind, lane, value)) continue;
      if (kind === LaneKind.past) this.#observations.keep(lane - 1, value);
      else this.#observe(lane, rows[number], frame, cell);
    }
    for (let exemplar = 0; exemplar < frame.exemplars; exemplar++) {
      const series = numbers[frame.exemplarRowAt(exemplar)];
      if (series === undefined) continue;
      const slot = projection.slots.get(frame.exemplarLaneAt(exemplar));
      if (slot !== undefined) this.tally.exemplars.take(series, slot, frame, exemplar);
    }
  }

  /** The set of these rows has ended: its levels are no more, its totals stay. */
  end(numbers: readonly (number | undefined)[], rows: readonly Row[]): void {
    const { stride, kinds, doubleLanes } = this.#all;
    this.#revision++;
    for (const laneOfRow of doubleLanes) {
      const kind = kinds[laneOfRow], merge = this.#merges[laneOfRow];
      if (kind !== LaneKind.total && kind !== LaneKind.level && merge === undefined) continue;
      rows.forEach((row, number) => {
        const lane = (numbers[number] ?? 0) * stride + laneOfRow;
        this.#observations.end(lane, row, kind === LaneKind.total, merge);
      });
    }
  }

  /** Takes an observed value, or a gauge's. */
  #observe(lane: number, row: Row | undefined, frame: RingReader, cell: number): void {
    if (row === undefined) return;
    const laneOfRow = lane % this.#all.stride, merge = this.#merges[laneOfRow];
    if (merge !== undefined || this.#all.kinds[laneOfRow] !== LaneKind.last) {
      return this.#observations.observe(lane, row, frame, cell, merge);
    }
    if (this.#order.takes(lane, row, frame)) this.tally.lanes.values[lane] = frame.valueAt(cell);
  }

  #addToBucket(series: number, projection: Projection, lane: number, count: number): void {
    for (const { source, to } of projection.exponentials) {
      const place = lane - source.firstCount;
      if (place < 0 || place >= 2 * pagesOf(source.scale) * PAGE_COUNTS) continue;
      if ("field" in to) this.tally.addToBucket(series, to.field, source, place, count);
      else this.tally.lanes.add(series * this.#all.stride + to.lane, count);
    }
  }
}

/** Names a series by its attributes. */
export function seriesId(measured: readonly MeasuredAttribute[]): string {
  return JSON.stringify(measured.map(({ attribute, value }) => [attribute.key, value]));
}
