/** Enums of numbers and truth values, templates and `any`, from the program to each exporter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, defineEnumeration, defineMetricSet, type Telemetry } from "@percore/telemetry";
import { telemetryRoutes } from "@percore/telemetry/hono";
import { metricProducer } from "@percore/telemetry/otel";
import { PrometheusRenderer } from "@percore/telemetry/prometheus";
import { parse } from "yaml";
import { jsonOf } from "../../src/export/otlp/message_json.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";
import { StreamEncoder } from "../../src/export/stream/stream_encoder.ts";
import { readStream } from "../../src/export/stream/mod.ts";
import { attributesOf, metricsOf, numbersOf, scopesOf } from "../otlp/decode.ts";
import { streamOf } from "../stream/streams.ts";

const Status = defineEnumeration({ ok: 0, not_found: 1 }, [200, 404]);
const Answer = defineEnumeration({ no: 0, yes: 1 }, [false, true]);

const attribute = { brief: "For tests.", stability: "development" } as const;
const Typed = defineMetricSet({
  ...attribute,
  name: "typed",
  version: "1.0.0",
  schemaUrl: "",
  entity: {
    ...attribute,
    type: "pod",
    identity: [{ ...attribute, key: "pod.tag", type: "template[string]" }],
    description: [
      { ...attribute, key: "pod.share", type: "template[double]" },
      { ...attribute, key: "pod.extra", type: "any" },
    ],
  },
  attributes: {
    registration: [{ ...attribute, key: "level", type: "enum", values: [1, 2] }],
    measurement: [
      { ...attribute, key: "status", type: "enum", values: [200, 404] },
      { ...attribute, key: "answer", type: "enum", values: [false, true] },
    ],
  },
  metrics: [
    { ...attribute, field: "count", name: "typed.count", unit: "1", instrument: "counter", valueType: "int" },
  ],
});

const views = [{ select: { set: "percore.*" }, drop: true }];

async function withRecorded(use: (telemetry: Telemetry) => Promise<void>): Promise<void> {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const set = telemetry.register(Typed, {
    entity: { "pod.tag.colour": "red", "pod.share.cpu": 1, "pod.extra": [true] },
    attributes: { level: 2 },
  });
  set.with(Status.not_found, Answer.yes).count.add(5);
  try {
    await use(telemetry);
  } finally {
    await telemetry.shutdown();
  }
}

test("values of numbers and truth values have indices, and others have none", () => {
  assert.equal(Status.from(404), Status.not_found);
  assert.equal(Status.from(500), undefined);
  assert.equal(Answer.from(false), Answer.no);
  assert.equal(Reflect.apply(Status.from, Status, ["404"]), undefined);
});

test("OTLP has them as what they are, in bytes and in JSON", () =>
  withRecorded((telemetry) => {
    const collection = telemetry.reader({ views }).collect();
    const [point] = numbersOf(metricsOf(collection)[0]);
    assert.ok(point);
    assert.deepEqual(attributesOf(point), [
      ["level", "intValue", 2n],
      ["status", "intValue", 404n],
      ["answer", "boolValue", true],
    ]);
    const scope = scopesOf(collection)[0]?.scope;
    assert.ok(scope);
    assert.deepEqual(attributesOf(scope).slice(0, 2), [
      ["pod.tag.colour", "stringValue", "red"],
      ["pod.share.cpu", "doubleValue", 1],
    ]);
    const bytes = new MetricsEncoder().encode(collection);
    assert.ok(bytes);
    const text = JSON.stringify(jsonOf("ExportMetricsServiceRequest", bytes));
    assert.ok(text.includes('{"key":"status","value":{"intValue":"404"}}'), text);
    assert.ok(
      text.includes('{"key":"pod.extra","value":{"arrayValue":{"values":[{"boolValue":true}]}}}'),
      text,
    );
    assert.ok(text.includes('{"key":"answer","value":{"boolValue":true}}'), text);
    return Promise.resolve();
  }));

test("Prometheus has them as text", () =>
  withRecorded((telemetry) => {
    const text = new TextDecoder().decode(
      new PrometheusRenderer().render(telemetry.reader({ views }).collect()),
    );
    assert.match(text, /^typed_count_total\{status="404",answer="true",level="2",.*\} 5$/m);
    return Promise.resolve();
  }));

test("OpenTelemetry JS has them as what they are", () =>
  withRecorded(async (telemetry) => {
    const { resourceMetrics } = await metricProducer(telemetry, { views }).collect();
    const [point] = resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints ?? [];
    assert.deepEqual({ ...point?.attributes }, {
      level: 2,
      status: 404,
      answer: true,
    });
  }));

test("a stream is read with the values and the descriptors that were written", () =>
  withRecorded(async (telemetry) => {
    const encoded = new StreamEncoder().encode(telemetry.reader({ views }).collect(), false);
    assert.ok(encoded);
    const [window] = await Array.fromAsync(readStream(streamOf(encoded.bytes)));
    const [set] = window?.sets ?? [];
    assert.deepEqual(set?.series[0]?.map(({ value }) => value), [404, true]);
    assert.deepEqual(set?.descriptor, JSON.parse(JSON.stringify(Typed.descriptor)));
  }));

test("GET /snapshot and GET /schema have them as what they are", () =>
  withRecorded(async (telemetry) => {
    const app = telemetryRoutes(telemetry);
    const { sets } = await (await app.request("/snapshot?set=typed")).json();
    const found = sets.find(({ name }: { name: string }) => name === "typed");
    const [{ entity, points: [{ attributes, series }] }] = found.entities;
    assert.deepEqual(entity, { "pod.tag.colour": "red", "pod.share.cpu": 1, "pod.extra": [true] });
    assert.deepEqual(attributes, { level: 2 });
    assert.deepEqual(series[0].attributes, { status: 404, answer: true });

    const { attributes: descriptors } = await (await app.request("/schema")).json();
    const status = descriptors.find(({ key }: { key: string }) => key === "status");
    assert.deepEqual(status.values, [200, 404]);
    const registry = parse(
      await (await app.request("/schema", { headers: { accept: "application/yaml" } })).text(),
    );
    const typeOf = (key: string) =>
      registry.attributes.find((attribute: { key: string }) => attribute.key === key).type;
    assert.deepEqual(typeOf("status"), {
      members: [
        { id: "value_200", value: 200, stability: "development" },
        { id: "value_404", value: 404, stability: "development" },
      ],
    });
    assert.deepEqual(typeOf("answer"), {
      members: [
        { id: "false", value: false, stability: "development" },
        { id: "true", value: true, stability: "development" },
      ],
    });
    assert.equal(typeOf("pod.tag"), "template[string]");
  }));

test("entities that differ in an attribute of a template are two, whatever order their attributes have", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const register = (entity: { readonly [key: `pod.tag.${string}`]: string }) =>
    telemetry.register(Typed, { entity, attributes: { level: 1 } }).with(Status.ok, Answer.no).count.add(1);
  register({ "pod.tag.a": "1", "pod.tag.b": "2" });
  register({ "pod.tag.b": "2", "pod.tag.a": "1" });
  register({ "pod.tag.a": "1", "pod.tag.b": "3" });
  const values = telemetry.reader({ views }).collect().sets.map((set) => [set.entity, set.values[0]]);
  assert.deepEqual(values, [
    [{ "pod.tag.a": "1", "pod.tag.b": "2" }, 2],
    [{ "pod.tag.a": "1", "pod.tag.b": "3" }, 1],
  ]);
  await telemetry.shutdown();
});

test("what isn't a value of an enum, a template or any is left out", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const hostile: unknown[] = [
    { entity: { "pod.tag.a": 1, "pod.extra": [1, "2"], "pod.tagged": "x" }, attributes: { level: "1" } },
    { entity: "pod.tag.a", attributes: { level: 3 } },
  ];
  for (const given of hostile) {
    Reflect.apply(telemetry.register, telemetry, [Typed, given]).with(0, 0).count.add(1);
  }
  const [set, ...others] = telemetry.reader({ views }).collect().sets;
  assert.deepEqual(others, []);
  assert.deepEqual([set?.entity, set?.attributes], [{}, {}]);
  await telemetry.shutdown();
});

test("a descriptor whose enum has values of several types is refused", () => {
  const withValues = (values: unknown) => () => {
    const enumeration = { ...attribute, key: "status", type: "enum", values };
    const attributes = { registration: [], measurement: [enumeration] };
    Reflect.apply(defineMetricSet, undefined, [{ ...Typed.descriptor, attributes }]);
  };
  for (const values of [[1, "1"], [NaN], [{}], [null], [true, 1]]) {
    assert.throws(withValues(values), /attribute status: its values must be all texts, all finite numbers/);
  }
  assert.throws(withValues([1, 1]), /attribute status: a value is there twice/);
});
