/** What programs without types, or with code that runs during a recording, can do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, defineBounded, defineMetricSet, setSpanContext } from "@percore/telemetry";
import { allocate, NO_SPACE, release } from "../../src/set/arena.ts";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Always, span } from "./exemplar_sets.ts";
import { Distributions } from "./more_sets.ts";
import { Plain } from "./sample_sets.ts";

const stability = "development";
const common = { brief: "For tests.", stability, version: "1.0.0", schemaUrl: "" } as const;
const count = {
  field: "count",
  name: "hostile.count",
  unit: "1",
  brief: "For tests.",
  stability,
  instrument: "counter",
  valueType: "int",
} as const;

/** Takes all that is left of the arena; what is returned gives it back. */
function fillArena(): () => void {
  const pieces: [offset: number, bytes: number][] = [];
  for (let bytes = 2 ** 24; bytes >= 64; bytes /= 2) {
    for (let offset = allocate(bytes); offset !== NO_SPACE; offset = allocate(bytes)) {
      pieces.push([offset, bytes]);
    }
  }
  return () => pieces.forEach(([offset, bytes]) => release(offset, bytes));
}

test("a set that is closed while its exemplar looks for a span leaves other sets' memory alone", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 }), reader = telemetry.reader();
  const closed = telemetry.register(Always);
  let others: { readonly count: { add(value: number): void } }[] = [];
  setSpanContext(() => {
    closed.close();
    // The reader passes the last frame, so that the memory is free again.
    for (let i = 0; i < 3; i++) telemetry.drain();
    others = Array.from({ length: 20 }, () => telemetry.register(Plain));
    return span(1);
  });
  closed.count.add(5);
  setSpanContext(undefined);
  others.forEach((other) => other.count.add(1));
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.plain"), "count"), others.length);
  await telemetry.shutdown();
});

test("nothing that a program gives makes a recording of a closed set throw", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const sampled = telemetry.register(Always), plain = telemetry.register(Distributions);
  const hostile: unknown[] = [
    1n,
    Symbol("s"),
    {
      valueOf() {
        throw new Error("read");
      },
    },
    "1",
    null,
  ];
  const record = (object: object) => {
    for (const instrument of Object.values(object)) {
      for (const method of ["add", "set", "record", "observe", "stopTimer"]) {
        for (const value of hostile) instrument?.[method]?.(value, value);
      }
    }
  };
  for (const set of [sampled, plain]) {
    record(set);
    set.close();
    record(set);
  }
  await telemetry.shutdown();
});

test("a callback whose error can't be told doesn't make a recording throw", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const set = telemetry.register(Always);
  setSpanContext(() => {
    throw {
      toString() {
        throw new Error("told");
      },
    };
  });
  set.count.add(1);
  setSpanContext(undefined);
  await telemetry.shutdown();
});

test("a table without measurement attributes is a set of one row", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 }), reader = telemetry.reader();
  const set = telemetry.register(defineMetricSet({
    ...common,
    name: "hostile.table",
    storage: "table",
    attributes: { registration: [], measurement: [] },
    metrics: [count],
  }));
  set.count.add(3);
  assert.equal(valueOf(pointsOf(reader.collect(), "hostile.table"), "count"), 3);
  await telemetry.shutdown();
});

test("when memory is free again, bounded attributes and rows that had none get some", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 }), reader = telemetry.reader();
  const Name = defineBounded({ key: "hostile.name", type: "string", bound: 300 });
  const Sets = ["hostile.before", "hostile.after"].map((name) =>
    defineMetricSet({
      ...common,
      name,
      budget: 1000,
      attributes: {
        registration: [],
        measurement: [{ key: "hostile.name", type: "string", brief: "A.", stability, bound: 300 }],
      },
      metrics: [count],
    })
  );
  const [Before, After] = Sets;
  assert(Before && After);
  const early = telemetry.register(Before);
  // The overflow row, and as many rows as chunks have place for.
  early.with(300).count.add(1);
  const names = Array.from({ length: 200 }, (_, i) => Name.from(`name ${i}`));
  for (const name of names.slice(0, 64)) early.with(name).count.add(1);
  const free = fillArena();
  names.forEach((name) => early.with(name));
  telemetry.register(After).with(0).count.add(1);
  free();
  for (const name of names) early.with(name).count.add(1);
  telemetry.register(After).with(names[0] ?? 0).count.add(1);
  const points = pointsOf(reader.collect(), "hostile.before");
  const overflow = points.series.findIndex(([attribute]) =>
    attribute?.attribute.key === "otel.metric.overflow"
  );
  assert.equal(valueOf(points, "count", overflow), 1, "what had no row recorded nothing");
  assert.equal(points.series.length, 201);
  assert.equal(valueOf(pointsOf(reader.collect(), "hostile.after"), "count"), 1);
  await telemetry.shutdown();
});
