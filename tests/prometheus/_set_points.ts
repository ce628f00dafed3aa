import type { Collection, SetPoints } from "../../src/aggregate/collection.ts";
import type { Attributes } from "../../src/set/attribute.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "../../src/set/descriptor.ts";
import { EMPTY, layoutOf } from "../../src/set/layout.ts";

/** What differs from one set of a test to the next. */
export interface SetPointsOptions {
  readonly descriptor?: Partial<MetricSetDescriptor>;
  readonly metrics?: readonly (Partial<MetricDescriptor> & Pick<MetricDescriptor, "name" | "instrument">)[];
  readonly measurement?: readonly AttributeDescriptor[];
  readonly entity?: Attributes;
  readonly attributes?: Attributes;
  /** The lanes' values by touched bucket. */
  readonly buckets?: Readonly<Record<number, readonly number[]>>;
}

/** A set's points as a reader holds them; `touched` can grow. */
export function setPoints(options: SetPointsOptions): SetPoints & { readonly touched: number[] } {
  const descriptor: MetricSetDescriptor = {
    name: "shop",
    brief: "A shop.",
    stability: "stable",
    version: "1.0.0",
    schemaUrl: "",
    attributes: { registration: [], measurement: options.measurement ?? [] },
    metrics: (options.metrics ?? []).map((metric) => ({
      field: "field",
      unit: "",
      brief: "Brief.",
      stability: "stable",
      valueType: metric.instrument === "counter" || metric.instrument === "updowncounter" ? "int" : "double",
      ...metric,
    })),
    ...options.descriptor,
  };
  const layout = layoutOf(descriptor), lanes = layout.buckets * layout.stride;
  const values = Float64Array.from(
    { length: lanes },
    (_, lane) => EMPTY[layout.kinds[lane % layout.stride] ?? 0] ?? 0,
  );
  const buckets = Object.entries(options.buckets ?? {});
  for (const [bucket, given] of buckets) values.set(given, Number(bucket) * layout.stride);
  return {
    descriptor,
    layout,
    entity: options.entity ?? {},
    attributes: options.attributes ?? {},
    start: 0,
    time: 0,
    touched: buckets.map(([bucket]) => Number(bucket)),
    values,
    carries: new Float64Array(lanes),
  };
}

/** A collection of a process that says nothing of itself. */
export function collection(...sets: SetPoints[]): Collection {
  return { resource: NO_RESOURCE, temporality: "cumulative", sets };
}

const NO_RESOURCE = { attributes: {} };
