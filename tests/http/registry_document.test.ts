import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createTelemetry } from "@percore/telemetry";
import { httpServerMetrics, schemaRoutes } from "@percore/telemetry/hono";
import { runtimeMetrics } from "@percore/telemetry/runtime";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { Hono } from "hono";
import { parse } from "yaml";
import type {
  AttributeDescriptor,
  EntityDescriptor,
  MetricDescriptor,
  MetricSetDescriptor,
} from "../../src/set/descriptor.ts";
import { registryDocument } from "../../src/http/registry_document.ts";
import { writeYaml } from "../../src/http/yaml.ts";
import { Colour, Labelled, Plain } from "../set/sample_sets.ts";

const SCHEMA = new URL("../../../shared/data/weaver-schemas/semconv.schema.v2.json", import.meta.url);

/** The checks need what Weaver publishes, which the project has no copy of. */
const options = { skip: existsSync(SCHEMA) ? false : "needs Weaver's schemas in ../shared/data" };

/** Weaver's JSON Schema of `definition/2`. Its formats, such as `uint32`, are none that JSON Schema knows. */
const validate = existsSync(SCHEMA)
  ? new Ajv2020({ allErrors: true, strict: false, validateFormats: false })
    .compile(JSON.parse(readFileSync(SCHEMA, "utf8")))
  : undefined;

/** What it finds wrong with a text. */
function problemsOf(yaml: string): unknown {
  assert.ok(validate !== undefined);
  return validate(parse(yaml)) ? [] : validate.errors;
}

test(
  "the YAML of /schema is a registry's file to Weaver, of whatever percore itself records",
  options,
  async () => {
    const telemetry = createTelemetry({ resource: { "service.name": "shop" } });
    const app = new Hono().use(httpServerMetrics(telemetry, { bodySizes: true })).route(
      "/",
      schemaRoutes(telemetry),
    );
    const runtime = runtimeMetrics(telemetry), plain = telemetry.register(Plain);
    const labelled = telemetry.register(Labelled, {
      entity: { "service.instance.id": "test", "thread.id": 1 },
      attributes: { "sample.region": "eu" },
    });
    plain.count.increment();
    labelled.with(Colour.red, 0).count.increment();
    await app.request("/schema");
    telemetry.drain();
    assert.notDeepEqual(problemsOf("file_format: definition/2\nmetrics: [{name: without.the.rest}]"), []);
    const response = await app.request("/schema", { headers: { accept: "application/yaml" } });
    const yaml = await response.text();
    assert.deepEqual(problemsOf(yaml), []);
    const names = parse(yaml).metrics.map(({ name }: { readonly name: string }) => name);
    for (
      const name of [
        "sample.count",
        "sample.labelled.size",
        "http.server.request.duration",
        "http.server.response.body.size",
        "nodejs.eventloop.delay.p99",
        "process.cpu.time",
      ]
    ) assert.ok(names.includes(name), name);
    runtime.close();
    await telemetry.shutdown();
  },
);

const stability = fc.constantFrom("development", "alpha", "beta", "release_candidate", "stable");
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9_]{0,8}){0,2}$/);

/** Descriptors as a program may write them by hand, with and without each thing that may be left out. */
const attribute: fc.Arbitrary<AttributeDescriptor> = fc.record({
  key: name,
  type: fc.constantFrom(
    "string",
    "int",
    "double",
    "boolean",
    "string[]",
    "int[]",
    "double[]",
    "boolean[]",
    "enum",
  ),
  brief: fc.string({ unit: "binary" }),
  stability,
  values: fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
  bound: fc.integer({ min: 1, max: 1000 }),
  optional: fc.boolean(),
}, { requiredKeys: ["key", "type", "brief", "stability", "values"] });
const attributes = fc.array(attribute, { maxLength: 4 });
const metric: fc.Arbitrary<MetricDescriptor> = fc.record({
  field: name,
  name,
  unit: fc.constantFrom("1", "s", "By", "{request}"),
  brief: fc.string({ unit: "binary" }),
  stability,
  instrument: fc.constantFrom("counter", "updowncounter", "gauge", "histogram"),
  valueType: fc.constantFrom("int", "double"),
  recording: fc.constant("observe"),
  merge: fc.constantFrom("last", "sum", "min", "max"),
  aggregation: fc.constantFrom("explicit", "exponential", "min_max_sum_count"),
  boundaries: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })),
  maxSize: fc.nat(),
  maxScale: fc.integer(),
  exemplars: fc.constantFrom("always_on", "trace_based"),
}, { requiredKeys: ["field", "name", "unit", "brief", "stability", "instrument", "valueType"] });
const entity: fc.Arbitrary<EntityDescriptor> = fc.record({
  type: name,
  brief: fc.string({ unit: "binary" }),
  stability,
  identity: fc.array(attribute, { minLength: 1, maxLength: 3 }),
  description: attributes,
}, { requiredKeys: ["type", "brief", "stability", "identity"] });
const set: fc.Arbitrary<MetricSetDescriptor> = fc.record({
  name,
  brief: fc.string({ unit: "binary" }),
  stability,
  version: fc.string(),
  schemaUrl: fc.constantFrom("", "https://example.com/schemas/1.0.0"),
  entity,
  attributes: fc.record({ registration: attributes, measurement: attributes }),
  storage: fc.constant("table"),
  budget: fc.nat(),
  metrics: fc.array(metric, { minLength: 1, maxLength: 4 }),
}, { requiredKeys: ["name", "brief", "stability", "version", "schemaUrl", "attributes", "metrics"] });

test("whatever sets a program declares, the file is a registry's to Weaver", options, () => {
  fc.assert(fc.property(fc.array(set, { maxLength: 4 }), (sets) => {
    const document = {
      sets,
      entities: sets.flatMap(({ entity }) => entity ?? []),
      attributes: sets.flatMap(({ attributes: { registration, measurement } }) => [
        ...registration,
        ...measurement,
      ]),
    };
    assert.deepEqual(problemsOf(writeYaml(registryDocument(document))), []);
  }));
});
