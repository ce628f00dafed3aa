import fc from "fast-check";
import type { Collection, Resource, SetPoints } from "../../src/aggregate/collection.ts";
import {
  type Attributes,
  type AttributeType,
  type AttributeValue,
  isTemplate,
  type PlainAttributeType,
} from "../../src/set/attribute.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "../../src/set/descriptor.ts";
import { attribute, collection, descriptor, metric, record, seriesOf, setPoints } from "./set_points.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const int = fc.maxSafeInteger();

const VALUES: Readonly<Record<Exclude<PlainAttributeType, "any">, fc.Arbitrary<AttributeValue>>> = {
  string: text,
  int,
  double: fc.double(),
  boolean: fc.boolean(),
  "string[]": fc.array(text, { maxLength: 3 }),
  "int[]": fc.array(int, { maxLength: 3 }),
  "double[]": fc.array(fc.double(), { maxLength: 3 }),
  "boolean[]": fc.array(fc.boolean(), { maxLength: 3 }),
};

/** Attributes with their descriptors. */
function given(prefix: string): fc.Arbitrary<[AttributeDescriptor, AttributeValue][]> {
  const types = Object.keys(VALUES) as (keyof typeof VALUES)[];
  const one = fc.constantFrom(...types).chain((type) =>
    fc.tuple(fc.constantFrom<AttributeType>(type, `template[${type}]`, "any"), VALUES[type])
  );
  return fc.array(one, { maxLength: 4 }).map((list) =>
    list.map(([type, value], index) => [attribute({ key: `${prefix}.${index}`, type }), value])
  );
}

/** The type of a measurement attribute, and values that it may have. */
interface Measured {
  readonly type: Partial<AttributeDescriptor> & Pick<AttributeDescriptor, "type">;
  readonly given: readonly AttributeValue[];
}

const texts = fc.uniqueArray(text, { minLength: 1, maxLength: 4 });
const ints = fc.uniqueArray(int, { minLength: 1, maxLength: 4 });
const measured: fc.Arbitrary<Measured> = fc.oneof(
  fc.constant<Measured>({ type: { type: "boolean" }, given: [false, true] }),
  texts.map((given): Measured => ({ type: { type: "enum", values: given }, given })),
  ints.map((given): Measured => ({ type: { type: "enum", values: given }, given })),
  fc.constant<Measured>({ type: { type: "enum", values: [true, false] }, given: [true, false] }),
  texts.map((given): Measured => ({ type: { type: "string", bound: 4 }, given })),
  ints.map((given): Measured => ({ type: { type: "int", bound: 4 }, given })),
);

/** Measurement attributes, and the series of some of their values; a value may be absent. */
const measurement = fc.array(measured, { maxLength: 3 }).chain((list) => {
  const attributes = list.map(({ type }, i) =>
    attribute({ key: `measurement.${i}`, optional: true, ...type })
  );
  const one = fc.tuple(...list.map(({ given }) => fc.option(fc.constantFrom(...given), { nil: undefined })));
  return fc.record({ attributes: fc.constant(attributes), series: fc.array(one, { maxLength: 4 }) });
});

const metrics: fc.Arbitrary<MetricDescriptor[]> = fc.array(
  fc.record({
    instrument: fc.constantFrom("counter", "updowncounter", "gauge", "histogram"),
    valueType: fc.constantFrom("int", "double"),
    unit: fc.constantFrom("", "1", "By", "{request}"),
    brief: text,
    recording: fc.constantFrom({}, { recording: "observe" as const }),
    aggregation: fc.oneof(
      fc.uniqueArray(fc.double({ noNaN: true }), { maxLength: 6 })
        .map((bounds) => ({ boundaries: bounds.sort((a, b) => a - b) })),
      fc.constant({ aggregation: "min_max_sum_count" as const }),
      fc.record({
        aggregation: fc.constant("exponential" as const),
        maxScale: fc.integer({ min: -10, max: 20 }),
      }),
    ),
  }),
  { minLength: 1, maxLength: 5 },
).map((list) =>
  list.map(({ recording, aggregation, ...part }, index) =>
    metric({
      ...part,
      name: `metric.${index}`,
      ...(part.instrument === "histogram" ? aggregation : recording),
    })
  )
);

/** The buckets of a histogram: the sign, the index at scale 6 and the count of each. */
const buckets = fc.array(
  fc.tuple(fc.constantFrom(1 as const, -1 as const), fc.integer({ min: -3000, max: 3000 }), fc.nat(2 ** 40)),
  { maxLength: 20 },
);

/** The lanes and buckets of one series, as workers could have left them. */
function recordings({ metrics }: MetricSetDescriptor) {
  const ofMetric = (
    { instrument, valueType, recording, aggregation, boundaries = [] }: MetricDescriptor,
  ): fc.Arbitrary<number[]> => {
    const value = valueType === "int" ? int : fc.double();
    if (instrument === "gauge") return fc.tuple(fc.oneof(value, fc.constant(NaN)));
    if (instrument === "counter" && recording === "observe") return fc.tuple(value, fc.constant(0));
    if (instrument !== "histogram") return fc.tuple(value);
    const length = aggregation === undefined ? boundaries.length + 1 : 1;
    const counts = fc.array(fc.nat(2 ** 40), { minLength: length, maxLength: length });
    return fc.tuple(counts, fc.double(), fc.double(), fc.double()).map((
      [counts, ...rest],
    ) => [...counts, ...rest]);
  };
  return fc.record({
    lanes: fc.tuple(...metrics.map(ofMetric)).map((lanes) => lanes.flat()),
    buckets: fc.tuple(...metrics.map(() => buckets)),
  });
}

function asAttributes(pairs: readonly (readonly [AttributeDescriptor, AttributeValue])[]): Attributes {
  return Object.fromEntries(
    pairs.map(([{ key, type }, value]) => [isTemplate(type) ? `${key}.of` : key, value]),
  );
}

const set: fc.Arbitrary<SetPoints> = fc.record({
  version: text,
  schemaUrl: text,
  metrics,
  measurement,
  registration: given("registration"),
  entity: given("entity"),
}).chain(({ registration, entity, measurement: { attributes, series }, ...part }) => {
  const set = descriptor({
    ...part,
    attributes: { registration: registration.map(([attribute]) => attribute), measurement: attributes },
    entity: {
      type: "e",
      brief: "An entity.",
      stability: "stable",
      identity: entity.map(([attribute]) => attribute),
    },
  });
  return fc.tuple(...series.map(() => recordings(set))).map((recorded) => {
    const points = setPoints(set, { attributes: asAttributes(registration), entity: asAttributes(entity) });
    recorded.forEach(({ lanes, buckets }, index) => {
      const number = seriesOf(points, series[index] ?? []);
      record(points, number, lanes);
      for (const field of points.layout.exponentials) {
        for (const [sign, bucket, count] of buckets[points.layout.fields.indexOf(field)] ?? []) {
          points.bucketsOf(number, field).add(sign, bucket, 6, count);
        }
      }
    });
    return points;
  });
});

/** Collections of any shape, each set a scope of its own. */
export const collections: fc.Arbitrary<Collection> = fc.record({
  resource: fc.record({
    attributes: given("resource").map(asAttributes),
    schemaUrl: text,
  }) satisfies fc.Arbitrary<Resource>,
  sets: fc.array(set, { maxLength: 3 }).map((sets) =>
    sets.map((points, index) =>
      Object.assign(points, { descriptor: { ...points.descriptor, name: `set.${index}` } })
    )
  ),
}).map(({ resource, sets }) => collection(sets, resource));

/**
 * For properties of {@linkcode collections}: when one fails, the search for a smaller collection that fails, too, would
 * have no end. A property that isn't through with its runs by then has failed.
 */
export const COLLECTION_RUNS = { interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true };
