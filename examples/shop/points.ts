/** Reads single figures out of a collection, for the demo's table. */
import type { Attributes, Collection, SetPoints } from "@percore/telemetry";

/** The points of the sets with a name. */
export function setsNamed(collection: Collection, name: string): SetPoints[] {
  return collection.sets.filter(({ descriptor }) => descriptor.name === name);
}

/** The sum of a counter over the series that have the given attributes. */
export function total(points: SetPoints, field: string, selection: Attributes = {}): number {
  const lane = laneOf(points, field), wanted = Object.entries(selection);
  let sum = 0;
  points.series.forEach((measured, series) => {
    const selected = wanted.every(([key, value]) =>
      measured.some((each) => each.attribute.key === key && each.value === value)
    );
    if (selected) sum += points.values[series * points.layout.stride + lane] ?? 0;
  });
  return sum;
}

/** A quantile of a histogram over all its series, by interpolation; NaN when it is empty. */
export function quantile(points: readonly SetPoints[], field: string, q: number): number {
  const [first] = points;
  const bounds = first?.layout.fields.find(({ metric }) => metric.field === field)?.metric.boundaries ?? [];
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const each of points) {
    const lane = laneOf(each, field);
    for (let series = 0; series < each.series.length; series++) {
      for (let i = 0; i < counts.length; i++) {
        counts[i] = (counts[i] ?? 0) + (each.values[series * each.layout.stride + lane + i] ?? 0);
      }
    }
  }
  let rank = q * counts.reduce((sum, count) => sum + count, 0);
  if (rank === 0) return NaN;
  for (let i = 0; i < bounds.length; i++) {
    const count = counts[i] ?? 0, lower = bounds[i - 1] ?? 0;
    if (rank <= count) return lower + ((bounds[i] ?? lower) - lower) * (rank / count);
    rank -= count;
  }
  return bounds.at(-1) ?? NaN;
}

function laneOf(points: SetPoints, field: string): number {
  const found = points.layout.fields.find(({ metric }) => metric.field === field);
  if (found === undefined) throw new Error(`${points.descriptor.name} has no field ${field}`);
  return found.lane;
}
