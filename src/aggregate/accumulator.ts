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

  /** Adds the frame at which the reader stands; `numbers` has the series of each row. Allocates nothing in itself. */
  merge(frame: RingReader, numbers: readonly number[]): void {
    const { stride, kinds } = this.layout;
    const end = frame.end, cells = frame.cells, values = this.#values;
    if (end > this.#time) this.#time = end;
    this.#exemplars.merge(frame, numbers);
    for (let cell = 0; cell < cells; cell++) {
      const laneOfRow = frame.laneAt(cell), value = frame.valueAt(cell);
      const series = numbers[frame.rowAt(cell)];
      if (series === undefined) continue;
      if (laneOfRow >= stride) {
        this.#addBucket(series, laneOfRow, value);
        continue;
      }
      const lane = series * stride + laneOfRow, before = values[lane] ?? 0;
      switch (kinds[laneOfRow]) {
        case LaneKind.int:
        case LaneKind.count:
          this.#addInt(lane, before, value);
          break;
        case LaneKind.total:
        case LaneKind.level:
          if (this.#whole[laneOfRow] === 1) this.#addInt(lane, before, value);
          else values[lane] = before + value;
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

  #grow(): void {
    const { stride, kinds } = this.layout, used = this.#values.length;
    const lanes = Math.max(1, used / stride * 2) * stride;
    this.#values = extended(this.#values, lanes);
    this.#carries = extended(this.#carries, lanes);
    if (kinds.includes(LaneKind.last)) this.#written = extended(this.#written, lanes);
    for (let lane = used; lane < lanes; lane++) {
      const kind = kinds[lane % stride] ?? 0;
      // Nothing observed adds nothing.
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
