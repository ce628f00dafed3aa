import assert from "node:assert/strict";
import { test } from "node:test";
import { type Collection, createTelemetry, type Exporter, type ExportReport } from "@percore/telemetry";
import { otlpExporter } from "@percore/telemetry/otlp";
import { Colour, Labelled } from "../set/sample_sets.ts";

/** An exporter that keeps what it is given. */
function exporter(options: Partial<Exporter>, report: ExportReport = { result: "success", bytes: 0 }) {
  const collections: Collection[] = [];
  const made: Exporter = {
    name: "kept",
    temporality: "cumulative",
    interval: 1e6,
    timeout: 10_000,
    export(collection) {
      collections.push(collection);
      return Promise.resolve(report);
    },
    ...options,
  };
  return { made, collections };
}

/** The values of the sample set that an exporter was given last, by the entity's worker and the colour. */
function valuesOf(collection: Collection | undefined) {
  return (collection?.sets ?? []).filter(({ descriptor }) => descriptor.name === "sample.labelled")
    .flatMap(({ entity, series, values, layout }) =>
      series.map((measured, i) => [
        entity["thread.id"],
        measured.map(({ value }) => value).join(),
        values[i * layout.stride],
      ])
    ).sort();
}

test("an exporter says by what its values are told apart, and how many series it wants of a set", async () => {
  const summed = exporter({}), apart = exporter({ by: "worker" }), few = exporter({ cardinalityLimit: 2 });
  const exporters = [summed, apart, few].map(({ made }) => made);
  const telemetry = createTelemetry({ resource: {}, exporters });
  for (const worker of [1, 2]) {
    const set = telemetry.register(Labelled, {
      entity: { "service.instance.id": "test", "thread.id": worker },
      attributes: { "sample.region": "eu" },
    });
    for (const colour of [Colour.red, Colour.green, Colour.blue]) set.with(colour, 0).count.add(worker);
  }
  assert.equal(await telemetry.flush({ export: true }), 0);
  assert.deepEqual(valuesOf(summed.collections.at(-1)), [
    [undefined, "blue,false", 3],
    [undefined, "green,false", 3],
    [undefined, "red,false", 3],
  ]);
  assert.deepEqual(valuesOf(apart.collections.at(-1)), [
    [1, "blue,false", 1],
    [1, "green,false", 1],
    [1, "red,false", 1],
    [2, "blue,false", 2],
    [2, "green,false", 2],
    [2, "red,false", 2],
  ]);
  const limited = valuesOf(few.collections.at(-1)),
    all = limited.reduce((sum, [, , count]) => sum + Number(count), 0);
  assert.deepEqual([limited.length, all], [2, 9]);
  await telemetry.shutdown();
});

test("what an exporter can't want is refused, by otlpExporter() and createTelemetry()", () => {
  // A program without types may write anything.
  const by = JSON.parse('"thread"');
  assert.throws(() => otlpExporter({ by }), /by is thread: process, node or worker/);
  assert.throws(() => otlpExporter({ cardinalityLimit: 0 }), /cardinalityLimit is 0/);
  for (const options of [{ by }, { cardinalityLimit: 1.5 }]) {
    const { made } = exporter(options);
    assert.throws(() => createTelemetry({ resource: {}, exporters: [made] }), /by is|cardinalityLimit is/);
  }
  const { by: usual, cardinalityLimit } = otlpExporter();
  assert.deepEqual([usual, cardinalityLimit], ["process", 10_000]);
  assert.equal(otlpExporter({ by: "node" }).by, "node");
});

test("after a flush with an export, health() says how each export has ended, and the console which one failed", async (context) => {
  const lines: string[] = [];
  context.mock.method(console, "warn", (line: string) => lines.push(line));
  const failing = exporter(
    { name: "failing", backend: "https://collector.example:4318" },
    { result: "unavailable", bytes: 0, message: `no connection ${Math.random()}` },
  );
  const telemetry = createTelemetry({ resource: {}, exporters: [exporter({}).made, failing.made] });
  await telemetry.flush({ export: true });
  assert.deepEqual(telemetry.health().exports, [
    { exporter: "kept", last: "success", failures: 0 },
    { exporter: "failing", last: "unavailable", failures: 1 },
  ]);
  assert.match(
    lines.join("\n"),
    /^percore: exporter failing to https:\/\/collector\.example:4318: unavailable: no connection /m,
  );
  await telemetry.shutdown();
});

test("the backend of an OTLP exporter is told without what may be a secret", () => {
  const { backend } = otlpExporter({ url: "https://example.com:4318/token/v1/metrics?key=secret" });
  assert.equal(backend, "https://example.com:4318");
});
