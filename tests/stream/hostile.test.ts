import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import {
  DefinitionsSchema,
  type Record as StreamRecord,
  RecordSchema,
  WindowSchema,
} from "../../proto/gen/es/percore/stream/v1/stream_pb.ts";
import { crc32 } from "../../src/export/stream/checksum.ts";
import { readStream } from "../../src/export/stream/mod.ts";
import { StreamEncoder } from "../../src/export/stream/stream_encoder.ts";
import { Recorder } from "./recorder.ts";
import { joined, type Reading, reading, streamOf } from "./streams.ts";

/** A stream of three windows in which there is something of everything. */
function sample(): Uint8Array<ArrayBuffer>[] {
  using recorder = new Recorder();
  const reader = recorder.telemetry.reader({ temporality: "delta" }), encoder = new StreamEncoder();
  return [1, 2, 3].map((round) => {
    for (let instrument = 0; instrument <= 20; instrument++) recorder.record([instrument, 7 * round]);
    const { collection, commit } = reader.begin(), encoded = encoder.encode(collection, false);
    assert(encoded);
    encoded.commit();
    commit();
    return encoded.bytes;
  });
}

const pieces = sample(), whole = joined(pieces), intact = await reading(streamOf(whole));
const records = intact.ends.map((end, i) => ({ begin: intact.ends[i - 1] ?? 0, end }));

/** Windows must be those that were written, as far as they go. */
function checkPrefix({ windows }: Reading): void {
  windows.forEach((window, i) => assert.deepEqual(window, intact.windows[i]));
}

test("a stream that is cut off anywhere gives the windows before, and an error with the place of the rest", async () => {
  assert.equal(intact.error, undefined);
  assert.equal(intact.windows.length, 3);
  for (let length = 0; length < whole.length; length++) {
    // What the windows are takes time to tell, and is told when all of them are there.
    const isWhole = records.some(({ end }) => end === length);
    const bytes = streamOf(whole.subarray(0, length), 4096);
    const found = await reading(bytes, {}, isWhole ? undefined : () => new Uint8Array());
    const complete = records.filter(({ end }) => end <= length);
    assert.equal(found.windows.length, complete.length);
    if (isWhole) checkPrefix(found);
    const end = complete.at(-1)?.end ?? 0;
    assert.equal(found.error?.offset, length === end ? undefined : end);
  }
});

test("a bit that has changed is noticed, and no window is given that was not written", async () => {
  const bit = fc.integer({ min: 0, max: whole.length * 8 - 1 });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(bit, { minLength: 1, maxLength: 3 }), async (bits) => {
      const damaged = whole.slice();
      for (const bit of bits) damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ 1 << (bit & 7);
      const found = await reading(streamOf(damaged, 4096));
      checkPrefix(found);
      const first = Math.min(...bits) >> 3;
      assert.equal(found.error?.offset, records.find(({ end }) => end > first)?.begin);
    }),
    { numRuns: 2000 },
  );
});

test("a record that is missing, comes twice or in another place is noticed", async () => {
  const [first, second, third] = pieces;
  assert(first && second && third);
  for (const order of [[first, third], [first, second, second], [first, third, second], [second, first]]) {
    assert((await reading(streamOf(joined(order)))).error);
  }
});

test("two streams, one behind the other, are a stream", async () => {
  const { windows, error } = await reading(streamOf(joined([whole, whole])));
  assert.equal(error, undefined);
  assert.deepEqual(windows, [...intact.windows, ...intact.windows]);
});

/** A record with a right checksum around whatever it has. */
function sealed(content: Uint8Array, before = 0): Uint8Array<ArrayBuffer> {
  const checksum = crc32(content, before), length: number[] = [];
  for (let rest = content.length + 5; rest > 0; rest >>>= 7) {
    length.push(rest & 0x7f | (rest >= 0x80 ? 0x80 : 0));
  }
  const tail = new Uint8Array(5);
  tail[0] = 0x7d;
  new DataView(tail.buffer).setUint32(1, checksum, true);
  return joined([Uint8Array.from(length), content, tail]);
}

/** The message of a stream's first record, without its length and checksum. */
const content = (pieces[0] ?? new Uint8Array()).slice(2, -5);

test("records that were made to do harm give an error, and nothing else", async () => {
  const change = fc.tuple(fc.nat(content.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const hostile = content.slice();
      for (const [at, byte] of changes) hostile[at] = byte;
      await reading(streamOf(sealed(hostile), 65536), { maxMemory: 2 ** 24 });
      await reading(streamOf(sealed(hostile), 65536), { maxMemory: 2 ** 24, temporality: "cumulative" });
    }),
    { numRuns: 1000 },
  );
});

test("any bytes are either read or refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      await reading(streamOf(bytes));
      await reading(streamOf(sealed(joined([content.subarray(0, 20), bytes]))));
    }),
    { numRuns: 2000 },
  );
});

/** A stream of records as somebody with the .proto could make it. */
function crafted(...parts: readonly Partial<Pick<StreamRecord, "definitions" | "window">>[]): Uint8Array {
  let checksum = 0;
  return joined(parts.map((part, i) => {
    const header = i === 0 ? create(RecordSchema, { header: { magic: "percore.stream", version: 1 } }) : {};
    const bytes = toBinary(RecordSchema, create(RecordSchema, { ...header, ...part }));
    const record = sealed(bytes, checksum);
    checksum = crc32(bytes, checksum);
    return record;
  }));
}

const counter = { field: "a", name: "a", instrument: 1, valueType: 1 } as const;
const gauge = { field: "b", name: "b", instrument: 3, valueType: 2 } as const;
const spread = { field: "c", name: "c", instrument: 4, valueType: 2, aggregation: 2 } as const;
const DEFINED = {
  descriptors: [{ name: "set", metrics: [counter, gauge, { ...spread, maxSize: 2n ** 40n }] }],
  sets: [{ temporality: 1 }],
  series: [{ count: 2 }],
};

/** Definitions, some of which differ. */
const defined = (part: object = {}) => create(DefinitionsSchema, { ...DEFINED, ...part });

/** A window of some sets. */
const windowOf = (...sets: object[]) => create(WindowSchema, { sets });

async function reasonOf(bytes: Uint8Array, maxMemory = 2 ** 24): Promise<string> {
  const { error } = await reading(streamOf(bytes, 65536), { maxMemory });
  return error?.message ?? "none";
}

test("what a stream asks for is limited before it is made", async () => {
  const touched = windowOf({ series: [1, 1] });
  const asked = (part: object) => reasonOf(crafted({ definitions: defined(part), window: touched }));
  assert.equal(await asked({}), "none");
  assert.match(await asked({ series: [{ count: 2 ** 31 }] }), /maxMemory/);
  const wide = { ...counter, instrument: 4, boundaries: new Array<number>(2000).fill(1) };
  assert.match(await asked({ descriptors: [{ metrics: [wide] }] }), /lanes/);
  // 100,000 points without a value, again and again.
  const gone = new Array<object>(1000).fill({ field: 1, gone: true });
  const steps = new Array<number>(100_000).fill(1), series = [{ count: 100_000 }];
  const again = crafted({
    definitions: defined({ series }),
    window: windowOf({ series: steps, fields: gone }),
  });
  assert.match(await reasonOf(again, 2 ** 26), /maxMemory/);
  // 100,000 series of 1,000 lanes, in a few bytes besides the descriptor.
  const large = { ...wide, boundaries: new Array<number>(1000).fill(1) };
  assert.match(
    await asked({ descriptors: [{ metrics: [large] }], series: [{ count: 100_000 }] }),
    /maxMemory/,
  );
});

test("a resource may change within a stream: what is added up of it begins anew", async () => {
  const window = windowOf({ series: [1], fields: [{ field: 0, ints: [5n] }] });
  const values = ["key", "a", "b"].map((text) => ({ kind: { case: "text", value: text } }));
  const bytes = crafted(
    {
      definitions: defined({ values, resource: { attributes: [0, 1] }, sets: [{ temporality: 2 }] }),
      window,
    },
    { window },
    { definitions: create(DefinitionsSchema, { resource: { attributes: [0, 2] } }), window },
    { window },
  );
  const found: unknown[] = [];
  for await (const { resource, sets } of readStream(streamOf(bytes), { temporality: "cumulative" })) {
    found.push([resource.attributes["key"], sets.map(({ values }) => values[0])]);
  }
  assert.deepEqual(found, [["a", [5]], ["a", [10]], ["b", [5]], ["b", [10]]]);
});

test("buckets at both ends of what there is take no memory for what lies between", async () => {
  const bucket = (offset: number) => {
    const field = { field: 2, counts: [0n], doubles: [1, 1, 1], scales: [20], buckets: [1n] };
    return windowOf({ series: [1], fields: [{ ...field, offsets: [offset, 0], lengths: [1, 0] }] });
  };
  for (const temporality of [1, 2]) {
    const definitions = defined({ sets: [{ temporality }] });
    const bytes = crafted({ definitions, window: bucket(-1e9) }, { window: bucket(1e9) });
    const { windows, error } = await reading(streamOf(bytes), { temporality: "cumulative" });
    assert.deepEqual([windows.length, error], [2, undefined]);
  }
  const beyond = crafted({ definitions: defined(), window: bucket(-2e9) });
  assert.match(await reasonOf(beyond), /no value has bucket/);
});

test("a record that says it is larger than may be is refused at its first bytes", async () => {
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1024).fill(0xff));
    },
  });
  const { error } = await reading(endless);
  assert.match(error?.message ?? "", /at byte 0: a record would have more than 16777216 bytes/);
});

test("other files, and streams of a later format, are told apart", async () => {
  const text = new TextEncoder().encode('{"resourceMetrics":[{"resource":{"attributes":[]}}]}'.repeat(10));
  assert.match(await reasonOf(text), /this is no stream of percore/);
  const later = create(RecordSchema, { header: { magic: "percore.stream", version: 2 } });
  assert.match(await reasonOf(sealed(toBinary(RecordSchema, later))), /a later percore is needed/);
  const other = create(RecordSchema, { header: { magic: "something", version: 1 } });
  assert.match(await reasonOf(sealed(toBinary(RecordSchema, other))), /this is no stream of percore/);
  assert.equal((await reading(streamOf(new Uint8Array()))).error, undefined);
});

test("what a later format adds is passed over", async () => {
  const header = { magic: "percore.stream", version: 1 };
  const record = create(RecordSchema, { header, definitions: defined(), window: windowOf({ series: [1] }) });
  record.$unknown = [{ no: 9, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) }];
  const bytes = toBinary(RecordSchema, record);
  const { windows, error } = await reading(streamOf(sealed(bytes)));
  assert.equal(error, undefined);
  assert.equal(windows.length, 1);
});

test("reading that is ended early ends the stream, too; a failing stream fails with its own error", async () => {
  let cancelled = false;
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(whole),
    cancel: () => void (cancelled = true),
  });
  for await (const window of readStream(source)) {
    assert(window.sets.length > 0);
    break;
  }
  assert.equal(cancelled, true);
  const failing = new ReadableStream<Uint8Array>({
    pull: () => Promise.reject(new Error("the disk is gone")),
  });
  await assert.rejects(Array.fromAsync(readStream(failing)), /^Error: the disk is gone$/);
});

test("the framing is the one that protocol buffers' libraries call size-delimited", () => {
  const record = create(RecordSchema, { header: { magic: "percore.stream", version: 1 } });
  const delimited = sizeDelimitedEncode(RecordSchema, record);
  assert.equal(delimited[0], delimited.length - 1);
});
