import { arena } from "./arena.ts";
import { Invalid } from "./block.ts";
import { Instrument, type RowPlace } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";

const u8 = new Uint8Array(arena);
const f64 = new Float64Array(arena);

/** A level, of which the last one counts (OpenTelemetry metrics API, "Gauge"). */
export interface Gauge {
  /**
   * Records the level: any number but NaN, and a safe integer for a gauge of `int`. Other values are dropped and
   * counted. One store; allocates nothing.
   */
  set(value: number): void;
}

/** A level that is a whole number, exact up to 2^53. */
export class IntGauge extends Instrument implements Gauge {
  protected override place(field: FieldLayout, { doubles }: RowPlace): void {
    this.lane = doubles + field.slot;
  }

  set(value: number): void {
    if (!Number.isSafeInteger(value)) return this.refuseFraction(value);
    f64[this.lane] = value;
    u8[this.mark] = 1;
  }
}

/** A level that may be any number; NaN stands for "not recorded" in the lane. */
export class DoubleGauge extends Instrument implements Gauge {
  protected override place(field: FieldLayout, { doubles }: RowPlace): void {
    this.lane = doubles + field.slot;
  }

  set(value: number): void {
    if (typeof value !== "number" || Number.isNaN(value)) return this.refuse(Invalid.notANumber);
    f64[this.lane] = value;
    u8[this.mark] = 1;
  }
}
