import { arena } from "./arena.ts";
import { Invalid } from "./block.ts";
import { Instrument } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";

const u8 = new Uint8Array(arena);
const i32 = new Int32Array(arena);
const f64 = new Float64Array(arena);

/** A distribution (OpenTelemetry metrics API, "Histogram"). */
export interface Histogram {
  /**
   * Records one value, which must be finite; others are dropped and counted. Finds the bucket, counts it, and
   * keeps sum, minimum and maximum; allocates nothing.
   */
  record(value: number): void;
}

/** A histogram with explicit boundaries, which are the inclusive upper bounds of its buckets. */
export class ExplicitHistogram extends Instrument implements Histogram {
  readonly #boundaries: Float64Array;
  #spills = 0;

  constructor(boundaries: readonly number[]) {
    super();
    this.#boundaries = Float64Array.from(boundaries);
  }

  protected override place(field: FieldLayout, ints: number, doubles: number): void {
    this.lane = ints + field.slot;
    this.#spills = doubles + field.slot;
    this.double = doubles + field.doubles;
  }

  record(value: number): void {
    if (!Number.isFinite(value)) {
      return this.refuse(Number.isNaN(value) ? Invalid.notANumber : Invalid.outOfRange);
    }
    const boundaries = this.#boundaries;
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] ?? Infinity)) bucket++;
    const lane = this.lane + bucket;
    const count = ((i32[lane] ?? 0) + 1) | 0;
    i32[lane] = count;
    if (count < 0) this.#spill(bucket);
    const sum = this.double;
    f64[sum] = (f64[sum] ?? 0) + value;
    if (value < (f64[sum + 1] ?? Infinity)) f64[sum + 1] = value;
    if (value > (f64[sum + 2] ?? -Infinity)) f64[sum + 2] = value;
    u8[this.mark] = 1;
  }

  /** Moves a count that has just left the range of an i32 into the f64 lane beside it. */
  #spill(bucket: number): void {
    const double = this.#spills + bucket;
    f64[double] = (f64[double] ?? 0) + 2 ** 31;
    i32[this.lane + bucket] = 0;
  }
}
