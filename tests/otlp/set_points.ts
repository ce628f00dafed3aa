import {
  CARRY_UNIT,
  type Collection,
  type Resource,
  type SetPoints,
} from "../../src/aggregate/collection.ts";
import type { Attributes } from "../../src/set/attribute.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "../../src/set/descriptor.ts";
import { EMPTY, layoutOf } from "../../src/set/layout.ts";

/** Two window ends as `unixNanos()` gives them: multiples of 256. */
export const START = 1_756_000_000_000_000_000;
export const TIME = 1_756_000_060_123_456_768;

/** Parts of a descriptor that a test cares about; the rest is filled in. */
export function attribute(part: Partial<AttributeDescriptor> & Pick<AttributeDescriptor, "key" | "type">) {
  return { brief: "An attribute.", stability: "stable", ...part } satisfies AttributeDescriptor;
}

export function metric(part: Partial<MetricDescriptor> & Pick<MetricDescriptor, "name" | "instrument">) {
  return {
    field: part.name.replaceAll(".", "_"),
    unit: "1",
    brief: `What ${part.name} is.`,
    stability: "stable",
    valueType: "int",
    ...part,
  } satisfies MetricDescriptor;
}

export function descriptor(part: Partial<MetricSetDescriptor>): MetricSetDescriptor {
  return {
    name: "test.set",
    brief: "A set.",
    stability: "stable",
    version: "1.2.3",
    schemaUrl: "https://example.com/schema/1.2.3",
    attributes: { registration: [], measurement: [] },
    metrics: [],
    ...part,
  };
}

/** Points that a test can write to, as a reader's own would change between two collections. */
export interface WritablePoints extends SetPoints {
  time: number;
  readonly touched: number[];
}

export function setPoints(
  descriptor: MetricSetDescriptor,
  { entity = {}, attributes = {} }: { entity?: Attributes; attributes?: Attributes } = {},
): WritablePoints {
  const layout = layoutOf(descriptor);
  const lanes = layout.buckets * layout.stride;
  const kindOf = (lane: number) => layout.kinds[lane % layout.stride] ?? 0;
  return {
    descriptor,
    layout,
    entity,
    attributes,
    start: START,
    time: TIME,
    touched: [],
    values: Float64Array.from({ length: lanes }, (_, lane) => EMPTY[kindOf(lane)] ?? 0),
    carries: new Float64Array(lanes),
  };
}

/** Touches a bucket and writes its lanes, in order; a bigint is split into value and carry. */
export function record(points: WritablePoints, bucket: number, lanes: readonly (number | bigint)[]): void {
  if (!points.touched.includes(bucket)) points.touched.push(bucket);
  lanes.forEach((value, lane) => {
    const at = bucket * points.layout.stride + lane;
    if (typeof value === "number") {
      points.values[at] = value;
    } else {
      points.values[at] = Number(value % BigInt(CARRY_UNIT));
      points.carries[at] = Number(value / BigInt(CARRY_UNIT));
    }
  });
}

export function collection(sets: readonly SetPoints[], resource: Resource = { attributes: {} }): Collection {
  return { resource, temporality: "cumulative", sets };
}
