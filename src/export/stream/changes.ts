import type { SetPoints } from "../../aggregate/collection.ts";
import type { FieldLayout } from "../../set/layout.ts";
import type { WrittenSet } from "./written_set.ts";

/** Cells of one field that have changed. */
export interface FieldChanges {
  readonly field: FieldLayout;
  /** The points' series, ascending. */
  readonly series: readonly number[];
  /** Whether they have no value any more. */
  readonly gone: boolean;
}

/** What is to be written of a set in a window. */
export interface SetChanges {
  readonly set: WrittenSet;
  readonly points: SetPoints;
  /** The points' series that have changed, ascending; all of delta points. */
  readonly series: readonly number[];
  readonly fields: readonly FieldChanges[];
  /** Cells with new exemplars. */
  readonly exemplars: readonly (readonly [series: number, field: FieldLayout])[];
}

/** What a reader of the stream doesn't have yet of a set; nothing if there is nothing new. Defines new series. */
export function changesOf(set: WrittenSet, points: SetPoints): SetChanges | undefined {
  const { series: rows, layout, temporality, start, time } = points, isDelta = temporality === "delta";
  const touched = new Set<number>(), fields: FieldChanges[] = [];
  const exemplars: [series: number, field: FieldLayout][] = [];
  for (const field of layout.fields) {
    const changed = rows.flatMap((_, series) =>
      set.baseline.isChanged(points, series, field) ? [series] : []
    );
    const hasValue = (series: number) =>
      field.metric.instrument !== "gauge" ||
      !Number.isNaN(points.values[series * layout.stride + field.lane]);
    const parts = [
      { field, series: changed.filter(hasValue), gone: false },
      { field, series: changed.filter((series) => !hasValue(series)), gone: true },
    ];
    fields.push(...parts.filter(({ series }) => series.length > 0));
    for (const series of changed) touched.add(series);
    if (field.exemplars === 0) continue;
    for (let series = 0; series < rows.length; series++) {
      if (!set.baseline.hasNewExemplars(points, series, field)) continue;
      exemplars.push([series, field]);
      touched.add(series);
    }
  }
  if (isDelta) { for (const row of rows) set.numberOf(row); }
  const known = set.series;
  // Cumulative series have the same numbers in the stream as in the points.
  if (!isDelta) { for (const row of rows.slice(known)) set.add(row); }
  if (!isDelta && touched.size === 0 && known === rows.length && set.start === start && set.time === time) {
    return undefined;
  }
  const series = isDelta ? [...rows.keys()] : [...touched].sort((a, b) => a - b);
  return { set, points, series, fields, exemplars };
}
