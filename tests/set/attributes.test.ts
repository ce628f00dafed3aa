import assert from "node:assert/strict";
import { test } from "node:test";
import { type Closable, createTelemetry, type Telemetry } from "@percore/telemetry";
import fc from "fast-check";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Code, Dense, Late, Later, Route, Table } from "./more_sets.ts";

const OVERFLOW = "otel.metric.overflow=true";

/**
 * The counts that `record` gives, by the attributes of each series as text. It is given a telemetry, to register with,
 * and what to call after each recording.
 */
function recorded(
  set: string,
  record: (telemetry: Telemetry, then: () => void) => Closable,
): Map<string, unknown> {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  let recordings = 0;
  const registered = record(telemetry, () => {
    if (++recordings % 7 === 0) reader.collect();
  });
  const points = pointsOf(reader.collect(), set);
  registered.close();
  reader.collect();
  return new Map(points.series.map((measured, series) => [
    measured.map(({ attribute, value }) => `${attribute.key}=${value}`).join(),
    valueOf(points, "count", series),
  ]));
}

function counted(keys: readonly string[]): Map<string, unknown> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function sorted(map: Map<string, unknown>): unknown[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

test("dense storage tells optional, enum and bounded values apart, and counts the rest as overflow", () => {
  const routes = ["/", "/a", "/b", "/c", "/d"], codes = [1, 2, 3, 4, 5, 6, 7, undefined];
  // The dictionaries are this thread's: what comes first is known from here on.
  const known = { routes: routes.slice(0, 3), codes: codes.slice(0, 5) };
  known.routes.forEach((route) => Route.from(route));
  known.codes.forEach((code) => Code.from(code ?? NaN));
  const methods = ["get", "put", "post"];
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          route: fc.constantFrom(...routes),
          method: fc.constantFrom(0, 1, 2, undefined),
          code: fc.constantFrom(...codes),
        }),
        { maxLength: 60 },
      ),
      (list) => {
        const found = recorded("sample.dense", (telemetry, then) => {
          const set = telemetry.register(Dense);
          for (const { route, method, code } of list) {
            set.with(Route.from(route), method, code === undefined ? undefined : Code.from(code)).count.add(
              1,
            );
            then();
          }
          return set;
        });
        const expected = counted(list.map(({ route, method, code }) => {
          if (!known.routes.includes(route) || (code !== undefined && !known.codes.includes(code))) {
            return OVERFLOW;
          }
          return [
            `sample.route=${route}`,
            ...(method === undefined ? [] : [`sample.method=${methods[method]}`]),
            ...(code === undefined ? [] : [`sample.code=${code}`]),
          ].join();
        }));
        assert.deepEqual(sorted(found), sorted(expected));
      },
    ),
    { numRuns: 200 },
  );
});

test("table storage gives the first tuples series of their own, up to the budget, and counts the rest as overflow", () => {
  const index = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(index, index, index, index, index, index), { maxLength: 300 }),
      (tuples) => {
        const known: string[] = [];
        const expected = counted(tuples.map((tuple) => {
          const key = tuple.map((value, i) => `${"abcdef"[i]}=${"abcdef"[i]}-${value}`).join();
          if (!known.includes(key) && known.length < 50) known.push(key);
          return known.includes(key) ? key : OVERFLOW;
        }));
        const found = recorded("sample.table", (telemetry, then) => {
          const set = telemetry.register(Table);
          for (const tuple of tuples) {
            set.with(...tuple).count.add(1);
            then();
          }
          return set;
        });
        assert.deepEqual(sorted(found), sorted(expected));
      },
    ),
    { numRuns: 100 },
  );
});

test("a bounded string is cut, its lone surrogates are replaced, and names like __proto__ are values", () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const long = "x".repeat(10 * 1024 * 1024);
  const indices = [
    Route.from(long),
    Route.from("__proto__"),
    Route.from("\ud800"),
    Route.from("constructor"),
  ];
  // Three values are known from the test before; whatever comes now shares one index.
  assert.deepEqual(new Set(indices), new Set([3]));
  assert.equal(Route.from("/"), 0);
  return telemetry.shutdown();
});

test("an index that no value has been given is refused, and takes nothing along", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Late);
  set.with(Later.from("/")).count.add(5);
  set.with(7).count.add(100);
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.late"), "count"), 5);
  set.with(Later.from("/")).count.add(2);
  assert.equal(pointsOf(reader.collect(), "sample.late").series.length, 1);
  assert.equal(valueOf(pointsOf(reader.collect(), "sample.late"), "count"), 7);
  await telemetry.shutdown();
});

test("hostile attribute values and counts neither throw nor reach a series", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Dense);
  const hostile: unknown[] = ["1", 1n, Symbol("s"), {}, [], null, true, () => 1, NaN, -1, 0.5, 99, {
    valueOf() {
      throw new Error("must not be called");
    },
  }];
  // As a program without types calls it.
  const untyped = set as unknown as { with(...indices: unknown[]): { count: { add(n: unknown): void } } };
  for (const value of hostile) {
    if (value !== null) untyped.with(value, 0, 0).count.add(1);
    untyped.with(0, value, 0).count.add(1);
    untyped.with(0, 0, value).count.add(1);
    if (value !== 99) untyped.with(0, 0, 0).count.add(value);
  }
  assert.deepEqual(pointsOf(reader.collect(), "sample.dense").series, []);
  await telemetry.shutdown();
});
