import type { Collection, SetPoints } from "@percore/telemetry";
import { CARRY_UNIT } from "@percore/telemetry";

/** The points of a set, by its name; the only ones of that name. */
export function pointsOf(collection: Collection, set: string): SetPoints {
  const found = collection.sets.filter(({ descriptor }) => descriptor.name === set);
  const [points] = found;
  if (points === undefined || found.length > 1) throw new Error(`${found.length} sets are named ${set}`);
  return points;
}

/** The exact value of a field's lane: the first one unless told otherwise. */
export function valueOf(points: SetPoints, field: string, series = 0, offset = 0): bigint | number {
  const layout = points.layout.fields.find(({ metric }) => metric.field === field);
  if (layout === undefined) throw new Error(`no field ${field}`);
  const lane = series * points.layout.stride + layout.lane + offset;
  const value = points.values[lane] ?? NaN, carry = points.carries[lane] ?? 0;
  return carry === 0 ? value : BigInt(carry) * BigInt(CARRY_UNIT) + BigInt(value);
}
