import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ControlWord, createRing, isRingSize } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";

const SIZE = 65536;

test("frames arrive whole and in order, however they fall over the ring's end", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ cells: fc.nat(2000), drain: fc.boolean() }), { maxLength: 100 }),
      fc.nat(2 ** 32 - 1),
      (frames, start) => {
        const buffer = createRing(SIZE);
        // Positions run on without end: begin anywhere, also just before they wrap.
        const control = new Int32Array(buffer, 0, 64);
        control[ControlWord.tail] = control[ControlWord.head] = start | 0;
        const writer = new RingWriter(buffer), reader = new RingReader(buffer);
        let written = 0, read = 0;
        const waiting: number[] = [];
        const drain = () => {
          while (reader.next()) {
            read++;
            assert.equal(reader.sequence, read);
            assert.equal(reader.cells, waiting.shift());
            for (let i = 0; i < reader.cells; i++) {
              assert.equal(reader.rowAt(i), read);
              assert.equal(reader.laneAt(i), i);
              assert.equal(reader.valueAt(i), read + i);
            }
          }
          reader.release();
        };
        for (const { cells, drain: drains } of frames) {
          if (!writer.begin(cells)) {
            drain();
            assert.ok(writer.begin(cells), "an empty ring has room for a frame of maxCells");
          }
          written++;
          for (let i = 0; i < cells; i++) writer.add(written, i, written + i);
          writer.publish({ block: 64, generation: 1, last: false, sequence: written, start: 1, end: 2 });
          waiting.push(cells);
          if (drains) drain();
        }
        drain();
        assert.equal(read, written);
        assert.equal(reader.corrupt, false);
      },
    ),
    { numRuns: 200 },
  );
});

test("a frame that is begun and not published doesn't exist", () => {
  const buffer = createRing(SIZE);
  const writer = new RingWriter(buffer), reader = new RingReader(buffer);
  writer.begin(1);
  writer.add(0, 0, 1);
  assert.equal(reader.next(), false);
});

test("a full ring refuses a frame until the reader has given memory back", () => {
  const buffer = createRing(SIZE);
  const writer = new RingWriter(buffer), reader = new RingReader(buffer);
  let sequence = 0;
  const fill = () => {
    while (writer.begin(100)) {
      for (let i = 0; i < 100; i++) writer.add(0, i, 1);
      writer.publish({ block: 64, generation: 1, last: false, sequence: ++sequence, start: 1, end: 2 });
    }
  };
  fill();
  while (reader.next());
  assert.equal(writer.begin(100), false, "what was read isn't given back yet");
  reader.release();
  assert.ok(writer.begin(100));
});

test("overwritten memory is reported as corrupt, not read", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (units, kind) => {
      const buffer = createRing(SIZE);
      const writer = new RingWriter(buffer), reader = new RingReader(buffer);
      writer.begin(2);
      writer.add(0, 0, 1);
      writer.add(0, 1, 1);
      writer.publish({ block: 64, generation: 1, last: false, sequence: 1, start: 1, end: 2 });
      const words = new Int32Array(buffer, 256);
      words[0] = units;
      words[1] = kind;
      let frames = 0;
      while (reader.next()) frames++;
      assert.ok(frames <= 1);
      assert.ok(reader.corrupt || (units === 10 && kind <= 2), `units ${units}, kind ${kind} were accepted`);
    }),
    { numRuns: 300, examples: [[0, 1], [-1, 1], [1 << 30, 2], [10, 7]] },
  );
});

test("only powers of two from 64 KiB on are ring sizes", () => {
  for (const bytes of [65536, 262144, 2 ** 30]) assert.ok(isRingSize(bytes));
  for (const bytes of [0, -65536, 4096, 65537, 100_000, 2 ** 31, NaN, 65536.5]) assert.ok(!isRingSize(bytes));
});
