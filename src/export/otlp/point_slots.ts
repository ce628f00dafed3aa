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
   * Brings a template's times and values up to date. Returns false when the template no longer fits, since a
   * point appeared or vanished, or a histogram got its first value.
   */
  patch(view: DataView): boolean {
    if (this.series !== this.set.series.length || !this.#gaugesFit()) return false;
    this.#patchTimes(view);
    this.#patchNumbers(view);
    return this.#patchCounts(view);
  }

  #gaugesFit(): boolean {
    const { values } = this.set;
    for (const lane of this.present) if (Number.isNaN(values[lane])) return false;
    for (const lane of this.absent) if (!Number.isNaN(values[lane])) return false;
    return true;
  }

  #patchTimes(view: DataView): void {
    const { start, time } = this.set;
    const end = view.byteLength;
    // Split once, not once a point.
    const startHigh = Math.floor(start / HIGH_UNIT), startLow = (start - startHigh * HIGH_UNIT) | 0;
    const timeHigh = Math.floor(time / HIGH_UNIT), timeLow = (time - timeHigh * HIGH_UNIT) | 0;
    for (const position of this.starts) {
      const offset = end - position;
      view.setInt32(offset, startLow, true);
      view.setInt32(offset + 4, startHigh, true);
      view.setInt32(offset + TIME_DISTANCE, timeLow, true);
      view.setInt32(offset + TIME_DISTANCE + 4, timeHigh, true);
    }
  }

  #patchNumbers(view: DataView): void {
    const { values, carries } = this.set;
    const { integers, doubles } = this;
    const end = view.byteLength;
    for (let i = 0; i < integers.length; i += 2) {
      const lane = integers[i] ?? 0;
      setFixed64(view, end - (integers[i + 1] ?? 0), (carries[lane] ?? 0) * CARRY, values[lane] ?? 0);
    }
    for (let i = 0; i < doubles.length; i += 2) {
      const lane = doubles[i] ?? 0, value = values[lane] ?? 0, carry = carries[lane] ?? 0;
      // Adding no carry would cost -0 its sign.
      view.setFloat64(end - (doubles[i + 1] ?? 0), carry === 0 ? value : carry * CARRY_UNIT + value, true);
    }
  }

  #patchCounts(view: DataView): boolean {
    const { values, carries } = this.set;
    const viewEnd = view.byteLength;
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
      setFixed64(view, viewEnd - position, high, low);
    }
    return true;
  }
}
