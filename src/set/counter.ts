import { arena } from "./arena.ts";
import { Invalid, SPILL_LIMIT } from "./block.ts";
import { Instrument, type RowPlace } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";

// Constants of this module, not imported ones: see arena.ts.
const u8 = new Uint8Array(arena);
const i32 = new Int32Array(arena);
const f64 = new Float64Array(arena);

/** A sum that only grows (OpenTelemetry metrics API, "Counter"). */
export interface Counter {
  /**
   * Adds `value`: finite and not negative, and whole for a counter of `int`. Other values are dropped and counted.
   * Costs a few stores; allocates nothing.
   */
  add(value: number): void;
  /** Adds one. */
  increment(): void;
}

/** A counter of whole numbers: an i32 lane, and an f64 lane for what doesn't fit into it. */
export class IntCounter extends Instrument implements Counter {
  protected override place(field: FieldLayout, { ints, doubles }: RowPlace): void {
    this.lane = ints + field.slot;
    this.double = doubles + field.slot;
  }

  add(value: number): void {
    // Costs nothing where the compiler knows the type; without types, a string would be appended and a bigint throw.
    if (typeof value !== "number") return this.refuseFraction(value);
    const sum = ((i32[this.lane] ?? 0) + value) | 0;
    // One branch for all that isn't usual: a fraction, NaN, a negative value, a sum that doesn't fit.
    if ((value | 0) !== value || (value | sum) < 0) return this.#unusual(value);
    i32[this.lane] = sum;
    u8[this.mark] = 1;
  }

  increment(): void {
    this.add(1);
  }

  #unusual(value: number): void {
    if (!Number.isSafeInteger(value)) return this.refuseFraction(value);
    if (value < 0) return this.refuse(Invalid.negative);
    const spilled = f64[this.double] ?? 0, small = i32[this.lane] ?? 0;
    if (spilled + small + value > SPILL_LIMIT) return this.refuse(Invalid.outOfRange);
    // Nothing moves from lane to lane, so that a worker that ends between two stores counts nothing twice. A flush looks
    // into the large lane only where the small one isn't 0.
    f64[this.double] = small === 0 ? value - 1 : spilled + value;
    if (small === 0) i32[this.lane] = 1;
    u8[this.mark] = 1;
  }
}

/** A counter of any finite amounts: one f64 lane. */
export class DoubleCounter extends Instrument implements Counter {
  protected override place(field: FieldLayout, { doubles }: RowPlace): void {
    this.lane = doubles + field.slot;
  }

  add(value: number): void {
    if (typeof value !== "number" || !(value >= 0 && value < Infinity)) return this.#unusual(value);
    f64[this.lane] = (f64[this.lane] ?? 0) + value;
    u8[this.mark] = 1;
  }

  increment(): void {
    this.add(1);
  }

  #unusual(value: number): void {
    if (typeof value === "number" && value < 0) this.refuse(Invalid.negative);
    else this.refuseInfinite(value);
  }
}
