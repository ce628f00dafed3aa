import type { UnixNanos } from "../host/clock.ts";
import type { Attributes } from "../set/attribute.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import { EMPTY, LaneKind, type Layout } from "../set/layout.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import { CARRY_UNIT, type SetPoints } from "./collection.ts";

/** 2^63 in carry units: an integer total that would reach it stays one below. */
const CARRY_LIMIT = 1024;

/** Where a reader adds up the frames of all sets that are one to it. */
export class Accumulator implements SetPoints {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly entity: Attributes;
  readonly attributes: Attributes;
  readonly start: UnixNanos;
  readonly touched: number[] = [];
  readonly values: Float64Array;
  readonly carries: Float64Array;
  readonly #seen: Uint8Array;
  /** When each gauge was last written: the values that two workers have of one gauge arrive in any order. */
  readonly #written: Float64Array;
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
    const lanes = layout.buckets * layout.stride;
    this.values = new Float64Array(lanes);
    this.carries = new Float64Array(lanes);
    this.#seen = new Uint8Array(layout.buckets);
    this.#written = new Float64Array(layout.kinds.includes(LaneKind.last) ? lanes : 0);
    for (let lane = 0; lane < lanes; lane++) {
      this.values[lane] = EMPTY[layout.kinds[lane % layout.stride] ?? 0] ?? 0;
    }
    // Without measurement attributes there is one series, which exists from the registration on.
    if (layout.radix.length === 0) this.#touch(0);
  }

  get time(): UnixNanos {
    return this.#time;
  }

  /** Adds the frame at which the reader stands. Allocates nothing, but for the first cell of a bucket. */
  merge(frame: RingReader): void {
    const { stride, kinds } = this.layout;
    const end = frame.end, cells = frame.cells, values = this.values;
    if (end > this.#time) this.#time = end;
    for (let cell = 0; cell < cells; cell++) {
      const lane = frame.laneAt(cell), value = frame.valueAt(cell);
      if (lane >= values.length) continue;
      const inBucket = lane % stride, bucket = (lane - inBucket) / stride;
      if (this.#seen[bucket] === 0) this.#touch(bucket);
      const before = values[lane] ?? 0;
      switch (kinds[inBucket]) {
        case LaneKind.int:
          this.#addInt(lane, before, value);
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

  #touch(bucket: number): void {
    this.#seen[bucket] = 1;
    this.touched.push(bucket);
  }

  #addInt(lane: number, before: number, value: number): void {
    const sum = before + value;
    if (Math.abs(sum) < CARRY_UNIT) {
      this.values[lane] = sum;
      return;
    }
    // Both parts are below 2^53 in size, so each difference is exact.
    const sign = Math.sign(sum), carry = (this.carries[lane] ?? 0) + sign;
    if (Math.abs(carry) >= CARRY_LIMIT) {
      this.values[lane] = sign * Number.MAX_SAFE_INTEGER;
      return;
    }
    this.carries[lane] = carry;
    this.values[lane] = before - sign * CARRY_UNIT + value;
  }
}
