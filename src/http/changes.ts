import type { Collection, SetPoints } from "../aggregate/collection.ts";
import type { FieldLayout } from "../set/layout.ts";
import type { Wanted } from "./points_text.ts";
import { totalOf } from "./value_text.ts";

/** What was seen of a set, and in which version each value came to be what it is. */
interface Seen {
  values: Float64Array;
  carries: Float64Array;
  /** By series and field. */
  readonly versions: number[];
  /** By series and field: how many values the buckets of an exponential histogram held. */
  readonly totals: number[];
}

/**
 * Numbers the states of a reader's cumulative values, so that whoever knows one of them can be told what is new.
 * Memory: each value once more.
 */
export class Changes {
  readonly #seen = new WeakMap<SetPoints, Seen>();
  #version = 0;

  /** The number of the last state that was looked at; 0 is that of which nothing is known. */
  get version(): number {
    return this.#version;
  }

  /** Looks at the values as they are now; costs one comparison for each of them. */
  update({ sets }: Collection): void {
    const next = this.#version + 1;
    let isChanged = false;
    for (const points of sets) if (this.#look(points, next)) isChanged = true;
    if (isChanged) this.#version = next;
  }

  /** The values that have changed after a state. */
  since(version: number): Wanted {
    return (points, series, field) => {
      const index = series * points.layout.fields.length + points.layout.fields.indexOf(field);
      return (this.#seen.get(points)?.versions[index] ?? 0) > version;
    };
  }

  #look(points: SetPoints, version: number): boolean {
    const { layout: { stride, fields } } = points, size = points.series.length * stride;
    let seen = this.#seen.get(points);
    if (seen === undefined) {
      seen = { values: new Float64Array(), carries: new Float64Array(), versions: [], totals: [] };
      this.#seen.set(points, seen);
    }
    let isChanged = false;
    for (let series = 0; series < points.series.length; series++) {
      fields.forEach((field, i) => {
        const end = fields[i + 1]?.lane ?? stride, index = series * fields.length + i;
        const first = series * stride + field.lane, last = series * stride + end;
        // Both have to look, whatever the other says.
        const holdsMore = bucketsDiffer(points, seen, series, field, index);
        if (!differs(points, seen, first, last) && !holdsMore) return;
        seen.versions[index] = version;
        isChanged = true;
      });
    }
    if (isChanged) {
      seen.values = points.values.slice(0, size);
      seen.carries = points.carries.slice(0, size);
    }
    return isChanged;
  }
}

function differs({ values, carries }: SetPoints, seen: Seen, first: number, last: number): boolean {
  for (let lane = first; lane < last; lane++) {
    // A series that is new has no value that it had before.
    if (!Object.is(values[lane], seen.values[lane]) || carries[lane] !== seen.carries[lane]) return true;
  }
  return false;
}

/** Whether an exponential histogram's buckets hold more than before. */
function bucketsDiffer(
  points: SetPoints,
  seen: Seen,
  series: number,
  field: FieldLayout,
  index: number,
): boolean {
  if (field.exponential < 0) return false;
  const histogram = points.buckets(series, field);
  const total = totalOf(histogram?.positive) + totalOf(histogram?.negative);
  if (seen.totals[index] === total) return false;
  seen.totals[index] = total;
  return true;
}
