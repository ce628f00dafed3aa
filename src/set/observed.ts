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

/**
 * A total: a lane for what this window observed and the total before, and one for totals that began anew, which
 * travels in the same frame.
 */
export class ObservedTotal extends Observed implements ObserveCounter {
  observe(total: number): void {
    if (!this.accept(total)) return;
    if (total < 0) return this.refuse(Invalid.negative);
    const before = f64[this.lane + 1] ?? 0;
    if (total >= before) f64[this.lane] = total;
    else {
      const past = (f64[this.lane + 2] ?? 0) + before;
      if (this.int && past > Number.MAX_SAFE_INTEGER) return this.refuse(Invalid.outOfRange);
      // From the first of these stores on, the total has begun anew: wholePast() tells what the others would do.
      f64[this.lane] = total;
      f64[this.lane + 1] = -past;
      f64[this.lane + 2] = past;
    }
    f64[this.lane + 1] = total;
    u8[this.mark] = 1;
  }
}

/**
 * What totals had come to that began anew, also when their worker has ended between two stores of `observe()`. The
 * total in `lane` is smaller than the one before only until the latter has made way for the new past, which stands
 * there, with a minus as no total has, until it is in its own lane.
 */
export function wholePast(f64: Float64Array, lane: number): number {
  const total = f64[lane] ?? NaN, before = f64[lane + 1] ?? 0, past = f64[lane + 2] ?? 0;
  if (before < 0) return -before;
  return total < before ? past + before : past;
}

/** A level: one lane. */
export class ObservedLevel extends Observed implements ObserveUpDownCounter {
  observe(level: number): void {
    if (!this.accept(level)) return;
    f64[this.lane] = level;
    u8[this.mark] = 1;
  }
}
