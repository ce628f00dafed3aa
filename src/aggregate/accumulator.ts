import type { UnixNanos } from "../host/clock.ts";
import type { Attributes } from "../set/attribute.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import { minIndex } from "../set/exponential_index.ts";
import { PAGE_COUNTS, pagesOf } from "../set/exponential_pages.ts";
import { DEFAULT_SCALE, EMPTY, type FieldLayout, LaneKind, type Layout } from "../set/layout.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import { CARRY_UNIT, type MeasuredAttribute, type SetPoints } from "./collection.ts";
import { type Exemplar, LatestExemplars } from "./exemplar.ts";
import { ExponentialBuckets } from "./exponential_buckets.ts";

/** 2^63 in carry units: an integer total that would reach it stays one below. */
const CARRY_LIMIT = 1024;

/** What a lane of observed values is made of. */
interface Observation {
  /** What each row of a registered set has observed last, by the row's attributes as its source holds them. */
  readonly live: Map<readonly MeasuredAttribute[], number>;
  /** What sets that ended, and totals that began anew, have left: a value and its carry. */
  past: number;
  pastCarry: number;
}

/** Where a reader adds up the frames of all sets that are one to it. */
export class Accumulator implements SetPoints {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly entity: Attributes;
  readonly attributes: Attributes;
  readonly start: UnixNanos;
  readonly series: (readonly MeasuredAttribute[])[] = [];
  readonly #numbers = new Map<string, number>();
  /** For each lane of a row, whether its metric counts in whole numbers, whose sum is exact. */
  readonly #whole: Uint8Array;
  /** By lane. Sums are made anew from what is live, so that one large value leaves no error behind. */
  readonly #observations = new Map<number, Observation>();
  readonly #exemplars: LatestExemplars;
  readonly #exponentials: (ExponentialBuckets | undefined)[] = [];
  #values = new Float64Array();
  #carries = new Float64Array();
  /** When each gauge was last written: the values that two workers have of one gauge arrive in any order. */
  #written = new Float64Array();
  #time: UnixNanos;

  constructor(
    descriptor: MetricSetDescriptor,
    layout: Layout,
    entity: Attributes,
    attributes: Attributes,
    start: UnixNanos,
  ) {
    this.descriptor = descriptor;
    this.layout = layout;
    this.entity = entity;
    this.attributes = attributes;
    this.start = start;
    this.#time = start;
    this.#exemplars = new LatestExemplars(layout, start);
    this.#whole = new Uint8Array(layout.stride);
    for (const { lane, metric } of layout.fields) this.#whole[lane] = metric.valueType === "int" ? 1 : 0;
    // Without measurement attributes there is one series, which exists from the registration on.
    if (layout.radix.length === 0) this.seriesOf([]);
  }

  get time(): UnixNanos {
    return this.#time;
  }

  get values(): Float64Array {
    return this.#values;
  }

  get carries(): Float64Array {
    return this.#carries;
  }

  buckets(series: number, { exponential }: FieldLayout): ExponentialBuckets | undefined {
    return this.#exponentials[series * this.layout.exponentials.length + exponential];
  }

  exemplars(series: number, field: FieldLayout): readonly Exemplar[] {
    return this.#exemplars.of(series, field);
  }

  /** The number of the series with these attributes, which is made if it is new. */
  seriesOf(measured: readonly MeasuredAttribute[]): number {
    const id = JSON.stringify(measured.map(({ attribute, value }) => [attribute.key, value]));
    const found = this.#numbers.get(id);
    if (found !== undefined) return found;
    const number = this.series.length;
    this.#numbers.set(id, number);
    this.series.push(measured);
    const { stride } = this.layout;
    if ((number + 1) * stride > this.#values.length) this.#grow();
    return number;
  }

  /**
   * Adds the frame at which the reader stands; `numbers` has the series of each row of its set, and `rows` their
   * attributes. Allocates nothing in itself.
   */
  merge(
    frame: RingReader,
    numbers: readonly number[],
    rows: readonly (readonly MeasuredAttribute[])[],
  ): void {
    const { stride, kinds } = this.layout;
    const end = frame.end, cells = frame.cells, values = this.#values;
    if (end > this.#time) this.#time = end;
    this.#exemplars.merge(frame, numbers);
    for (let cell = 0; cell < cells; cell++) {
      const laneOfRow = frame.laneAt(cell), value = frame.valueAt(cell);
      const row = frame.rowAt(cell), series = numbers[row], attributes = rows[row];
      if (series === undefined || attributes === undefined) continue;
      if (laneOfRow >= stride) {
        this.#addBucket(series, laneOfRow, value);
        continue;
      }
      const lane = series * stride + laneOfRow, before = values[lane] ?? 0;
      switch (kinds[laneOfRow]) {
        case LaneKind.int:
        case LaneKind.net:
        case LaneKind.count:
          this.#addInt(lane, before, value);
          break;
        case LaneKind.total:
        case LaneKind.level:
          this.#observationOf(lane).live.set(attributes, value);
          this.#sumUp(lane);
          break;
        case LaneKind.past:
          this.#keep(lane - 1, value);
          break;
        case LaneKind.sum:
          values[lane] = before + value;
          break;
        case LaneKind.last:
          if (end < (this.#written[lane] ?? 0)) break;
          this.#written[lane] = end;
          values[lane] = value;
          break;
        case LaneKind.min:
          if (value < before) values[lane] = value;
          break;
        case LaneKind.max:
          if (value > before) values[lane] = value;
          break;
      }
    }
  }

  /** The set of these rows has ended: its levels are no more, its totals stay. */
  end(numbers: readonly number[], rows: readonly (readonly MeasuredAttribute[])[]): void {
    const { stride, kinds, doubleLanes } = this.layout;
    for (const laneOfRow of doubleLanes) {
      const kind = kinds[laneOfRow];
      if (kind !== LaneKind.total && kind !== LaneKind.level) continue;
      rows.forEach((attributes, row) => {
        const lane = (numbers[row] ?? 0) * stride + laneOfRow, observation = this.#observations.get(lane);
        const last = observation?.live.get(attributes);
        if (observation === undefined || last === undefined) return;
        observation.live.delete(attributes);
        if (kind === LaneKind.total) this.#keep(lane, last);
        else this.#sumUp(lane);
      });
    }
  }

  #observationOf(lane: number): Observation {
    const found = this.#observations.get(lane);
    if (found !== undefined) return found;
    const made: Observation = { live: new Map(), past: 0, pastCarry: 0 };
    this.#observations.set(lane, made);
    return made;
  }

  #sumUp(lane: number): void {
    const { live, past, pastCarry } = this.#observationOf(lane);
    this.#values[lane] = past;
    this.#carries[lane] = pastCarry;
    for (const value of live.values()) this.#add(lane, value);
  }

  /** Adds to what a lane has besides its live rows. */
  #keep(lane: number, value: number): void {
    const observation = this.#observationOf(lane);
    this.#values[lane] = observation.past;
    this.#carries[lane] = observation.pastCarry;
    this.#add(lane, value);
    observation.past = this.#values[lane] ?? 0;
    observation.pastCarry = this.#carries[lane] ?? 0;
    this.#sumUp(lane);
  }

  #add(lane: number, value: number): void {
    const before = this.#values[lane] ?? 0;
    if (this.#whole[lane % this.layout.stride] === 1) this.#addInt(lane, before, value);
    else this.#values[lane] = before + value;
  }

  #grow(): void {
    const { stride, kinds } = this.layout, used = this.#values.length;
    const lanes = Math.max(1, used / stride * 2) * stride;
    this.#values = extended(this.#values, lanes);
    this.#carries = extended(this.#carries, lanes);
    if (kinds.includes(LaneKind.last)) this.#written = extended(this.#written, lanes);
    for (let lane = used; lane < lanes; lane++) {
      const kind = kinds[lane % stride] ?? 0;
      // Nothing observed is nothing.
      this.#values[lane] = kind >= LaneKind.total ? 0 : EMPTY[kind] ?? 0;
    }
  }

  #addInt(lane: number, before: number, value: number): void {
    const sum = before + value;
    if (Math.abs(sum) < CARRY_UNIT) {
      this.#values[lane] = sum;
      return;
    }
    // Both parts are below 2^53 in size, so each difference is exact.
    const sign = Math.sign(sum), carry = (this.#carries[lane] ?? 0) + sign;
    if (Math.abs(carry) >= CARRY_LIMIT) {
      this.#values[lane] = sign * Number.MAX_SAFE_INTEGER;
      return;
    }
    this.#carries[lane] = carry;
    this.#values[lane] = before - sign * CARRY_UNIT + value;
  }

  #addBucket(series: number, lane: number, count: number): void {
    const { exponentials } = this.layout;
    for (const field of exponentials) {
      const { exponential, scale, firstCount, metric } = field;
      const side = pagesOf(scale) * PAGE_COUNTS, place = lane - firstCount;
      if (place < 0 || place >= 2 * side) continue;
      const at = series * exponentials.length + exponential;
      const buckets = this.#exponentials[at] ??= new ExponentialBuckets(
        metric.maxSize ?? DEFAULT_SIZE,
        Math.min(metric.maxScale ?? DEFAULT_SCALE, scale),
      );
      buckets.add(place < side ? 1 : -1, minIndex(scale) + place % side, scale, count);
    }
  }
}

/** Buckets of an exponential histogram unless its schema says otherwise (OpenTelemetry metrics SDK). */
const DEFAULT_SIZE = 160;

function extended(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(array);
  return longer;
}
