import { arena } from "./arena.ts";
import { Invalid } from "./block.ts";
import { type BucketSearch, searchFor } from "./bucket_search.ts";
import { Instrument, type RowPlace } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";

const u8 = new Uint8Array(arena);
const u32 = new Uint32Array(arena);
const f64 = new Float64Array(arena);

/** What {@linkcode Histogram.startTimer} returns: a moment of `performance.now()`. */
export type TimerStart = number;

/** A distribution (OpenTelemetry metrics API, "Histogram"). */
export interface Histogram {
  /**
   * Records one value, which must be finite; others are dropped and counted. Counts its bucket, if the
   * aggregation has any, and keeps sum, minimum and maximum; allocates nothing.
   */
  record(value: number): void;
  /** A moment from which {@linkcode stopTimer} measures. */
  startTimer(): TimerStart;
  /** Records the time since a moment, in the metric's unit, which must be one of time: `s`, `ms`, `us`, `ns`, `min`, `h`. */
  stopTimer(start: TimerStart): void;
}

/** How much of a unit of time a millisecond is. */
const PER_MILLISECOND: Readonly<Record<string, number>> = {
  ns: 1e6,
  us: 1e3,
  ms: 1,
  s: 1e-3,
  min: 1e-3 / 60,
  h: 1e-3 / 3600,
};

/** The largest count of a lane. */
const MOST = 0xffffffff;

/** What the kinds of histograms share. */
export abstract class Distribution extends Instrument implements Histogram {
  #perMillisecond = NaN;

  protected override place(field: FieldLayout, { ints, doubles }: RowPlace): void {
    this.lane = ints + field.slot;
    this.double = doubles + field.doubles;
    this.#perMillisecond = PER_MILLISECOND[field.metric.unit] ?? NaN;
  }

  abstract record(value: number): void;

  /** The number of the exemplar that stands for the bucket of a value that was recorded. */
  abstract exemplarOf(value: number): number;

  startTimer(): TimerStart {
    return performance.now();
  }

  stopTimer(start: TimerStart): void {
    this.record(this.elapsed(start));
  }

  /** The time since a moment, in the metric's unit. */
  elapsed(start: TimerStart): number {
    return typeof start === "number" ? (performance.now() - start) * this.#perMillisecond : NaN;
  }

  /** Counts in a lane, and keeps sum, minimum and maximum. */
  protected count(lane: number, value: number): void {
    const before = u32[lane] ?? 0;
    if (before === MOST) return this.refuse(Invalid.outOfRange);
    u32[lane] = before + 1;
    const sum = this.double;
    f64[sum] = (f64[sum] ?? 0) + value;
    if (value < (f64[sum + 1] ?? Infinity)) f64[sum + 1] = value;
    if (value > (f64[sum + 2] ?? -Infinity)) f64[sum + 2] = value;
    u8[this.mark] = 1;
  }
}

/** Minimum, maximum, sum and count alone. */
export class MinMaxSumCount extends Distribution {
  record(value: number): void {
    if (!Number.isFinite(value)) return this.refuseInfinite(value);
    this.count(this.lane, value);
  }

  exemplarOf(): number {
    return 0;
  }
}

/** A histogram with explicit boundaries, which are the inclusive upper bounds of its buckets. */
export class ExplicitHistogram extends Distribution {
  readonly #search: BucketSearch;

  constructor(boundaries: readonly number[]) {
    super();
    this.#search = searchFor(boundaries);
  }

  record(value: number): void {
    if (!Number.isFinite(value)) return this.refuseInfinite(value);
    this.count(this.lane + this.#search.bucketOf(value), value);
  }

  exemplarOf(value: number): number {
    return this.#search.bucketOf(value);
  }
}
