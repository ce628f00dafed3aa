import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createTelemetry, defineMetricSet, setSpanContext, type SpanContext } from "@percore/telemetry";
import { unixNanos } from "../../src/host/clock.ts";
import { nextKept } from "../../src/set/exemplar_reservoir.ts";
import { setStrict } from "../../src/set/instrument.ts";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Plain } from "./sample_sets.ts";
import { Always, chosen, exemplarsOf, span, Traced } from "./exemplar_sets.ts";

/** A set on a thread of its own making, without a timer that flushes it. */
function always() {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Always);
  return {
    set,
    reader,
    telemetry,
    exemplars: (field: string) => chosen(reader.collect(), "exemplars.always", field),
    end: () => telemetry.shutdown(),
  };
}

function traced() {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const set = telemetry.register(Traced);
  return {
    set,
    exemplars: () => chosen(reader.collect(), "exemplars.traced", "count"),
    end: () => telemetry.shutdown(),
  };
}

test("what is recorded within a span is an exemplar that has the span's ids", async () => {
  const { set, exemplars, end } = always();
  set.count.add(5, span(1));
  set.amount.add(0.5, span(2));
  set.active.decrement(span(3));
  set.balance.add(-0.25, span(4));
  set.depth.set(2 ** 40, span(5));
  set.level.set(Infinity, span(6));
  set.summary.record(-7, span(7));
  const all = ["count", "amount", "active", "balance", "depth", "level", "summary"].flatMap(exemplars);
  assert.deepEqual(all, [[5, 1], [0.5, 2], [-1, 3], [-0.25, 4], [2 ** 40, 5], [Infinity, 6], [-7, 7]]);
  set.count.increment(span(8));
  set.active.increment(span(9));
  assert.deepEqual([exemplars("count"), exemplars("active")], [[[1, 8]], [[1, 9]]]);
  await end();
});

test("an exemplar's time lies between the moments before and after its recording", async () => {
  const { set, reader, end } = always();
  const before = unixNanos();
  set.count.increment();
  const after = unixNanos(), points = pointsOf(reader.collect(), "exemplars.always");
  const { time } = exemplarsOf(points, "count")[0] ?? { time: NaN };
  assert.ok(time >= before && time <= after, `${before} ${time} ${after}`);
  assert.ok(Math.abs(time / 1e6 - Date.now()) < 10_000);
  assert.ok(points.start <= time && time <= points.time);
  await end();
});

test("an explicit histogram has an exemplar for each bucket", async () => {
  const { set, exemplars, end } = always();
  for (const [i, value] of [0.1, 5, 10, 11].entries()) set.duration.record(value, span(i));
  const [first, ...others] = exemplars("duration");
  assert.deepEqual([first, others.at(-1)], [[0.1, 0], [11, 3]]);
  assert.equal(others.length, 2);
  assert.ok([5, 10].includes(others[0]?.[0] ?? NaN), "one of the two in the bucket");
  await end();
});

test("an exponential histogram has different exemplars for neighbouring buckets, of both signs, and zero", async () => {
  const { set, exemplars, end } = always();
  // Scale 4: sixteen buckets an octave.
  for (let i = 0; i < 16; i++) set.spread.record(2 ** ((i + 0.5) / 16), span(i));
  const values = exemplars("spread");
  assert.deepEqual(values.map(([, number]) => number), Array.from({ length: 16 }, (_, i) => i));
  set.spread.record(0, span(16));
  assert.deepEqual(exemplars("spread")[0], [0, 16]);
  set.spread.record(-(2 ** 0.1), span(17));
  assert.deepEqual(exemplars("spread")[1], [-(2 ** 0.1), 17]);
  await end();
});

test("a timer's exemplar is the time that was recorded", async () => {
  const { set, reader, exemplars, end } = always();
  set.summary.stopTimer(set.summary.startTimer(), span(3));
  const [[value, number] = []] = exemplars("summary");
  assert.equal(number, 3);
  assert.equal(value, valueOf(pointsOf(reader.collect(), "exemplars.always"), "summary", 0, 1));
  await end();
});

test("an exemplar stays until a window has another", async () => {
  const { set, telemetry, exemplars, end } = always();
  set.count.add(1, span(1));
  assert.deepEqual(exemplars("count"), [[1, 1]]);
  assert.deepEqual(exemplars("count"), [[1, 1]]);
  set.count.add(2, span(2));
  telemetry.drain();
  set.count.add(3, span(3));
  assert.deepEqual(exemplars("count"), [[3, 3]], "each window begins anew");
  await end();
});

test("what is refused is no exemplar, and throws in strict mode", async () => {
  const { set, exemplars, end } = always();
  const recordings: (() => void)[] = [NaN, -1, 0.5, 2 ** 53].map((bad) => () => set.count.add(bad, span(1)));
  for (const bad of [NaN, Infinity]) {
    recordings.push(
      () => set.amount.add(bad, span(1)),
      () => set.active.add(bad, span(1)),
      () => set.balance.add(bad, span(1)),
      () => set.depth.set(bad, span(1)),
      () => set.duration.record(bad, span(1)),
      () => set.spread.record(bad, span(1)),
      () => set.summary.record(bad, span(1)),
    );
  }
  recordings.push(() => set.level.set(NaN, span(1)), () => set.summary.stopTimer(NaN, span(1)));
  for (const record of recordings) record();
  setStrict(true);
  try {
    for (const record of recordings) assert.throws(record, RangeError);
  } finally {
    setStrict(false);
  }
  for (const { metric: { field } } of Always.layout.fields) assert.deepEqual(exemplars(field), [], field);
  set.count.add(1, span(2));
  assert.deepEqual(exemplars("count"), [[1, 2]]);
  await end();
});

test("recordings of a closed set are no exemplars, of this set or of the next", async () => {
  const { set, telemetry, exemplars, end } = always();
  const { count, duration } = set;
  set.close();
  const next = telemetry.register(Always);
  count.add(1, span(1));
  duration.record(1, span(1));
  next.count.add(2, span(2));
  assert.deepEqual([exemplars("count"), exemplars("duration")], [[[2, 2]], []]);
  await end();
});

test("with always_on, recordings outside of spans and in spans that aren't sampled are exemplars, too", async () => {
  const { set, exemplars, end } = always();
  set.count.add(1);
  assert.deepEqual(exemplars("count"), [[1, undefined]]);
  set.count.add(2, span(2, 0));
  assert.deepEqual(exemplars("count"), [[2, 2]]);
  await end();
});

test("with trace_based, only recordings in sampled spans are exemplars", async () => {
  const { set, exemplars, end } = traced();
  set.count.add(1);
  set.count.add(2, span(2, 0));
  set.count.add(3, span(3, 2));
  assert.deepEqual(exemplars(), []);
  set.count.add(4, span(4, 3));
  set.count.add(5, span(5, 0));
  assert.deepEqual(exemplars(), [[4, 4]]);
  await end();
});

test("the callback finds the span where none is passed", async () => {
  const { set, exemplars, end } = traced();
  try {
    setSpanContext(() => span(7));
    set.count.add(1);
    assert.deepEqual(exemplars(), [[1, 7]]);
    set.count.add(2, span(8));
    assert.deepEqual(exemplars(), [[2, 8]]);
    set.count.add(3, span(9, 0));
    assert.deepEqual(exemplars(), [[2, 8]], "the span that is passed counts, also when it isn't sampled");
    setSpanContext(() => undefined);
    set.count.add(4);
    setSpanContext(undefined);
    set.count.add(5);
    assert.deepEqual(exemplars(), [[2, 8]]);
  } finally {
    setSpanContext(undefined);
  }
  await end();
});

test("with always_on, the callback is asked only for recordings that are kept", async () => {
  const { set, exemplars, end } = always();
  let calls = 0;
  try {
    setSpanContext(() => span(calls++));
    for (let i = 0; i < 10_000; i++) set.count.increment();
  } finally {
    setSpanContext(undefined);
  }
  // Some nine are expected, the logarithm of their number; a hundred is beyond any chance.
  assert.ok(calls > 0 && calls < 100, `${calls} calls`);
  assert.deepEqual(exemplars("count"), [[1, calls - 1]]);
  await end();
});

test("a callback that throws isn't called again, and the recording is counted", async () => {
  const { set, exemplars, end } = traced();
  let calls = 0;
  try {
    for (const thrown of [new Error("no tracer"), Symbol("hostile"), Object.create(null)]) {
      setSpanContext(() => {
        calls++;
        throw thrown;
      });
      set.count.add(1);
      set.count.add(1);
    }
    assert.equal(calls, 3);
  } finally {
    setSpanContext(undefined);
  }
  set.count.add(1, span(1));
  assert.deepEqual(exemplars(), [[1, 1]]);
  await end();
});

test("a callback that records is not asked about its own recording", async () => {
  const { set, exemplars, end } = traced();
  let calls = 0;
  try {
    setSpanContext(() => {
      calls++;
      set.count.add(100);
      return span(1);
    });
    set.count.add(1);
  } finally {
    setSpanContext(undefined);
  }
  assert.equal(calls, 1);
  assert.deepEqual(exemplars(), [[1, 1]]);
  await end();
});

test("setSpanContext() refuses what isn't a function", () => {
  const refused = setSpanContext as (callback: unknown) => void;
  for (const bad of [null, 1, {}, "span"]) assert.throws(() => refused(bad), TypeError);
});

test("ids that aren't well-formed are left out, whatever they are, and nothing throws", async () => {
  const { set, exemplars, end } = always();
  const other = traced();
  const hex = (length: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF"), minLength: length, maxLength: length });
  const id = fc.oneof(fc.anything(), fc.string(), hex(32), hex(16), fc.constant("0".repeat(32)));
  const hostile = fc.oneof(
    fc.anything(),
    fc.record({ traceId: id, spanId: id, traceFlags: fc.anything() }),
    fc.constantFrom(
      { traceId: "g".repeat(32), spanId: "1".repeat(16), traceFlags: 1n },
      { traceId: "1".repeat(32), spanId: "/".repeat(16), traceFlags: 1 },
      { traceId: "1".repeat(32), spanId: "1".repeat(16) + "\u0131", traceFlags: 1 },
      new Proxy({}, {
        get: () => {
          throw new Error("hostile");
        },
      }),
    ),
  );
  fc.assert(
    fc.property(hostile, (given) => {
      const fake = given as SpanContext | undefined;
      set.count.add(3, fake);
      other.set.count.add(3, fake);
      const [[value, ...numbers] = []] = exemplars("count");
      assert.equal(value, 3);
      if (numbers[0] === undefined) assert.deepEqual(numbers, [undefined], "both ids or none");
      else assert.match(`${fake?.traceId} ${fake?.spanId}`, /^[0-9a-f]{32} [0-9a-f]{16}$/i);
    }),
    { numRuns: 500 },
  );
  set.count.add(4, {
    traceId: "0AF7651916CD43DD8448EB211C80319C",
    spanId: "B7AD6B7169203331",
    traceFlags: 1,
  });
  assert.notEqual(exemplars("count")[0]?.[1], undefined, "upper case is accepted");
  await Promise.all([end(), other.end()]);
});

test("recording n replaces an exemplar with probability 1/n", () => {
  const draws = 10_000;
  for (const kept of [1, 2, 3, 10, 1000]) {
    for (const factor of [1, 1.5, 2, 7, 100]) {
      const last = Math.floor(kept * factor);
      let skipped = 0;
      for (let i = 0; i < draws; i++) if (nextKept(kept, (i + 0.5) / draws) > last) skipped++;
      // That none of the recordings kept + 1 … last is kept: the product of (1 - 1/n).
      const share = kept / last;
      assert.ok(Math.abs(skipped / draws - share) <= 1 / draws, `${kept}, ${last}: ${skipped}`);
    }
  }
  assert.equal(nextKept(1, 0), 0xffffffff);
});

test("each recording of a window has the same chance to be its exemplar", async () => {
  const { set, exemplars, end } = always();
  const values = 5, windows = 4000, counts = new Array<number>(values).fill(0);
  const random = Math.random;
  let state = 1;
  // A fixed sequence: mulberry32.
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  try {
    for (let window = 0; window < windows; window++) {
      for (let value = 0; value < values; value++) set.level.set(value);
      const [[value = NaN] = []] = exemplars("level");
      counts[value] = (counts[value] ?? 0) + 1;
    }
  } finally {
    Math.random = random;
  }
  // Four standard deviations of a binomial distribution.
  const expected = windows / values, tolerance = 4 * Math.sqrt(expected * (1 - 1 / values));
  for (const count of counts) assert.ok(Math.abs(count - expected) < tolerance, `${counts}`);
  await end();
});

test("instruments without exemplars take no span", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const plain = telemetry.register(Plain), withSome = telemetry.register(Traced);
  // Never called: the types are what is tested.
  const wrong = () => {
    // @ts-expect-error: the metric has no exemplars
    plain.count.add(1, span(1));
    // @ts-expect-error: the metric has no exemplars
    withSome.plain.add(1, span(1));
    // @ts-expect-error: a span has ids
    withSome.count.add(1, {});
  };
  assert.equal(typeof wrong, "function");
  withSome.count.add(1, { ...span(1), isRemote: true } as SpanContext);
  await telemetry.shutdown();
});

test("a descriptor whose exemplars make no sense is refused, by name", () => {
  const stability = "development";
  const define = (metric: object) =>
    defineMetricSet({
      name: "exemplars.bad",
      brief: "For tests.",
      stability,
      version: "1.0.0",
      schemaUrl: "",
      attributes: { registration: [], measurement: [] },
      metrics: [{
        field: "count",
        name: "exemplars.bad.count",
        unit: "1",
        brief: "For tests.",
        stability,
        instrument: "counter",
        valueType: "int",
        ...metric,
      }],
    });
  assert.throws(
    () => define({ exemplars: "sometimes" }),
    /exemplars\.bad\.count: exemplars must be always_on/,
  );
  assert.throws(
    () => define({ exemplars: "always_on", recording: "observe" }),
    /exemplars\.bad\.count: what is observed has no exemplars/,
  );
  assert.throws(
    () =>
      define({
        instrument: "histogram",
        valueType: "double",
        boundaries: Array.from({ length: 300 }, (_, i) => i),
        exemplars: "always_on",
      }),
    /exemplars\.bad would keep 301 exemplars a series, at most 256 are possible/,
  );
});
