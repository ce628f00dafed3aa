import type {
  Aggregation,
  MeasurementAttribute,
  MetricField,
  MetricSet,
  Storage,
  UsedAttribute,
} from "../model.ts";
import type { Comparison, JudgedPart } from "./comparison.ts";
import { diffLevel } from "./diff_signals.ts";
import { diffUses, type Uses } from "./diff_uses.ts";

/** The values of a set's attributes are arguments of generated code, and all of them tell series. */
const ATTACHED: Uses = {
  isBrokenBy: () => true,
  // Of what is measured, `undefined` was an argument as well.
  isBrokenByDemand: (attribute) => "isOptional" in attribute,
  tellSeries: true,
};

/** An attribute with its layer. */
interface Attached extends UsedAttribute {
  readonly layer: "registration" | "measurement";
  readonly bound?: number;
}

function attachedTo({ registration, measurement }: MetricSet): readonly Attached[] {
  return [
    ...registration.map((attribute) => ({ ...attribute, layer: "registration" } as const)),
    ...measurement.map((attribute) => ({ ...attribute, layer: "measurement" } as const)),
  ];
}

function diffAttached(old: Attached, next: Attached, of: JudgedPart, comparison: Comparison): void {
  comparison.text("layer", old.layer, next.layer, true, of);
  if (old.layer !== next.layer) return;
  // Without a bound, an enum has all the values that it ever has.
  const [before, after] = [old.bound, next.bound];
  const falls = before !== undefined && (after === undefined || after < before);
  comparison.text("bound", String(before ?? "none"), String(after ?? "none"), falls, of);
}

/** The attributes in the order of the arguments, without those that only one of two sets has. */
function orderOf(
  measurement: readonly MeasurementAttribute[],
  other: readonly MeasurementAttribute[],
): string {
  const keys = new Set(other.map(({ key }) => key));
  return measurement.map(({ key }) => key).filter((key) => keys.has(key)).join(", ");
}

/** How many series a set keeps apart, and of how many. */
function kept({ kind, series, budget }: Storage): number {
  return kind === "dense" ? series : Math.min(series, budget);
}

function storageText(storage: Storage): string {
  const { kind, series } = storage;
  return kind === "dense" ? `dense, ${series} series` : `table, ${kept(storage)} of ${series} series`;
}

function diffStorage(old: Storage, next: Storage, comparison: Comparison): void {
  // A series that had room has none any more, if there are more of them than room, and there were not, or more room.
  const overflows = kept(next) < next.series && (kept(old) === old.series || kept(next) < kept(old));
  comparison.text("cardinality", storageText(old), storageText(next), overflows);
}

function aggregationText(aggregation: Aggregation | undefined): string {
  switch (aggregation?.kind) {
    case undefined:
      return "none";
    case "explicit":
      return `explicit: ${aggregation.boundaries.join(", ")}`;
    case "exponential":
      return `exponential: ${aggregation.maxSize} buckets, scale ${aggregation.maxScale}`;
    case "min_max_sum_count":
      return "min_max_sum_count";
  }
}

/** Whether a reader misses something: another kind of data, or a boundary that it asks for by its value. */
function isAggregationBroken(old: Aggregation | undefined, next: Aggregation | undefined): boolean {
  if (old === undefined || next === undefined) return false;
  if (old.kind !== "explicit" || next.kind !== "explicit") return old.kind !== next.kind;
  const boundaries = new Set(next.boundaries);
  return old.boundaries.some((boundary) => !boundaries.has(boundary));
}

function diffField(old: MetricField, next: MetricField, comparison: Comparison): void {
  const of = { part: { kind: "metric", name: old.name }, judged: old } as const;
  comparison.text("field", old.field, next.field, true, of);
  comparison.text("value_type", old.valueType, next.valueType, old.valueType === "double", of);
  comparison.text("recording", old.recording ?? "add", next.recording ?? "add", true, of);
  // Of another instrument, it is another one in any case.
  if (old.instrument === next.instrument) {
    const [before, after] = [aggregationText(old.aggregation), aggregationText(next.aggregation)];
    comparison.text("aggregation", before, after, isAggregationBroken(old.aggregation, next.aggregation), of);
    comparison.text("merge", old.merge ?? "last", next.merge ?? "last", true, of);
  }
  comparison.text("exemplars", old.exemplars ?? "none", next.exemplars ?? "none", false, of);
  diffLevel(old, next, comparison, of);
}

function byName({ metrics }: MetricSet): ReadonlyMap<string, MetricField> {
  return new Map(metrics.map((metric) => [metric.name, metric]));
}

/** The names of the metrics that each of the two schemas has: one that only one of them has is told of by itself. */
export type Known = readonly [old: ReadonlySet<string>, next: ReadonlySet<string>];

function diffMetrics(old: MetricSet, next: MetricSet, known: Known, comparison: Comparison): void {
  const [oldNames, nextNames] = known;
  const [before, after] = [byName(old), byName(next)];
  for (const [name, metric] of before) {
    const successor = after.get(name);
    if (successor !== undefined) diffField(metric, successor, comparison);
    else if (nextNames.has(name)) {
      comparison.add("removed", { isBreaking: true }, { part: { kind: "metric", name }, judged: metric });
    }
  }
  for (const [name, metric] of after) {
    if (before.has(name) || !oldNames.has(name)) continue;
    comparison.add("added", { isBreaking: false }, { part: { kind: "metric", name }, judged: metric });
  }
}

/** Compares two versions of a metric set. */
export function diffMetricSet(old: MetricSet, next: MetricSet, known: Known, comparison: Comparison): void {
  comparison.text("entity", old.entity?.type ?? "none", next.entity?.type ?? "none", true);
  diffUses(attachedTo(old), attachedTo(next), ATTACHED, comparison, (before, after, of) => {
    diffAttached(before, after, of, comparison);
  });
  const order = [
    orderOf(old.measurement, next.measurement),
    orderOf(next.measurement, old.measurement),
  ] as const;
  comparison.text("order", ...order, true);
  diffStorage(old.storage, next.storage, comparison);
  diffMetrics(old, next, known, comparison);
}
