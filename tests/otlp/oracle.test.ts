import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import type { AnyValue } from "../../proto/gen/es/opentelemetry/proto/common/v1/common_pb.ts";
import type { ExportMetricsServiceRequest } from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import type { Collection, Resource, SetPoints } from "../../src/aggregate/collection.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import type { Attributes, AttributeType, AttributeValue } from "../../src/set/attribute.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "../../src/set/descriptor.ts";
import { decode } from "./decode.ts";
import { peerForm } from "./peer_form.ts";
import { attribute, collection, descriptor, metric, record, setPoints } from "./set_points.ts";

/*
 * A second opinion: `@opentelemetry/otlp-transformer` encodes the same data, and both decode to the same
 * messages. It is asked what it can be asked. What is left out, and tested in metrics_encoder.test.ts
 * instead:
 * - whole numbers beyond 2^53: it takes numbers;
 * - lone surrogates: it doesn't promise what becomes of them;
 * - several sets in one scope: it is given its scopes ready-made.
 * One difference remains, and is levelled in `level()`: it has no descriptors, so that a double attribute
 * whose value happens to be whole is an int_value.
 */

const text = fc.string({ unit: "binary", maxLength: 12 });
const int = fc.maxSafeInteger();

const VALUES: Readonly<Record<Exclude<AttributeType, "enum">, fc.Arbitrary<AttributeValue>>> = {
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
  const one = fc.constantFrom(...types).chain((type) => fc.tuple(fc.constant(type), VALUES[type]));
  return fc.array(one, { maxLength: 4 }).map((list) =>
    list.map(([type, value], index) => [attribute({ key: `${prefix}.${index}`, type }), value])
  );
}

const measurement: fc.Arbitrary<AttributeDescriptor[]> = fc.array(
  fc.oneof(
    fc.constant({ type: "boolean" as const }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 4 }).map((values) => ({ type: "enum" as const, values })),
  ),
  { maxLength: 3 },
).map((list) => list.map((part, index) => attribute({ key: `measurement.${index}`, ...part })));

const metrics: fc.Arbitrary<MetricDescriptor[]> = fc.array(
  fc.record({
    instrument: fc.constantFrom("counter", "updowncounter", "gauge", "histogram"),
    valueType: fc.constantFrom("int", "double"),
    unit: fc.constantFrom("", "1", "By", "{request}"),
    brief: text,
    boundaries: fc.uniqueArray(fc.double({ noNaN: true }), { maxLength: 6 })
      .map((bounds) => bounds.sort((a, b) => a - b)),
  }),
  { minLength: 1, maxLength: 5 },
).map((list) =>
  list.map(({ boundaries, ...part }, index) =>
    metric({ ...part, name: `metric.${index}`, ...(part.instrument === "histogram" && { boundaries }) })
  )
);

/** Lanes' values of one bucket, as a worker could have left them. */
function lanesOf({ metrics }: MetricSetDescriptor): fc.Arbitrary<number[]> {
  const ofMetric = ({ instrument, valueType, boundaries = [] }: MetricDescriptor): fc.Arbitrary<number[]> => {
    const value = valueType === "int" ? int : fc.double();
    if (instrument === "gauge") return fc.tuple(fc.oneof(value, fc.constant(NaN)));
    if (instrument !== "histogram") return fc.tuple(value);
    const counts = fc.array(fc.nat(2 ** 40), {
      minLength: boundaries.length + 1,
      maxLength: boundaries.length + 1,
    });
    return fc.tuple(counts, fc.double(), fc.double(), fc.double()).map((
      [counts, ...rest],
    ) => [...counts, ...rest]);
  };
  return fc.tuple(...metrics.map(ofMetric)).map((lanes) => lanes.flat());
}

function asAttributes(pairs: readonly (readonly [AttributeDescriptor, AttributeValue])[]): Attributes {
  return Object.fromEntries(pairs.map(([{ key }, value]) => [key, value]));
}

const set: fc.Arbitrary<SetPoints> = fc.record({
  version: text,
  schemaUrl: text,
  metrics,
  measurement,
  registration: given("registration"),
  entity: given("entity"),
}).chain(({ registration, entity, measurement, ...part }) => {
  const set = descriptor({
    ...part,
    attributes: { registration: registration.map(([attribute]) => attribute), measurement },
    entity: {
      type: "e",
      brief: "An entity.",
      stability: "stable",
      identity: entity.map(([attribute]) => attribute),
    },
  });
  const { buckets } = setPoints(set).layout;
  const cell = fc.tuple(fc.nat(buckets - 1), lanesOf(set));
  return fc.array(cell, { maxLength: 4 }).map((cells) => {
    const points = setPoints(set, { attributes: asAttributes(registration), entity: asAttributes(entity) });
    for (const [bucket, lanes] of cells) record(points, bucket, lanes);
    return points;
  });
});

const collections: fc.Arbitrary<Collection> = fc.record({
  resource: fc.record({
    attributes: given("resource").map(asAttributes),
    schemaUrl: text,
  }) satisfies fc.Arbitrary<Resource>,
  sets: fc.array(set, { maxLength: 3 }).map((sets) =>
    sets.map((points, index) => ({ ...points, descriptor: { ...points.descriptor, name: `set.${index}` } }))
  ),
}).map(({ resource, sets }) => collection(sets, resource));

function levelValue(value: AnyValue | undefined): void {
  if (value?.value.case === "arrayValue") value.value.value.values.forEach(levelValue);
  if (value?.value.case !== "doubleValue") return;
  const double = value.value.value;
  const whole = Number.isInteger(double) && double >= -(2 ** 63) && double < 2 ** 63;
  if (whole) value.value = { case: "intValue", value: BigInt(double) };
}

/** Makes int values of double attributes that are whole, in place. */
function level(request: ExportMetricsServiceRequest): ExportMetricsServiceRequest {
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    resource?.attributes.forEach(({ value }) => levelValue(value));
    for (const { scope, metrics } of scopeMetrics) {
      scope?.attributes.forEach(({ value }) => levelValue(value));
      for (const { data } of metrics) {
        assert(data.case === "sum" || data.case === "gauge" || data.case === "histogram");
        for (const { attributes } of data.value.dataPoints) {
          attributes.forEach(({ value }) => levelValue(value));
        }
      }
    }
  }
  return request;
}

test("OpenTelemetry's own serializer says the same", () => {
  let compared = 0;
  fc.assert(
    fc.property(collections, (collection) => {
      const ours = new MetricsEncoder().encode(collection);
      const peer = peerForm(collection);
      if (peer.scopeMetrics.length === 0) return assert.equal(ours, undefined);
      // Its declared input has more members than it reads.
      const theirs = ProtobufMetricsSerializer.serializeRequest(peer as never);
      assert.deepEqual(level(decode(ours)), level(decode(theirs)));
      compared++;
    }),
    { numRuns: 300 },
  );
  assert(compared > 50, `only ${compared} collections had points`);
});
