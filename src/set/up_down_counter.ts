import { arena } from "./arena.ts";
import { Invalid, SPILL_LIMIT } from "./block.ts";
import { Instrument, type RowPlace } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";

const u8 = new Uint8Array(arena);
const i32 = new Int32Array(arena);
const f64 = new Float64Array(arena);

/** A sum that grows and shrinks, such as requests in flight (OpenTelemetry metrics API, "UpDownCounter"). */
export interface UpDownCounter {
  /**
   * Adds `value`: finite, and whole for a counter of `int`. Other values are dropped and counted. Allocates nothing.
   */
  add(value: number): void;
  /** Adds one. */
  increment(): void;
  /** Takes one away. */
  decrement(): void;
}

/** A sum of whole numbers: an i32 lane, and an f64 lane for what doesn't fit into it. */
export class IntUpDownCounter extends Instrument implements UpDownCounter {
  protected override place(field: FieldLayout, { ints, doubles }: RowPlace): void {
    this.lane = ints + field.slot;
    this.double = doubles + field.slot;
  }

  add(value: number): void {
    if (typeof value !== "number") return this.refuseFraction(value);
    const before = i32[this.lane] ?? 0;
    const sum = (before + value) | 0;
    // The sum overflowed if its sign differs from that of both parts.
    if ((value | 0) !== value || ((before ^ sum) & (value ^ sum)) < 0) return this.#unusual(value);
    i32[this.lane] = sum;
    u8[this.mark] = 1;
  }

  increment(): void {
    this.add(1);
  }

  decrement(): void {
    this.add(-1);
  }

  #unusual(value: number): void {
    if (!Number.isSafeInteger(value)) return this.refuseFraction(value);
    const spilled = (f64[this.double] ?? 0) + value;
    if (Math.abs(spilled + (i32[this.lane] ?? 0)) > SPILL_LIMIT) return this.refuse(Invalid.outOfRange);
    f64[this.double] = spilled;
    u8[this.mark] = 1;
  }
}

/** A sum of any finite amounts: one f64 lane. */
export class DoubleUpDownCounter extends Instrument implements UpDownCounter {
  protected override place(field: FieldLayout, { doubles }: RowPlace): void {
    this.lane = doubles + field.slot;
  }

  add(value: number): void {
    if (!Number.isFinite(value)) return this.refuseInfinite(value);
    f64[this.lane] = (f64[this.lane] ?? 0) + value;
    u8[this.mark] = 1;
  }

  increment(): void {
    this.add(1);
  }

  decrement(): void {
    this.add(-1);
  }
}
