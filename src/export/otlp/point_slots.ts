import { CARRY_UNIT, type SetPoints } from "../../aggregate/collection.ts";
import { CARRY, HIGH_UNIT, setFixed64 } from "./fixed64.ts";

/** From a point's start time to its time: the start's eight bytes and the time's tag. */
export const TIME_DISTANCE = 9;

/** A histogram's point: its counts lie in the lanes from `first` up to, not including, `end`. */
export interface HistogramSlot {
  readonly first: number;
  readonly end: number;
  /** Position of the count. */
  readonly position: number;
  /** Whether the point was written as one with values, and so with minimum and maximum. */
  readonly filled: boolean;
}

/**
 * Which lanes of a set's points are written where in a template. Positions are distances from the template's
 * end, each of a value of eight bytes.
 */
export class PointSlots {
  readonly set: SetPoints;
  /** Positions of start times. */
  readonly starts: number[] = [];
  /** Whole numbers: a lane, then its position, and so on. */
  readonly integers: number[] = [];
  /** Doubles: a lane, then its position, and so on. */
  readonly doubles: number[] = [];
  readonly histograms: HistogramSlot[] = [];
  /** Lanes of gauges with a point. */
  readonly present: number[] = [];
  /** Lanes of gauges without one. */
  readonly absent: number[] = [];
  /** How many of the set's series the template has. */
  readonly series: number;

  constructor(set: SetPoints) {
    this.set = set;
    this.series = set.series.length;
  }

  /**
   * Brings the times and values of a template up to date that ends at `end` of a memory. Returns false when the template
   * no longer fits, since a point appeared or vanished, or a histogram got its first value. What never changes is
   * written into a `fresh` copy alone.
   */
  patch(view: DataView, end: number, fresh: boolean): boolean {
    if (this.series !== this.set.series.length || !this.#gaugesFit()) return false;
    if (fresh) this.#patchStarts(view, end);
    this.#patchTimes(view, end);
    this.#patchNumbers(view, end);
    return this.#patchCounts(view, end);
  }

  #gaugesFit(): boolean {
    const { values } = this.set;
    for (const lane of this.present) if (Number.isNaN(values[lane])) return false;
    for (const lane of this.absent) if (!Number.isNaN(values[lane])) return false;
    return true;
  }

  #patchStarts(view: DataView, end: number): void {
    const { start } = this.set;
    for (const position of this.starts) setFixed64(view, end - position, 0, start);
  }

  #patchTimes(view: DataView, end: number): void {
    const { time } = this.set, { starts } = this;
    // Split once, not once a point.
    const high = Math.floor(time / HIGH_UNIT), low = (time - high * HIGH_UNIT) | 0;
    for (let i = 0; i < starts.length; i++) {
      const offset = end - (starts[i] ?? 0) + TIME_DISTANCE;
      view.setInt32(offset, low, true);
      view.setInt32(offset + 4, high, true);
    }
  }

  #patchNumbers(view: DataView, end: number): void {
    const { values, carries } = this.set;
    const { integers, doubles } = this;
    for (let i = 0; i < integers.length; i += 2) {
      const lane = integers[i] ?? 0, offset = end - (integers[i + 1] ?? 0);
      const value = values[lane] ?? 0, carry = carries[lane] ?? 0, low = value | 0;
      if (low === value && carry === 0) {
        view.setInt32(offset, low, true);
        view.setInt32(offset + 4, low >> 31, true);
      } else setFixed64(view, offset, carry * CARRY, value);
    }
    for (let i = 0; i < doubles.length; i += 2) {
      const lane = doubles[i] ?? 0, value = values[lane] ?? 0, carry = carries[lane] ?? 0;
      // Adding no carry would cost -0 its sign.
      view.setFloat64(end - (doubles[i + 1] ?? 0), carry === 0 ? value : carry * CARRY_UNIT + value, true);
    }
  }

  #patchCounts(view: DataView, templateEnd: number): boolean {
    const { values, carries } = this.set;
    for (const { first, end, position, filled } of this.histograms) {
      // Halves are added up apart: the sum of the counts may exceed a double's exact integers.
      let high = 0, low = 0;
      for (let lane = first; lane < end; lane++) {
        const value = values[lane] ?? 0;
        const carry = Math.floor(value / HIGH_UNIT);
        high += carry + (carries[lane] ?? 0) * CARRY;
        low += value - carry * HIGH_UNIT;
      }
      if ((high !== 0 || low !== 0) !== filled) return false;
      setFixed64(view, templateEnd - position, high, low);
    }
    return true;
  }
}
