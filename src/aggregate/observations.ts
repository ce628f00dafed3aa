import type { GaugeMerge } from "../set/descriptor.ts";
import type { MeasuredAttribute } from "./collection.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import { extended, type Lanes } from "./lanes.ts";

/** A row of a registered set, by its attributes as its source holds them: one object for each. */
export type Row = readonly MeasuredAttribute[];

/** What a lane of observed values is made of. */
interface Observation {
  /** The rows that observe it. */
  readonly rows: Row[];
  /**
   * What sets that ended, and totals that began anew, have left, as a value and its carry; then what each row has
   * observed last. Longer than needed. Typed, so that a new value allocates nothing.
   */
  parts: Float64Array<ArrayBuffer>;
}

/** Parts that aren't a row's. */
const PAST = 2;

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

  /** A row observes the value of a frame's cell, in place of the one before; `merge` is said for a gauge alone. */
  observe(lane: number, row: Row, frame: RingReader, cell: number, merge?: GaugeMerge): void {
    const observation = this.#of(lane), { rows } = observation;
    let index = rows.indexOf(row);
    if (index < 0) {
      index = rows.push(row) - 1;
      if (PAST + index >= observation.parts.length) {
        observation.parts = extended(observation.parts, 2 * (PAST + index));
      }
    }
    observation.parts[PAST + index] = frame.valueAt(cell);
    this.#make(lane, observation, merge);
  }

  /** Adds to what a lane has besides its live rows. */
  keep(lane: number, value: number): void {
    const observation = this.#of(lane), { parts } = observation, lanes = this.#lanes;
    lanes.set(lane, parts[0] ?? 0, parts[1]);
    lanes.add(lane, value);
    parts[0] = lanes.values[lane] ?? 0;
    parts[1] = lanes.carries[lane] ?? 0;
    this.#make(lane, observation);
  }

  /** A row has ended: what it observed last stays, or is no more. */
  end(lane: number, row: Row, stays: boolean, merge?: GaugeMerge): void {
    const observation = this.#byLane.get(lane), index = observation?.rows.indexOf(row) ?? -1;
    if (observation === undefined || index < 0) return;
    const { rows, parts } = observation, last = parts[PAST + index] ?? 0;
    rows.splice(index, 1);
    parts.copyWithin(PAST + index, PAST + index + 1);
    if (stays) this.keep(lane, last);
    else this.#make(lane, observation, merge);
  }

  #of(lane: number): Observation {
    const found = this.#byLane.get(lane);
    if (found !== undefined) return found;
    const made: Observation = { rows: [], parts: new Float64Array(PAST + 1) };
    this.#byLane.set(lane, made);
    return made;
  }

  #make(lane: number, { rows, parts }: Observation, merge?: GaugeMerge): void {
    const lanes = this.#lanes, end = PAST + rows.length;
    if (merge !== undefined && rows.length === 0) lanes.set(lane, NaN);
    else if (merge === "min" || merge === "max") {
      let found = parts[PAST] ?? NaN;
      for (let i = PAST + 1; i < end; i++) {
        const value = parts[i] ?? NaN;
        found = merge === "min" ? Math.min(found, value) : Math.max(found, value);
      }
      lanes.values[lane] = found;
    } else lanes.setSum(lane, parts, end);
  }
}
