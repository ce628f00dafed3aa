import assert from "node:assert/strict";
import { Accumulator } from "../../src/aggregate/accumulator.ts";
import {
  CARRY_UNIT,
  type Collection,
  type MeasuredAttribute,
  type Resource,
  type SetPoints,
} from "../../src/aggregate/collection.ts";
import { ExponentialBuckets } from "../../src/aggregate/exponential_buckets.ts";
import type { Attributes, AttributeValue } from "../../src/set/attribute.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "../../src/set/descriptor.ts";
import { DEFAULT_SCALE, type FieldLayout, layoutOf } from "../../src/set/layout.ts";

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
export class WritablePoints extends Accumulator {
  readonly #buckets = new Map<string, ExponentialBuckets>();
  #time = TIME;

  override get time(): number {
    return this.#time;
  }

  override set time(time: number) {
    this.#time = time;
  }

  override buckets(series: number, field: FieldLayout): ExponentialBuckets | undefined {
    return this.#buckets.get(`${series} ${field.exponential}`);
  }

  /** The same, made when they aren't there. */
  bucketsOf(series: number, field: FieldLayout | undefined): ExponentialBuckets {
    assert(field && field.exponential >= 0, "the field is no exponential histogram");
    let buckets = this.buckets(series, field);
    if (!buckets) {
      const { maxSize = 160, maxScale = DEFAULT_SCALE } = field.metric;
      buckets = new ExponentialBuckets(maxSize, Math.min(maxScale, field.scale));
      this.#buckets.set(`${series} ${field.exponential}`, buckets);
    }
    return buckets;
  }
}

export function setPoints(
  descriptor: MetricSetDescriptor,
  { entity = {}, attributes = {}, start = START }: {
    entity?: Attributes;
    attributes?: Attributes;
    start?: number;
  } = {},
): WritablePoints {
  return new WritablePoints({ descriptor, layout: layoutOf(descriptor), entity, attributes, start });
}

/** The series with these values of the measurement attributes, in their order; `undefined` for an absent one. */
export function seriesOf(points: WritablePoints, values: readonly (AttributeValue | undefined)[]): number {
  const { measurement } = points.descriptor.attributes;
  return points.seriesOf(measurement.flatMap((attribute, index): MeasuredAttribute | [] => {
    const value = values[index];
    return value === undefined ? [] : { attribute, value };
  }));
}

/** Writes a series' lanes, in order; a bigint is split into value and carry. */
export function record(points: WritablePoints, series: number, lanes: readonly (number | bigint)[]): void {
  lanes.forEach((value, lane) => {
    const at = series * points.layout.stride + lane;
    points.values[at] = typeof value === "number" ? value : Number(value % BigInt(CARRY_UNIT));
    points.carries[at] = typeof value === "number" ? 0 : Number(value / BigInt(CARRY_UNIT));
  });
}

export function collection(sets: readonly SetPoints[], resource: Resource = { attributes: {} }): Collection {
  return { resource, sets };
}
