import { MAX_SCALE, MIN_SCALE } from "./exponential_index.ts";
import type {
  AttributeDescriptor,
  GaugeMerge,
  InstrumentKind,
  MetricDescriptor,
  MetricSetDescriptor,
} from "./descriptor.ts";

/** Names that a set or any object has already. */
const RESERVED: readonly string[] = ["with", "close", "constructor", "__proto__"];

/** What a metric may be recorded with. */
export const INSTRUMENTS: readonly InstrumentKind[] = ["counter", "updowncounter", "gauge", "histogram"];

/** What a gauge may be of the values of several workers. */
export const MERGES: readonly GaugeMerge[] = ["last", "sum", "min", "max"];

/** What the values of an enum may be. */
const VALUE_TYPES: readonly string[] = ["string", "number", "boolean"];

/** The filters that a descriptor may have. */
const EXEMPLAR_FILTERS: readonly (string | undefined)[] = [undefined, "always_on", "trace_based"];

/**
 * Refuses what the types of a descriptor can't: a program without types, or one that computes its descriptors, would
 * otherwise find out when its metrics are exported.
 *
 * @throws {TypeError} that names the set, the field and the reason.
 */
export function checkDescriptor(descriptor: MetricSetDescriptor): void {
  const { name, metrics, attributes: { measurement, registration } } = descriptor;
  const set = `metric set ${name}`;
  checkTexts(set, [name, descriptor.brief, descriptor.version, descriptor.schemaUrl]);
  const { budget = 1 } = descriptor;
  if (!Number.isSafeInteger(budget) || budget < 1) {
    throw new TypeError(`${set}: the budget must be 1 or more`);
  }
  const fields = new Set<string>(RESERVED);
  for (const metric of metrics) {
    if (fields.has(metric.field)) throw new TypeError(`${set}: the field name ${metric.field} is taken`);
    fields.add(metric.field);
    checkMetric(`${set}, metric ${metric.name}`, metric);
  }
  for (const attribute of [...measurement, ...registration]) checkAttribute(set, attribute);
}

function checkMetric(
  metric: string,
  descriptor: MetricDescriptor,
): void {
  const { name, field, unit, brief, instrument, boundaries = [], maxSize = 2, maxScale = 0 } = descriptor;
  checkTexts(metric, [name, field, unit, brief]);
  if (!INSTRUMENTS.includes(instrument)) {
    throw new TypeError(`${metric}: there is no instrument ${instrument}`);
  }
  if (!Number.isSafeInteger(maxSize) || maxSize < 2) {
    throw new TypeError(`${metric}: maxSize must be 2 or more`);
  }
  if (!Number.isSafeInteger(maxScale) || maxScale < MIN_SCALE || maxScale > MAX_SCALE) {
    throw new TypeError(`${metric}: maxScale must be a whole number from ${MIN_SCALE} to ${MAX_SCALE}`);
  }
  if (!EXEMPLAR_FILTERS.includes(descriptor.exemplars)) {
    throw new TypeError(`${metric}: exemplars must be always_on or trace_based, or left out`);
  }
  if (descriptor.exemplars !== undefined && descriptor.recording === "observe") {
    throw new TypeError(`${metric}: what is observed has no exemplars; leave out exemplars or recording`);
  }
  const { merge } = descriptor;
  if (merge !== undefined && (instrument !== "gauge" || !MERGES.includes(merge))) {
    throw new TypeError(`${metric}: merge is for gauges, and must be last, sum, min or max, or left out`);
  }
  boundaries.forEach((boundary, i) => {
    if (!Number.isFinite(boundary) || boundary <= (boundaries[i - 1] ?? -Infinity)) {
      throw new TypeError(`${metric}: boundary ${boundary} must be a finite number above the one before`);
    }
  });
}

function checkAttribute(set: string, { key, values = [] }: AttributeDescriptor): void {
  const where = `${set}, attribute ${key}`;
  checkTexts(where, [key]);
  const types = new Set(values.map((value: unknown) => typeof value));
  const isValue = (value: unknown) => typeof value === "number" ? Number.isFinite(value) : true;
  if (types.size > 1 || ![...types].every((type) => VALUE_TYPES.includes(type)) || !values.every(isValue)) {
    throw new TypeError(`${where}: its values must be all texts, all finite numbers, or truth values`);
  }
  if (new Set<unknown>(values).size < values.length) throw new TypeError(`${where}: a value is there twice`);
}

function checkTexts(where: string, texts: readonly unknown[]): void {
  if (!texts.every((text) => typeof text === "string")) {
    throw new TypeError(`${where}: a name, unit or text isn't a string`);
  }
}
