import type { SetPoints } from "../../aggregate/collection.ts";
import type { ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import { EMPTY, type FieldLayout, LaneKind, lanesOf, type Layout } from "../../set/layout.ts";

/**
 * What a reader of the stream has of a set's cells before a window: of cumulative points, what was written last, and
 * nothing of others. A cell is one field of one series.
 */
export class Baseline {
  readonly #stride: number;
  /** A row of which nothing was recorded. */
  readonly #empty: Float64Array;
  readonly #values: Float64Array;
  readonly #carries: Float64Array;
  /** How many values are in the buckets of exponential histograms, by cell. */
  readonly #buckets = new Map<number, number>();
  /** When the exemplars were recorded, by cell. */
  readonly #exemplars = new Map<number, readonly number[]>();

  /** The cells that `points` have now; without them, none. */
  constructor({ stride, kinds }: Layout, points?: SetPoints) {
    this.#stride = stride;
    this.#empty = Float64Array.from(kinds, (kind) => kind >= LaneKind.total ? 0 : EMPTY[kind] ?? 0);
    const lanes = (points?.series.length ?? 0) * stride;
    this.#values = points?.values.slice(0, lanes) ?? new Float64Array();
    this.#carries = points?.carries.slice(0, lanes) ?? new Float64Array();
    if (points !== undefined) this.#keepOthers(points);
  }

  /** Whether a cell differs from what the reader has. */
  isChanged(points: SetPoints, series: number, field: FieldLayout): boolean {
    const first = series * this.#stride + field.lane, end = first + lanesOf(field);
    for (let lane = first; lane < end; lane++) {
      const before = lane < this.#values.length ? this.#values[lane] : this.#empty[lane % this.#stride];
      if (!Object.is(points.values[lane], before)) return true;
      if (points.carries[lane] !== (this.#carries[lane] ?? 0)) return true;
    }
    if (field.exponential < 0) return false;
    return total(points.buckets(series, field)) !== (this.#buckets.get(this.#cell(series, field)) ?? 0);
  }

  /** Whether a cell has exemplars that the reader doesn't have. */
  hasNewExemplars(points: SetPoints, series: number, field: FieldLayout): boolean {
    const before = this.#exemplars.get(this.#cell(series, field)) ?? [];
    const now = points.exemplars(series, field);
    return now.length !== before.length || now.some(({ time }, i) => time !== before[i]);
  }

  #cell(series: number, { lane }: FieldLayout): number {
    return series * this.#stride + lane;
  }

  #keepOthers(points: SetPoints): void {
    for (const field of points.layout.fields) {
      if (field.exponential < 0 && field.exemplars === 0) continue;
      for (let series = 0; series < points.series.length; series++) {
        const cell = this.#cell(series, field);
        if (field.exponential >= 0) this.#buckets.set(cell, total(points.buckets(series, field)));
        if (field.exemplars === 0) continue;
        this.#exemplars.set(cell, points.exemplars(series, field).map(({ time }) => time));
      }
    }
  }
}

function total(buckets: ExponentialBuckets | undefined): number {
  if (buckets === undefined) return 0;
  let sum = 0;
  for (const run of [buckets.positive, buckets.negative]) {
    for (let position = 0; position < run.length; position++) sum += run.at(position);
  }
  return sum;
}
