import { type UnixNanos, unixNanos } from "../host/clock.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import { extended } from "./lanes.ts";
import type { Row } from "./observations.ts";

/** Nanoseconds by which the clocks of two threads may differ, and more. */
const SKEW = 2e9;

/** When each gauge was last written and by whom: the values that two workers have of it arrive in any order. */
export class GaugeOrder {
  /** By lane. Numbers in a plain array would be allocated. */
  #written = new Float64Array();
  readonly #writers: (Row | undefined)[] = [];

  /** When the value was written that a lane has. */
  writtenAt(lane: number): UnixNanos {
    return this.#written[lane] ?? 0;
  }

  /**
   * Whether a value of the frame at which the reader stands is the latest one. One worker's values arrive in order.
   * Those of two do so when the last one has come from the future: the time was set back since, and the worker that
   * wrote it may be no more.
   */
  takes(lane: number, row: Row, { end }: RingReader): boolean {
    if (end < (this.#written[lane] ?? 0) && this.#isLate(lane, row)) return false;
    if (lane >= this.#written.length) this.#written = extended(this.#written, 2 * lane + 1);
    this.#written[lane] = end;
    this.#writers[lane] = row;
    return true;
  }

  /** Apart from where it is asked, which is so small that it becomes a part of its caller, and then allocates nothing. */
  #isLate(lane: number, row: Row): boolean {
    return row !== this.#writers[lane] && (this.#written[lane] ?? 0) < unixNanos() + SKEW;
  }
}
