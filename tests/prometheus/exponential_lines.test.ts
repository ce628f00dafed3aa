import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ExponentialBuckets } from "../../src/aggregate/exponential_buckets.ts";
import { BoundsFinder } from "../../src/export/prometheus/bounds_finder.ts";
import { ExponentialLines } from "../../src/export/prometheus/exponential_lines.ts";
import { IntTotal } from "../../src/export/prometheus/int_total.ts";
import { PrometheusRenderer } from "../../src/export/prometheus/mod.ts";
import { exactIndex, lowerBound } from "../../src/set/exponential_index.ts";
import { parseText } from "./_parse_text.ts";
import { collection, setPoints, type TestPoints } from "./_set_points.ts";

const SPREAD = { name: "spread", instrument: "histogram", aggregation: "exponential" } as const;
const decoder = new TextDecoder();

/** The cumulative counts of the one histogram of the text, by their bounds and in their order. */
function bucketsOf(text: string): Map<number, number> {
  const buckets = new Map<number, number>();
  const [family] = parseText(text);
  assert.equal(family?.type, "histogram");
  for (const { name, labels, value } of family.samples) {
    const bound = labels.get("le")?.replace("+Inf", "Infinity");
    if (name === "spread_bucket") buckets.set(Number(bound), Number(value));
    if (name === "spread_count") assert.equal(Number(value), buckets.get(Infinity));
  }
  return buckets;
}

function scraper(...sets: TestPoints[]) {
  const renderer = new PrometheusRenderer();
  return () => {
    const text = decoder.decode(renderer.render(collection(...sets)));
    assert.equal(text, decoder.decode(new PrometheusRenderer().render(collection(...sets))));
    return bucketsOf(text);
  };
}

/** Prometheus counts what is at most the bound; of negative buckets, what equals the bound comes with the next one. */
function assertCounts(buckets: ReadonlyMap<number, number>, values: readonly number[]): void {
  let before = -Infinity;
  for (const [bound, count] of buckets) {
    assert.ok(bound > before, `${bound} comes after ${before}`);
    before = bound;
    const expected = values.filter((value) => bound < 0 ? value < bound : value <= bound);
    assert.equal(count, expected.length, `at most ${bound}`);
  }
  assert.equal(before, Infinity);
}

const edge = fc.constantFrom(0, 1, 2, -1, -2, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE);
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -3, max: 3, noNaN: true }),
  edge,
);
const windows = fc.array(fc.array(value, { maxLength: 20 }), { maxLength: 6 });
const maxSize = fc.constantFrom(2, 5, 20, 160);
const scale = fc.integer({ min: -3, max: 8 });

test("the counts of all bounds are exact, and a bound stays as long as it is one of the scale's", () => {
  fc.assert(fc.property(windows, maxSize, scale, (windows, maxSize, scale) => {
    const points = setPoints({ metrics: [{ ...SPREAD, maxSize }] }), scrape = scraper(points);
    const values: number[] = [];
    let before: number[] = [];
    for (const window of windows) {
      for (const value of window) points.record(0, value, scale);
      values.push(...window);
      const buckets = scrape();
      assertCounts(buckets, values);
      const field = points.layout.fields[0];
      assert.ok(field !== undefined);
      const now = points.buckets(0, field)?.scale ?? 0;
      for (const bound of before) {
        const stays = bound === 0 || bound === Infinity || isBound(Math.abs(bound), now);
        assert.equal(buckets.has(bound), stays, `the bound ${bound} at scale ${now}`);
      }
      before = [...buckets.keys()];
    }
  }));
});

function isBound(value: number, scale: number): boolean {
  return lowerBound(exactIndex(value, scale) + 1, scale) === value;
}

test("histograms of the same labels are added, whatever their scales are", () => {
  const recording = fc.record({ first: fc.boolean(), value });
  fc.assert(fc.property(fc.array(fc.array(recording), { maxLength: 4 }), scale, scale, (windows, a, b) => {
    const one = setPoints({ metrics: [SPREAD], attributes: { "a.b": "x" } });
    const two = setPoints({ metrics: [SPREAD], attributes: { a_b: "x" } });
    const scrape = scraper(one, two), values: number[] = [];
    for (const window of windows) {
      for (const { first, value } of window) {
        if (first) one.record(0, value, a);
        else two.record(0, value, b);
        values.push(value);
      }
      assertCounts(scrape(), values);
    }
  }));
});

test("all series of a family have the same bounds, so that their sum over each bound is that of all values", () => {
  const recording = fc.record({ series: fc.nat(2), value });
  fc.assert(
    fc.property(
      fc.array(fc.array(recording), { maxLength: 4 }),
      scale,
      scale,
      scale,
      (windows, ...scales) => {
        const sets = ["x", "y", "z"].map((of) =>
          setPoints({ metrics: [SPREAD], attributes: { "a.of": of } })
        );
        const renderer = new PrometheusRenderer(), values: number[] = [];
        for (const window of windows) {
          for (const { series, value } of window) {
            sets[series]?.record(0, value, scales[series] ?? 0);
            values.push(value);
          }
          const [family] = parseText(decoder.decode(renderer.render(collection(...sets))));
          const buckets = family?.samples.filter(({ name }) => name === "spread_bucket") ?? [];
          const bySeries = Map.groupBy(buckets, ({ labels }) => labels.get("a_of") ?? "");
          const boundsOf = [...bySeries.values()].map((each) => each.map(({ labels }) => labels.get("le")));
          assert.deepEqual(boundsOf, Array(3).fill(boundsOf[0]));
          const sums = new Map<number, number>();
          for (const { labels, value } of buckets) {
            const bound = Number(labels.get("le")?.replace("+Inf", "Infinity"));
            sums.set(bound, (sums.get(bound) ?? 0) + Number(value));
          }
          assertCounts(sums, values);
        }
      },
    ),
  );
});

test("a text has the same bounds from its beginning to its end, whatever other texts are made meanwhile", () => {
  // Several pages of them.
  const sets = Array.from(
    { length: 40 },
    (_, of) => setPoints({ metrics: [SPREAD], attributes: { "a.of": `${of}` } }),
  );
  const renderer = new PrometheusRenderer(), points = collection(...sets);
  const record = (value: number) => sets.forEach((set) => set.record(0, value, 0));
  record(1);
  const chunks = renderer.renderChunks(points, { pieceBytes: 1 }), texts: string[] = [];
  const next = () => {
    const { value, done } = chunks.next();
    if (value !== undefined) texts.push(decoder.decode(value));
    return done === true;
  };
  while (!texts.at(-1)?.includes("spread_count")) next();
  record(100);
  const later = bounds(decoder.decode(renderer.render(points)));
  while (!next()) { /* until its end */ }
  assert.deepEqual(later, ["0.5", "1", "64", "128", "+Inf"]);
  assert.deepEqual(bounds(texts.join("")), ["0.5", "1", "+Inf"]);

  /** The bounds that all series of a text have. */
  function bounds(text: string): readonly (string | undefined)[] {
    const [family] = parseText(text);
    const buckets = family?.samples.filter(({ name }) => name === "spread_bucket") ?? [];
    const bySeries = Map.groupBy(buckets, ({ labels }) => labels.get("a_of"));
    const all = [...bySeries.values()].map((each) => each.map(({ labels }) => labels.get("le")));
    assert.deepEqual(all, Array(40).fill(all[0]));
    return all[0] ?? [];
  }
});

/** Histograms that share their bounds, each with the values it was told. */
class Histograms {
  readonly #finder = new BoundsFinder();
  #bounds = this.#finder.found();
  readonly all;

  constructor(maxSize: number, scales: readonly number[]) {
    this.all = scales.map((scale) => ({
      values: [] as number[],
      zeros: 0,
      scale,
      buckets: new ExponentialBuckets(maxSize, scale),
      lines: new ExponentialLines(String),
    }));
  }

  record(series: number, value: number): void {
    const one = this.all[series];
    if (one === undefined) return;
    one.values.push(value);
    if (value === 0) one.zeros++;
    else one.buckets.add(value > 0 ? 1 : -1, exactIndex(value, one.scale), one.scale, 1);
  }

  look(): void {
    for (const { zeros, buckets } of this.all) this.#finder.take(zeros, buckets);
    this.#bounds = this.#finder.found();
  }

  /** The cumulative counts of each: the last one is that of all values. */
  counts() {
    return this.all.map(({ values, zeros, buckets, lines }) => {
      const total = new IntTotal(), told: [number, number][] = [];
      lines.update(this.#bounds, zeros, buckets);
      lines.each(total, (bound) => told.push([bound, total.value]));
      return { values, buckets: new Map([...told, [Infinity, total.value]]) };
    });
  }
}

const anyScale = fc.integer({ min: -10, max: 20 });
const recordings = fc.array(fc.record({ series: fc.nat(2), value }), { maxLength: 12 });

test("what is recorded after the look is in the total, and never below a bound that it is above", () => {
  const scrapes = fc.array(fc.record({ before: recordings, after: recordings }), { maxLength: 4 });
  const scales = fc.tuple(anyScale, anyScale, anyScale);
  fc.assert(fc.property(scrapes, maxSize, scales, (scrapes, maxSize, scales) => {
    const histograms = new Histograms(maxSize, scales);
    for (const { before, after } of scrapes) {
      for (const { series, value } of before) histograms.record(series, value);
      histograms.look();
      for (const { values, buckets } of histograms.counts()) assertCounts(buckets, values);
      for (const { series, value } of after) histograms.record(series, value);
      for (const { values, buckets } of histograms.counts()) {
        assert.equal(buckets.get(Infinity), values.length);
        let last = 0;
        for (const [bound, count] of buckets) {
          assert.ok(count >= last && count <= values.filter((value) => value <= bound).length, `${bound}`);
          last = count;
        }
      }
    }
  }));
});

test("a histogram that goes from the finest to the coarsest scale after the look counts nothing below its bound", () => {
  const histograms = new Histograms(2, [20]);
  histograms.record(0, 1.5);
  histograms.look();
  histograms.record(0, 5e-324);
  const [{ buckets } = assert.fail()] = histograms.counts();
  assert.equal(histograms.all[0]?.buckets.scale, -11);
  assert.deepEqual([...buckets.values()], [1, 1, 2]);
});

test("a bucket has its lower bound beside its upper one, so that what is in it isn't spread below it", () => {
  const points = setPoints({ metrics: [SPREAD] }), scrape = scraper(points);
  for (const value of [8, 8, 100]) points.record(0, value, 0);
  assert.deepEqual([...scrape()], [[4, 0], [8, 2], [64, 2], [128, 3], [Infinity, 3]]);
});

test("the bucket of the largest doubles is +Inf, and that of the smallest negative one ends at 0", () => {
  const points = setPoints({ metrics: [SPREAD] }), scrape = scraper(points);
  for (const value of [Number.MAX_VALUE, -5e-324]) points.record(0, value, 0);
  assert.deepEqual([...scrape()], [[-5e-324, 0], [0, 1], [2 ** 1023, 1], [Infinity, 2]]);
  points.record(0, 0, 0);
  assert.deepEqual([...scrape()], [[-5e-324, 0], [0, 2], [2 ** 1023, 2], [Infinity, 3]]);
});

test("counts are exact beyond 2^53", () => {
  const points = setPoints({ metrics: [SPREAD] });
  points.values[0] = 4096;
  points.carries[0] = 1000;
  for (const value of [1, 1, 4]) points.record(0, value, 0);
  const text = decoder.decode(new PrometheusRenderer().render(collection(points)));
  const count = (line: RegExp) => text.split("\n").find((each) => line.test(each))?.split(" ").at(-1);
  assert.equal(count(/le="0"/), String(1000n * 2n ** 53n + 4096n));
  assert.equal(count(/le="4"/), String(1000n * 2n ** 53n + 4099n));
  assert.equal(count(/spread_count/), String(1000n * 2n ** 53n + 4099n));
});
