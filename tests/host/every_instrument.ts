/** Records with every instrument on one thread: what comes out must be the same wherever it runs. */
import { type Collection, createTelemetry, type Telemetry } from "@percore/telemetry";
import { Always, span } from "../set/exemplar_sets.ts";
import { Code, Dense, Distributions, Observed, Route, Table } from "../set/more_sets.ts";
import { Colour, Labelled, Plain } from "../set/sample_sets.ts";
import { valueOf } from "../aggregate/values.ts";

/** What was collected, as text; nothing of it depends on time. */
export async function everyInstrument(): Promise<string> {
  const telemetry = createTelemetry({ resource: { "service.name": "edge" }, cadence: 1 });
  const reader = telemetry.reader();
  recordAll(telemetry);
  await telemetry.flush();
  const collected = textOf(reader.collect());
  const plain = telemetry.register(Plain);
  plain.count.add(1);
  plain.close();
  await telemetry.shutdown();
  return `${collected}\n${textOf(reader.collect())}`;
}

function recordAll(telemetry: Telemetry): void {
  const plain = telemetry.register(Plain);
  for (let i = 1; i <= 100; i++) {
    plain.count.add(2 ** 30);
    plain.amount.add(i / 4);
    plain.active.add(-i);
    plain.balance.add(-i / 8);
    plain.level.set(i / 2);
    plain.depth.set(i);
    plain.duration.record(i / 16);
  }
  const labelled = telemetry.register(Labelled, {
    entity: { "service.instance.id": "edge", "thread.id": 0 },
    attributes: { "sample.region": "eu" },
  });
  labelled.with(Colour.red, 1).count.add(3);
  labelled.with(Colour.blue, 0).size.record(50);
  const observed = telemetry.register(Observed);
  observed.total.observe(7);
  observed.level.observe(-1.5);
  const distributions = telemetry.register(Distributions);
  for (const value of [-3, 0, 1e-300, 0.1, 5, 1e300]) {
    distributions.summary.record(value);
    distributions.spread.record(value);
  }
  const dense = telemetry.register(Dense);
  for (const route of ["/a", "/b", "/c", "/d"]) dense.with(Route.from(route), 0, Code.from(200)).count.add(1);
  const table = telemetry.register(Table);
  for (let i = 0; i < 60; i++) table.with(i % 20, 1, 2, 3, i % 3, 5).count.add(i);
  telemetry.register(Always).duration.record(0.5, span(3));
}

function textOf(collection: Collection): string {
  const lines: string[] = [];
  for (const points of collection.sets) {
    const { descriptor, layout, entity, attributes, series } = points;
    if (descriptor.name.startsWith("percore.")) continue;
    lines.push(JSON.stringify({ name: descriptor.name, entity, attributes, series }));
    for (let i = 0; i < series.length; i++) {
      for (const [index, field] of layout.fields.entries()) {
        const exemplars = points.exemplars(i, field).map(({ value, traceId }) => [value, traceId]);
        const { metric, lane } = field, next = layout.fields[index + 1]?.lane ?? layout.stride;
        const values = Array.from(
          { length: next - lane },
          (_, offset) => valueOf(points, metric.field, i, offset),
        );
        lines.push(`${i} ${metric.name} ${values} ${JSON.stringify([points.buckets(i, field), exemplars])}`);
      }
    }
  }
  return lines.join("\n");
}
