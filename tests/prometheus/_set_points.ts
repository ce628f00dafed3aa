import type { Collection, MeasuredAttribute, SetPoints } from "../../src/aggregate/collection.ts";
import type { Attributes } from "../../src/set/attribute.ts";
import { attributeValue } from "../../src/set/attribute_value.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "../../src/set/descriptor.ts";
import { EMPTY, layoutOf } from "../../src/set/layout.ts";

/** What differs from one set of a test to the next. */
export interface SetPointsOptions {
  readonly descriptor?: Partial<MetricSetDescriptor>;
  readonly metrics?: readonly (Partial<MetricDescriptor> & Pick<MetricDescriptor, "name" | "instrument">)[];
  readonly measurement?: readonly AttributeDescriptor[];
  readonly entity?: Attributes;
  readonly attributes?: Attributes;
  /** The lanes' values by tuple of the measurement attributes' values: mixed radix, the first one varies fastest. */
  readonly tuples?: Readonly<Record<number, readonly number[]>>;
}

/** A set's points as a reader holds them, to which a test can add. */
export interface TestPoints extends SetPoints {
  /** Makes the series of a tuple if it isn't there yet; its first lane. */
  touch(tuple: number): number;
}

export function setPoints(options: SetPointsOptions): TestPoints {
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
  const layout = layoutOf(descriptor), lanes = layout.tuples * layout.stride;
  const values = Float64Array.from(
    { length: lanes },
    (_, lane) => EMPTY[layout.kinds[lane % layout.stride] ?? 0] ?? 0,
  );
  const series: (readonly MeasuredAttribute[])[] = [], numbers = new Map<number, number>();
  const points: TestPoints = {
    descriptor,
    layout,
    entity: options.entity ?? {},
    attributes: options.attributes ?? {},
    start: 0,
    time: 0,
    series,
    values,
    carries: new Float64Array(lanes),
    buckets: () => undefined,
    touch(tuple) {
      const number = numbers.get(tuple) ?? series.push(measuredOf(descriptor, layout.radix, tuple)) - 1;
      numbers.set(tuple, number);
      return number * layout.stride;
    },
  };
  for (const [tuple, given] of Object.entries(options.tuples ?? {})) {
    values.set(given, points.touch(Number(tuple)));
  }
  return points;
}

function measuredOf(
  { attributes }: MetricSetDescriptor,
  radix: readonly number[],
  tuple: number,
): MeasuredAttribute[] {
  let rest = tuple;
  return attributes.measurement.map((attribute, i) => {
    const index = rest % (radix[i] ?? 1);
    rest = Math.floor(rest / (radix[i] ?? 1));
    return { attribute, value: attributeValue(attribute, index) };
  });
}

/** A collection of a process that says nothing of itself. */
export function collection(...sets: SetPoints[]): Collection {
  return { resource: NO_RESOURCE, temporality: "cumulative", sets };
}

const NO_RESOURCE = { attributes: {} };
