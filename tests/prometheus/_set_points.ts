import { Accumulator } from "../../src/aggregate/accumulator.ts";
import type { Collection, MeasuredAttribute, SetPoints } from "../../src/aggregate/collection.ts";
import { ExponentialBuckets } from "../../src/aggregate/exponential_buckets.ts";
import type { Attributes } from "../../src/set/attribute.ts";
import { attributeValue } from "../../src/set/attribute_value.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "../../src/set/descriptor.ts";
import { exactIndex } from "../../src/set/exponential_index.ts";
import { type FieldLayout, layoutOf } from "../../src/set/layout.ts";

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

/** What a reader has of a set, to which a test writes. */
export class TestPoints extends Accumulator {
  readonly #buckets = new Map<string, ExponentialBuckets>();
  #recorded = 0;
  #revision = 0;
  #seen = NaN;

  /** Grows with what a test has written in the meantime: it needn't say so. */
  override get revision(): number {
    const seen = hash(this.values) + hash(this.carries) + this.#recorded + this.series.length;
    if (seen !== this.#seen) this.#revision++;
    this.#seen = seen;
    return this.#revision;
  }

  /** Makes the series of a tuple if it isn't there yet; its first lane. */
  touch(tuple: number): number {
    return this.seriesOf(this.#measuredOf(tuple)) * this.layout.stride;
  }

  override buckets(series: number, field: FieldLayout): ExponentialBuckets | undefined {
    return this.#buckets.get(`${series} ${field.exponential}`);
  }

  /** Records a value in the exponential histogram that is the set's last field. */
  record(series: number, value: number, scale: number): void {
    const field = this.layout.fields.at(-1);
    if (field === undefined) throw new Error("the set has no field");
    const lane = series * this.layout.stride + field.lane, sum = lane + field.counts;
    this.#recorded++;
    this.values[sum] = (this.values[sum] ?? 0) + value;
    if (value === 0) {
      this.values[lane] = (this.values[lane] ?? 0) + 1;
      return;
    }
    const key = `${series} ${field.exponential}`, { maxSize = 160 } = field.metric;
    const buckets = this.#buckets.get(key) ?? new ExponentialBuckets(maxSize, scale);
    this.#buckets.set(key, buckets);
    buckets.add(value > 0 ? 1 : -1, exactIndex(value, scale), scale, 1);
  }

  #measuredOf(tuple: number): MeasuredAttribute[] {
    let rest = tuple;
    return this.descriptor.attributes.measurement.map((attribute, i) => {
      const values = this.layout.radix[i] ?? 1, index = rest % values;
      rest = Math.floor(rest / values);
      return { attribute, value: attributeValue(attribute, index) };
    });
  }
}

/** A number for what memory holds (FNV-1a). */
function hash({ buffer }: Float64Array): number {
  return new Uint32Array(buffer).reduce((sum, word) => Math.imul(sum ^ word, 0x01000193) >>> 0, 0x811c9dc5);
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
  const { entity = {}, attributes = {}, tuples = {} } = options;
  const points = new TestPoints({ descriptor, layout: layoutOf(descriptor), entity, attributes, start: 0 });
  for (const [tuple, given] of Object.entries(tuples)) {
    const lane = points.touch(Number(tuple));
    points.values.set(given, lane);
  }
  return points;
}

/** A collection of a process that says nothing of itself. */
export function collection(...sets: SetPoints[]): Collection {
  return { resource: NO_RESOURCE, sets };
}

const NO_RESOURCE = { attributes: {} };
