import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type SetPoints } from "@percore/telemetry";
import fc from "fast-check";
import { exactIndex } from "../../src/set/exponential_index.ts";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Distributions } from "./more_sets.ts";

const SCALE = 4, MAX_SIZE = 20;

/** The counts of an exponential histogram's buckets by index, at its scale. */
function bucketsOf(points: SetPoints, sign: "positive" | "negative") {
  const field = points.layout.fields.find(({ metric }) => metric.field === "spread");
  if (field === undefined) throw new Error("no field");
  const buckets = points.buckets(0, field), counts = new Map<number, number>();
  for (let i = 0; i < (buckets?.[sign].length ?? 0); i++) {
    const count = buckets?.[sign].at(i) ?? 0;
    if (count > 0) counts.set((buckets?.[sign].offset ?? 0) + i, count);
  }
  return { scale: buckets?.scale ?? SCALE, counts };
}

test("an exponential histogram has each value in its bucket, through flushes and registrations", async () => {
  const magnitude = fc.integer({ min: -300, max: 300 }).map((exponent) => 2 ** exponent);
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    magnitude,
    fc.constant(0),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 200 }), async (list) => {
      const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
      const reader = telemetry.reader();
      let set = telemetry.register(Distributions);
      list.forEach((n, i) => {
        set.spread.record(n);
        if (i % 11 === 10) reader.collect();
        if (i % 50 === 49) {
          set.close();
          set = telemetry.register(Distributions);
        }
      });
      set.close();
      const points = pointsOf(reader.collect(), "sample.distributions");
      assert.equal(valueOf(points, "spread"), list.filter((n) => n === 0).length);
      for (
        const [sign, side] of [["positive", list.filter((n) => n > 0)], [
          "negative",
          list.filter((n) => n < 0),
        ]] as const
      ) {
        const { scale, counts } = bucketsOf(points, sign);
        const expected = new Map<number, number>();
        for (const n of side) {
          const index = exactIndex(n, scale);
          expected.set(index, (expected.get(index) ?? 0) + 1);
        }
        assert.deepEqual([...counts].sort(([a], [b]) => a - b), [...expected].sort(([a], [b]) => a - b));
        const indices = [...counts.keys()];
        if (indices.length > 0) assert.ok(Math.max(...indices) - Math.min(...indices) < MAX_SIZE);
      }
      if (list.length > 0) {
        // -0 and 0 are the same value.
        assert.equal(Number(valueOf(points, "spread", 0, 2)) + 0, Math.min(...list) + 0);
        assert.equal(Number(valueOf(points, "spread", 0, 3)) + 0, Math.max(...list) + 0);
      }
      await telemetry.shutdown();
    }),
    { numRuns: 150 },
  );
});

test("a zero after a negative value is not the minimum", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Distributions);
  for (const n of [-5, 0]) set.spread.record(n);
  const points = pointsOf(reader.collect(), "sample.distributions");
  assert.equal(valueOf(points, "spread", 0, 2), -5);
  assert.equal(valueOf(points, "spread", 0, 3), 0);
  await telemetry.shutdown();
});

test("a min-max-sum-count keeps just that", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Distributions);
  for (const n of [3, -1, 8, NaN]) set.summary.record(n);
  reader.collect();
  set.summary.record(4);
  const points = pointsOf(reader.collect(), "sample.distributions");
  assert.deepEqual([0, 1, 2, 3].map((lane) => valueOf(points, "summary", 0, lane)), [4, 14, -1, 8]);
  await telemetry.shutdown();
});

test("a timer measures in the metric's unit, and not at all where that is no time", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Distributions);
  const start = set.summary.startTimer();
  set.summary.stopTimer(start - 250);
  set.spread.stopTimer(start - 250);
  const points = pointsOf(reader.collect(), "sample.distributions");
  const sum = Number(valueOf(points, "summary", 0, 1));
  assert.ok(sum >= 250 && sum < 10_000, `${sum} ms`);
  assert.equal(valueOf(points, "spread", 0, 1), 0);
  await telemetry.shutdown();
});

test("in strict mode a refused recording throws with the metric's name", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6, strict: true });
  try {
    const set = telemetry.register(Distributions);
    assert.throws(() => set.summary.record(NaN), /^RangeError: sample\.summary: the value is not a number$/);
  } finally {
    createTelemetry({ resource: {}, strict: false });
    await telemetry.shutdown();
  }
});
