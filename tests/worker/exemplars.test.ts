import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createTelemetry,
  defineMetricSet,
  type ExemplarFilters,
  type TelemetryOptions,
} from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Always, chosen, exemplarsOf, span, Traced, Without } from "../set/exemplar_sets.ts";
import { posted } from "./posted.ts";

const FILTERS: ExemplarFilters = {
  "exemplars.without.count": "trace_based",
  "exemplars.without.total": "always_on",
  "exemplars.depth": "always_off",
};

for (const end of ["flushes", "is terminated"]) {
  test(`a worker that ${end} hands over its exemplars, of the metrics that the program wants`, async () => {
    const telemetry = createTelemetry({ resource: {}, exemplars: FILTERS });
    const reader = telemetry.reader();
    const worker = new Worker(new URL("./exemplar_worker.ts", import.meta.url), { type: "module" });
    const handle = telemetry.attach(worker);
    await posted(worker, "recorded");
    if (end === "flushes") assert.equal(await telemetry.flush({ timeout: 10_000 }), 0);
    worker.terminate();
    if (end === "is terminated") await handle.ended();
    const collection = reader.collect();
    assert.deepEqual(chosen(collection, "exemplars.without", "count"), [[3, 42]]);
    assert.deepEqual(chosen(collection, "exemplars.always", "duration"), [[0.5, 2]]);
    assert.deepEqual(chosen(collection, "exemplars.always", "depth"), []);
    assert.equal(valueOf(pointsOf(collection, "exemplars.always"), "depth"), 1);
    await handle.ended();
    await telemetry.shutdown();
  });
}

test("the option is for the main thread's sets, too, and leaves those alone that it doesn't name", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6, exemplars: FILTERS });
  const reader = telemetry.reader();
  const without = telemetry.register(Without), always = telemetry.register(Always);
  const other = telemetry.register(Traced);
  // Its type doesn't have the parameter: it is the program that has the exemplars.
  const count: { add(value: number, span: unknown): void } = without.count;
  count.add(1, span(1));
  without.total.observe(7);
  always.depth.set(3, span(3));
  always.level.set(4, span(4));
  other.count.add(5, span(5));
  other.plain.add(6);
  const collection = reader.collect();
  assert.deepEqual(chosen(collection, "exemplars.without", "count"), [[1, 1]]);
  const observed = pointsOf(collection, "exemplars.without");
  assert.deepEqual([valueOf(observed, "total"), exemplarsOf(observed, "total")], [7, []]);
  assert.deepEqual(chosen(collection, "exemplars.always", "depth"), []);
  assert.deepEqual(chosen(collection, "exemplars.always", "level"), [[4, 4]]);
  assert.deepEqual(chosen(collection, "exemplars.traced", "count"), [[5, 5]]);
  await telemetry.shutdown();
});

test("a set for whose exemplars there is no room records without them", async () => {
  const { metrics } = Always.descriptor;
  const histogram = { ...metrics[6], boundaries: Array.from({ length: 500 }, (_, i) => i) };
  const { exemplars: _, ...plain } = histogram;
  const Wide = defineMetricSet({ ...Always.descriptor, name: "exemplars.wide", metrics: [plain] });
  const telemetry = createTelemetry({
    resource: {},
    cadence: 1e6,
    exemplars: { [plain.name]: "always_on" },
  });
  const reader = telemetry.reader();
  telemetry.register(Wide).duration.record(250);
  const points = pointsOf(reader.collect(), "exemplars.wide");
  assert.deepEqual([valueOf(points, "duration", 0, 250), exemplarsOf(points, "duration")], [1, []]);
  await telemetry.shutdown();
});

test("filters that can't be meant are refused", () => {
  const create = (exemplars: unknown) => createTelemetry({ resource: {}, exemplars } as TelemetryOptions);
  assert.throws(
    () => create({ "shop.orders": "sometimes" }),
    /exemplars of shop\.orders must be always_on, trace_based or always_off, not sometimes/,
  );
  assert.throws(() => create({ "shop.orders": Symbol("on") }), TypeError);
  for (const bad of [null, "always_on"]) assert.throws(() => create(bad), /exemplars must name metrics/);
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`shop.orders.${i}`, "always_on"]));
  assert.throws(() => create(many), /name fewer metrics/);
});
