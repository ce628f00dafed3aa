import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { sizeDelimitedDecodeStream } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import type { Collection, MetricSetDescriptor, TemporalityPreference } from "@percore/telemetry";
import { RecordSchema, Temporality } from "../../proto/gen/es/percore/stream/v1/stream_pb.ts";
import { StreamEncoder } from "../../src/export/stream/stream_encoder.ts";
import { readStream } from "../../src/export/stream/mod.ts";
import { sumsOf } from "../aggregate/sums.ts";
import { collections } from "../otlp/collections.ts";
import { collection, descriptor, metric, record, setPoints } from "../otlp/set_points.ts";
import { Recorder, type Recording, recordings } from "./recorder.ts";
import { joined, otlpOf, reading, streamOf } from "./streams.ts";

const TEMPORALITIES: readonly TemporalityPreference[] = ["cumulative", "delta", "lowmemory"];
const LARGEST = 2n ** 63n - 1n;

/** Without what says nothing: no boundaries, no description. */
function plain(descriptor: MetricSetDescriptor): unknown {
  return JSON.parse(JSON.stringify(descriptor, (key, value) => {
    const isEmpty = ["boundaries", "description"].includes(key) && value.length === 0;
    return isEmpty || value === false ? undefined : value;
  }));
}

test("a collection of any shape is read as it was written, whatever the pieces", async () => {
  await fc.assert(
    fc.asyncProperty(collections, fc.integer({ min: 1, max: 5000 }), async (given, size) => {
      const encoded = new StreamEncoder().encode(given, false);
      if (encoded === undefined) return assert.equal(given.sets.length, 0);
      const [window, ...others] = await Array.fromAsync(readStream(streamOf(encoded.bytes, size)));
      assert(window);
      assert.deepEqual(others, []);
      assert.deepEqual(otlpOf(window), otlpOf(given));
      assert.deepEqual(
        window.sets.map(({ descriptor }) => plain(descriptor)),
        given.sets.map(({ descriptor }) => plain(descriptor)),
      );
      assert.equal(window.end, encoded.bytes.length);
    }),
  );
});

/** Windows' recordings, and whether each one's export was committed, or given up although its bytes arrived. */
const windows = fc.array(fc.tuple(recordings, fc.constantFrom(true, true, false)), {
  minLength: 1,
  maxLength: 8,
});

test("each window is read as its reader gave it, whatever its temporality; one that was given up is not", async () => {
  const all = fc.asyncProperty(fc.constantFrom(...TEMPORALITIES), windows, async (temporality, windows) => {
    using recorder = new Recorder();
    const reader = recorder.telemetry.reader({ temporality }), encoder = new StreamEncoder();
    const pieces: Uint8Array[] = [], expected: Uint8Array[] = [];
    let uncommitted = false;
    for (const [recordings, arrives] of [...windows, [[[0, 1]] as Recording[], true] as const]) {
      for (const recording of recordings) recorder.record(recording);
      const batch = reader.begin(), otlp = otlpOf(batch.collection);
      const encoded = encoder.encode(batch.collection, uncommitted);
      if (encoded !== undefined) pieces.push(encoded.bytes);
      if (arrives) {
        encoded?.commit();
        batch.commit();
        if (encoded !== undefined) expected.push(otlp);
        uncommitted = false;
      } else {
        batch.rollBack();
        uncommitted ||= encoded !== undefined;
      }
    }
    const { windows: found, error } = await reading(streamOf(joined(pieces)));
    assert.equal(error, undefined);
    assert.equal(found.length, expected.length);
    found.forEach((window, i) => assert.deepEqual(window, expected[i]));
  });
  await fc.assert(all, { numRuns: 60 });
});

/** All sums, and the gauges that have a value, of the sets that the test records in. */
function totalsOf(collection: Collection): readonly unknown[] {
  const sets = collection.sets.filter(({ descriptor }) => !descriptor.name.startsWith("percore."));
  const gauges = sets.flatMap(({ layout: { fields }, values, entity }) =>
    fields.filter(({ metric, lane }) => metric.instrument === "gauge" && !Number.isNaN(values[lane]))
      .map(({ metric, lane }) => [metric.name, JSON.stringify(entity), values[lane]].join())
  );
  return [sumsOf(sets).bySeries, gauges.sort()];
}

test("deltas that are added up are what a cumulative reader has", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...TEMPORALITIES), windows, async (temporality, windows) => {
      using recorder = new Recorder();
      const cumulative = recorder.telemetry.reader();
      const reader = recorder.telemetry.reader({ temporality }), encoder = new StreamEncoder();
      const pieces: Uint8Array[] = [];
      let uncommitted = false;
      for (const [recordings, arrives] of [...windows, [[[0, 1]] as Recording[], true] as const]) {
        for (const recording of recordings) recorder.record(recording);
        const batch = reader.begin(), encoded = encoder.encode(batch.collection, uncommitted);
        // Where nothing at all was recorded since the last window, there is nothing to write.
        if (encoded === undefined) {
          batch.commit();
          continue;
        }
        pieces.push(encoded.bytes);
        uncommitted = !arrives;
        if (arrives) encoded.commit();
        if (arrives) batch.commit();
        else batch.rollBack();
      }
      let last: readonly unknown[] = [];
      for await (const window of readStream(streamOf(joined(pieces)), { temporality: "cumulative" })) {
        for (const { temporality } of window.sets) assert.equal(temporality, "cumulative");
        last = totalsOf(window);
      }
      assert.deepEqual(last, totalsOf(cumulative.collect()));
    }),
    { numRuns: 60 },
  );
});

test("points that go on from one window to the next say that something has arrived", async () => {
  using recorder = new Recorder();
  const reader = recorder.telemetry.reader({ temporality: "delta" }), encoder = new StreamEncoder();
  const pieces = [1, 2].map(() => {
    recorder.record([0, 1]);
    const encoded = encoder.encode(reader.collect(), false);
    encoded?.commit();
    return encoded?.bytes ?? new Uint8Array();
  });
  const revisions: (number | undefined)[] = [], seen = new Set<unknown>();
  for await (const { sets } of readStream(streamOf(joined(pieces)), { temporality: "cumulative" })) {
    const points = sets.find(({ descriptor }) => !descriptor.name.startsWith("percore."));
    seen.add(points);
    revisions.push(points?.revision);
  }
  assert.equal(seen.size, 1);
  assert.equal(new Set(revisions).size, 2);
});

test("deltas go on being added up when a stream begins anew, unless it is of another resource", async () => {
  const totals = async (...names: readonly string[]) => {
    using recorder = new Recorder();
    const reader = recorder.telemetry.reader({ temporality: "delta" });
    const pieces = names.map((name) => {
      recorder.record([0, 5]);
      const collection = { ...reader.collect(), resource: { attributes: { "service.name": name } } };
      return new StreamEncoder().encode(collection, false)?.bytes ?? new Uint8Array();
    });
    const found = [];
    for await (const { sets } of readStream(streamOf(joined(pieces)), { temporality: "cumulative" })) {
      found.push(sumsOf(sets).plain["sample.plain count 0 sum"]);
    }
    return found;
  };
  assert.deepEqual(await totals("a", "a", "a"), [5, 10, 15]);
  assert.deepEqual(await totals("a", "a", "b"), [5, 10, 5]);
});

test("what was added up of another resource takes no memory any more", async () => {
  using recorder = new Recorder();
  const reader = recorder.telemetry.reader({ temporality: "delta" });
  const pieces = Array.from({ length: 100 }, (_, i) => {
    recorder.record([0, 5]);
    const collection = { ...reader.collect(), resource: { attributes: { "service.instance.id": `${i}` } } };
    return new StreamEncoder().encode(collection, false)?.bytes ?? new Uint8Array();
  });
  const options = { temporality: "cumulative", maxMemory: 2 ** 18 } as const;
  assert.equal((await Array.fromAsync(readStream(streamOf(joined(pieces)), options))).length, 100);
});

test("integers are exact from -2^63 to 2^63 - 1, in whatever order they come", async () => {
  const levels = descriptor({ metrics: [metric({ name: "test.level", instrument: "updowncounter" })] });
  const values = fc.array(fc.bigInt(-LARGEST, LARGEST), { minLength: 1, maxLength: 10 });
  await fc.assert(fc.asyncProperty(values, async (values) => {
    const points = setPoints(levels), encoder = new StreamEncoder();
    const pieces: Uint8Array[] = [], expected: Uint8Array[] = [];
    for (const value of values) {
      record(points, 0, [value]);
      points.time += 256;
      const encoded = encoder.encode(collection([points]), false);
      encoded?.commit();
      pieces.push(encoded?.bytes ?? new Uint8Array());
      expected.push(otlpOf(collection([points])));
    }
    // The resource is another object each time, so that the stream begins anew.
    assert.deepEqual((await reading(streamOf(joined(pieces)))).windows, expected);
  }));
});

test("a gauge that has no value any more is read as one", async () => {
  for (const valueType of ["int", "double"] as const) {
    const points = setPoints(
      descriptor({ metrics: [metric({ name: "g", instrument: "gauge", valueType })] }),
    );
    const encoder = new StreamEncoder(), resource = { attributes: {} }, pieces: Uint8Array[] = [];
    for (const value of [1, NaN, 2]) {
      record(points, 0, [value]);
      const encoded = encoder.encode(collection([points], resource), false);
      encoded?.commit();
      pieces.push(encoded?.bytes ?? new Uint8Array());
    }
    const values = [];
    for await (const { sets } of readStream(streamOf(joined(pieces)))) values.push(sets[0]?.values[0]);
    assert.deepEqual(values, [1, NaN, 2]);
  }
});

test("what hasn't changed takes no room, and nothing new is no record", () => {
  const points = setPoints(descriptor({ metrics: [metric({ name: "test.count", instrument: "counter" })] }));
  const encoder = new StreamEncoder(), resource = { attributes: {} };
  const encode = () => {
    const encoded = encoder.encode(collection([points], resource), false);
    encoded?.commit();
    return encoded?.bytes.length ?? 0;
  };
  record(points, 0, [5]);
  const first = encode();
  assert.equal(encode(), 0);
  points.time += 1024;
  record(points, 0, [6]);
  const second = encode();
  assert(second < 60 && first > second, `${first} bytes, then ${second}`);
});

test("anyone who has the .proto can read a stream", async () => {
  using recorder = new Recorder();
  const reader = recorder.telemetry.reader({ temporality: "delta" }), encoder = new StreamEncoder();
  const pieces: Uint8Array[] = [];
  for (const count of [3, 4]) {
    recorder.record([0, count]);
    const { collection, commit } = reader.begin(), encoded = encoder.encode(collection, false);
    encoded?.commit();
    commit();
    pieces.push(encoded?.bytes ?? new Uint8Array());
  }
  const records = await Array.fromAsync(sizeDelimitedDecodeStream(RecordSchema, streamOf(joined(pieces))));
  assert.deepEqual(records.map(({ header }) => [header?.magic, header?.version]), [
    ["percore.stream", 1],
    [undefined, undefined],
  ]);
  const { descriptors = [], sets = [], values = [] } = records[0]?.definitions ?? {};
  assert.deepEqual(values.slice(0, 2).map(({ kind }) => kind.value), ["service.name", "test"]);
  const plain = descriptors.findIndex(({ name }) => name === "sample.plain");
  const set = sets.findIndex((set) => set.descriptor === plain && set.temporality === Temporality.DELTA);
  const count = descriptors[plain]?.metrics.findIndex(({ field }) => field === "count") ?? -1;
  const found = records.map(({ window }) =>
    window?.sets.find((part) => part.set === set)?.fields.find(({ field }) => field === count)?.ints
  );
  assert.deepEqual(found, [[3n], [4n]]);
  // Nothing in it is unknown to the .proto.
  for (const record of records) assert.equal(record.$unknown, undefined);
  assert(fromBinary(RecordSchema, pieces[0]?.subarray(2) ?? new Uint8Array()).checksum > 0);
});
