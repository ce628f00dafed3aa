import { arena } from "./arena.ts";
import { Invalid } from "./block.ts";
import { Instrument, type RowPlace } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";

const u8 = new Uint8Array(arena);
const f64 = new Float64Array(arena);

/** A sum that only grows and is kept elsewhere (OpenTelemetry metrics API, "Asynchronous Counter"). */
export interface ObserveCounter {
  /**
   * Records the total as it is now: finite, not negative, and a safe integer for a counter of `int`; other values
   * are dropped and counted. The totals of all workers add up. A total smaller than the one before has begun anew:
   * what it had come to stays counted. A few stores; allocates nothing.
   */
  observe(total: number): void;
}

/** A sum that grows and shrinks and is kept elsewhere (OpenTelemetry metrics API, "Asynchronous UpDownCounter"). */
export interface ObserveUpDownCounter {
  /**
   * Records the level as it is now: finite, and a safe integer for a counter of `int`; other values are dropped and
   * counted. The levels of all workers add up; a worker's counts as long as its set is registered. One store;
   * allocates nothing.
   */
  observe(level: number): void;
}

/** What both have in common: the check of the value, and where it is kept. */
abstract class Observed extends Instrument {
  /** Whether it is of `int`. */
  protected int = false;

  protected override place(field: FieldLayout, { doubles }: RowPlace): void {
    this.lane = doubles + field.slot;
    this.int = field.metric.valueType === "int";
  }

  /** False, and counted, for a value that the instrument can't take. */
  protected accept(value: number): boolean {
    if (!Number.isFinite(value)) this.refuseInfinite(value);
    else if (this.int && !Number.isSafeInteger(value)) this.refuseFraction(value);
    else return true;
    return false;
  }
}

/** A total: a lane for what this window observed and the total before, and one for totals that began anew. */
export class ObservedTotal extends Observed implements ObserveCounter {
  observe(total: number): void {
    if (!this.accept(total)) return;
    if (total < 0) return this.refuse(Invalid.negative);
    const before = f64[this.lane + 1] ?? 0;
    if (total < before) {
      const past = (f64[this.lane + 2] ?? 0) + before;
      if (this.int && past > Number.MAX_SAFE_INTEGER) return this.refuse(Invalid.outOfRange);
      // It travels in the frame of the total that is smaller: no reader sees one without the other.
      f64[this.lane + 2] = past;
    }
    f64[this.lane] = total;
    f64[this.lane + 1] = total;
    u8[this.mark] = 1;
  }
}

/** A level: one lane. */
export class ObservedLevel extends Observed implements ObserveUpDownCounter {
  observe(level: number): void {
    if (!this.accept(level)) return;
    f64[this.lane] = level;
    u8[this.mark] = 1;
  }
}
