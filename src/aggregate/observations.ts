import type { GaugeMerge } from "../set/descriptor.ts";
import type { MeasuredAttribute } from "./collection.ts";
import type { Lanes } from "./lanes.ts";

/** A row of a registered set, by its attributes as its source holds them: one object for each. */
export type Row = readonly MeasuredAttribute[];

/** What a lane of observed values is made of. */
interface Observation {
  /** What each row has observed last. */
  readonly live: Map<Row, number>;
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
    this.#of(lane).live.set(row, value);
    this.#make(lane, merge);
  }

  /** Adds to what a lane has besides its live rows. */
  keep(lane: number, value: number): void {
    const observation = this.#of(lane), lanes = this.#lanes;
    lanes.set(lane, observation.past, observation.pastCarry);
    lanes.add(lane, value);
    observation.past = lanes.values[lane] ?? 0;
    observation.pastCarry = lanes.carries[lane] ?? 0;
    this.#make(lane);
  }

  /** A row has ended: what it observed last stays, or is no more. */
  end(lane: number, row: Row, stays: boolean, merge?: GaugeMerge): void {
    const observation = this.#byLane.get(lane), last = observation?.live.get(row);
    if (observation === undefined || last === undefined) return;
    observation.live.delete(row);
    if (stays) this.keep(lane, last);
    else this.#make(lane, merge);
  }

  #of(lane: number): Observation {
    const found = this.#byLane.get(lane);
    if (found !== undefined) return found;
    const made: Observation = { live: new Map(), past: 0, pastCarry: 0 };
    this.#byLane.set(lane, made);
    return made;
  }

  #make(lane: number, merge?: GaugeMerge): void {
    const { live, past, pastCarry } = this.#of(lane), lanes = this.#lanes;
    if (merge !== undefined && live.size === 0) return lanes.set(lane, NaN);
    if (merge === "min" || merge === "max") {
      return lanes.set(
        lane,
        live.values().reduce((a, b) => merge === "min" ? Math.min(a, b) : Math.max(a, b)),
      );
    }
    lanes.set(lane, past, pastCarry);
    for (const value of live.values()) lanes.add(lane, value);
  }
}
