import type { GaugeMerge, InstrumentKind, MetricDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";
import { INSTRUMENTS, MERGES } from "../set/check_descriptor.ts";
import { checkKeys } from "./check_keys.ts";
import { MAX_SCALE, MIN_SCALE } from "../set/exponential_index.ts";

/** Which metrics a view is for: those that match all that is said. `*` stands for any characters, `?` for one. */
export interface ViewSelector {
  /** The name of the metric set. */
  readonly set?: string;
  /** The name of the metric. */
  readonly metric?: string;
  /** The kind of instrument. */
  readonly instrument?: InstrumentKind;
  /** The type of the set's entity; a set without one doesn't match. */
  readonly entity?: string;
}

/**
 * What a reader makes of some metrics (OpenTelemetry metrics SDK, "View"). Each view that selects a metric makes one
 * of it; a metric that no view selects stays as it is.
 */
export interface View {
  /** What it is for. */
  readonly select: ViewSelector;
  /** The metrics are left out. */
  readonly drop?: boolean;
  /** Another name; for a view that selects one metric. */
  readonly name?: string;
  /** Another description. */
  readonly brief?: string;
  /** The keys of the attributes that stay; series that differ in others become one. */
  readonly attributes?: readonly string[];
  /** Histograms lose their buckets. */
  readonly aggregation?: "min_max_sum_count";
  /** Fewer boundaries for an explicit histogram: some of its own. */
  readonly boundaries?: readonly number[];
  /** Fewer buckets for an exponential histogram: at most so many for each sign, 2 or more. */
  readonly maxSize?: number;
  /** A coarser scale for an exponential histogram. */
  readonly maxScale?: number;
  /** How the values that several workers have of a gauge become one. */
  readonly merge?: GaugeMerge;
  /** False: exemplars are left out. */
  readonly exemplars?: false;
}

const KEYS: readonly string[] = [
  "select",
  "drop",
  "name",
  "brief",
  "attributes",
  "aggregation",
  "boundaries",
  "maxSize",
  "maxScale",
  "merge",
  "exemplars",
] satisfies readonly (keyof View)[];

const isText = (value: unknown) => typeof value === "string";
const isList = (value: unknown, has: (item: unknown) => boolean) => Array.isArray(value) && value.every(has);

function isScale(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= MIN_SCALE && value <= MAX_SCALE;
}

/** What may stand under a key, for those whose values would be found out only when a set arrives. */
const EXPECTED: readonly (readonly [keyof View, string, (value: unknown) => boolean])[] = [
  ["drop", "a boolean", (value) => typeof value === "boolean"],
  ["name", "a text", isText],
  ["brief", "a text", isText],
  ["attributes", "a list of keys", (value) => isList(value, isText)],
  ["aggregation", "min_max_sum_count", (value) => value === "min_max_sum_count"],
  ["boundaries", "a list of numbers", (value) => isList(value, (item) => typeof item === "number")],
  ["maxScale", `a whole number from ${MIN_SCALE} to ${MAX_SCALE}`, isScale],
  ["merge", MERGES.join(", "), (value) => MERGES.some((merge) => merge === value)],
  ["exemplars", "false", (value) => value === false],
];

const SELECTOR_KEYS: readonly string[] = [
  "set",
  "metric",
  "instrument",
  "entity",
] satisfies readonly (keyof ViewSelector)[];

/**
 * Returns views, having refused what can't be meant.
 *
 * @throws {TypeError} that says which view and why.
 */
export function checkViews(views: readonly View[]): readonly View[] {
  if (!isList(views, () => true)) throw new TypeError("views: expected a list of views");
  views.forEach((view, index) => {
    const where = `view ${index}`;
    if (typeof view?.select !== "object" || view.select === null) {
      throw new TypeError(`${where}: select must say which metrics it is for`);
    }
    checkKeys(where, view, KEYS);
    checkKeys(`${where}, select`, view.select, SELECTOR_KEYS);
    checkValues(where, view);
    const { select, name, maxSize, boundaries = [] } = view;
    if (name !== undefined && (select.metric === undefined || /[*?]/.test(select.metric))) {
      throw new TypeError(`${where}: a view that gives a name must select one metric, by its whole name`);
    }
    if (maxSize !== undefined && !(Number.isSafeInteger(maxSize) && maxSize >= 2)) {
      throw new TypeError(`${where}: maxSize must be a whole number, 2 or more`);
    }
    if (boundaries.some((boundary, i) => !(boundary > (boundaries[i - 1] ?? -Infinity)))) {
      throw new TypeError(`${where}: boundaries must ascend`);
    }
  });
  return views;
}

function checkValues(where: string, view: View): void {
  for (const [key, expected, isExpected] of EXPECTED) {
    if (view[key] !== undefined && !isExpected(view[key])) {
      throw new TypeError(`${where}: ${key} must be ${expected}`);
    }
  }
  for (const [key, value] of Object.entries(view.select)) {
    if (value !== undefined && !isText(value)) throw new TypeError(`${where}, select: ${key} must be a text`);
  }
  const { instrument } = view.select;
  if (instrument !== undefined && !INSTRUMENTS.includes(instrument)) {
    throw new TypeError(`${where}, select: instrument must be ${INSTRUMENTS.join(", ")}`);
  }
}

/** Whether a view is for a metric. */
export function selects({ select }: View, set: MetricSetDescriptor, metric: MetricDescriptor): boolean {
  return matches(select.set, set.name) && matches(select.metric, metric.name) &&
    matches(select.entity, set.entity?.type) &&
    (select.instrument === undefined || select.instrument === metric.instrument);
}

function matches(pattern: string | undefined, text: string | undefined): boolean {
  if (pattern === undefined) return true;
  if (text === undefined) return false;
  const parts = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${parts}$`, "s").test(text);
}
