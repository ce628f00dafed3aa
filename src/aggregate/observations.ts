import type { GaugeMerge } from "../set/descriptor.ts";
import type { MeasuredAttribute } from "./collection.ts";
import type { Lanes } from "./lanes.ts";

/** A row of a registered set, by its attributes as its source holds them: one object for each. */
export type Row = readonly MeasuredAttribute[];

/** What a lane of observed values is made of. */
interface Observation {
  /** The rows that observe it, and what each has observed last: two arrays, so that a new value allocates nothing. */
  readonly rows: Row[];
  readonly values: number[];
  /** What sets that ended, and totals that began anew, have left: a value and its carry. */
  past: number;
  pastCarry: number;
}

/**
 * What the rows of several sets observe of one thing, each its own part. A lane is made anew from all parts whenever
 * one changes, so that a large value that is gone leaves no error behind.
 */
export class Observations {
  readonly #lanes: Lanes;
  readonly #byLane = new Map<number, Observation>();

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  /** A row observes a value, in place of the one before; `merge` is said for a gauge alone. */
  observe(lane: number, row: Row, value: number, merge?: GaugeMerge): void {
    const observation = this.#of(lane), { rows, values } = observation, index = rows.indexOf(row);
    if (index >= 0) values[index] = value;
    else {
      rows.push(row);
      values.push(value);
    }
    this.#make(lane, observation, merge);
  }

  /** Adds to what a lane has besides its live rows. */
  keep(lane: number, value: number): void {
    const observation = this.#of(lane), lanes = this.#lanes;
    lanes.set(lane, observation.past, observation.pastCarry);
    lanes.add(lane, value);
    observation.past = lanes.values[lane] ?? 0;
    observation.pastCarry = lanes.carries[lane] ?? 0;
    this.#make(lane, observation);
  }

  /** A row has ended: what it observed last stays, or is no more. */
  end(lane: number, row: Row, stays: boolean, merge?: GaugeMerge): void {
    const observation = this.#byLane.get(lane), index = observation?.rows.indexOf(row) ?? -1;
    if (observation === undefined || index < 0) return;
    observation.rows.splice(index, 1);
    const [last = 0] = observation.values.splice(index, 1);
    if (stays) this.keep(lane, last);
    else this.#make(lane, observation, merge);
  }

  #of(lane: number): Observation {
    const found = this.#byLane.get(lane);
    if (found !== undefined) return found;
    const made: Observation = { rows: [], values: [], past: 0, pastCarry: 0 };
    this.#byLane.set(lane, made);
    return made;
  }

  #make(lane: number, { values, past, pastCarry }: Observation, merge?: GaugeMerge): void {
    const lanes = this.#lanes;
    if (merge !== undefined && values.length === 0) lanes.set(lane, NaN);
    else if (merge === "min" || merge === "max") {
      let found = values[0] ?? NaN;
      for (const value of values) found = merge === "min" ? Math.min(found, value) : Math.max(found, value);
      lanes.set(lane, found);
    } else {
      lanes.set(lane, past, pastCarry);
      for (const value of values) lanes.add(lane, value);
    }
  }
}
