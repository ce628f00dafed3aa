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
   * are dropped and counted. What it has grown by since the last flush is exported; a total smaller than the one
   * before has begun anew. One store; allocates nothing.
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

/** Both of them, of `int` or `double`. */
export class ObservedSum extends Instrument implements ObserveCounter, ObserveUpDownCounter {
  readonly #least: number;
  readonly #int: boolean;

  constructor(monotonic: boolean, int: boolean) {
    super();
    this.#least = monotonic ? 0 : -Infinity;
    this.#int = int;
  }

  protected override place(field: FieldLayout, { doubles }: RowPlace): void {
    this.lane = doubles + field.slot;
  }

  observe(value: number): void {
    if (!Number.isFinite(value)) return this.refuseInfinite(value);
    if (value < this.#least) return this.refuse(Invalid.negative);
    if (this.#int && !Number.isSafeInteger(value)) return this.refuseFraction(value);
    f64[this.lane] = value;
    u8[this.mark] = 1;
  }
}
