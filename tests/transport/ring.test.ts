import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CELL_UNITS, EXEMPLAR_UNITS, FrameKind, FrameWord, HEADER_UNITS } from "../../src/transport/frame.ts";
import { CONTROL_BYTES, controlOf, ControlWord, createRing, isRingSize } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";

const SIZE = 65536;

/** Some kilobytes, in which frames meet the end soon, and one that holds many. */
const sizes = fc.constantFrom(SIZE, 2 * SIZE, 8 * SIZE);
const word = fc.nat(2 ** 32 - 1);

test("frames arrive whole and in order, however they fall over the ring's end", () => {
  fc.assert(
    fc.property(
      sizes,
      // In eighths of a percent of the largest frame.
      fc.array(fc.record({ cells: fc.nat(800), drain: fc.boolean(), last: fc.boolean() }), { maxLength: 60 }),
      word,
      word,
      (size, frames, start, epoch) => {
        const buffer = createRing(size, epoch);
        // Positions run on without end: begin anywhere, also just before they wrap.
        const control = controlOf(buffer);
        control[ControlWord.tail] = control[ControlWord.head] = start | 0;
        const writer = new RingWriter(buffer), reader = new RingReader(buffer);
        let written = 0, read = 0;
        const waiting: { readonly cells: number; readonly last: boolean }[] = [];
        const drain = () => {
          while (reader.next()) {
            read++;
            assert.equal(reader.sequence, read);
            assert.equal(reader.epoch, epoch);
            assert.deepEqual({ cells: reader.cells, last: reader.last }, waiting.shift());
            assert.equal(reader.exemplars, 0);
            for (let i = 0; i < reader.cells; i++) {
              if (reader.rowAt(i) !== read || reader.laneAt(i) !== i || reader.valueAt(i) !== read + i) {
                assert.fail(`frame ${read} has another cell ${i}`);
              }
            }
          }
          reader.release();
        };
        for (const { cells: share, drain: drains, last } of frames) {
          const cells = Math.floor(writer.maxCells * share / 800);
          if (!writer.begin(cells)) {
            drain();
            assert.ok(writer.begin(cells), "an empty ring has room for a frame of maxCells");
          }
          written++;
          for (let i = 0; i < cells; i++) writer.add(written, i, written + i);
          const kind = last ? FrameKind.last : FrameKind.cells;
          writer.publish({ block: 64, generation: 1, kind, sequence: written, start: 1, end: 2 });
          waiting.push({ cells, last });
          if (drains) drain();
        }
        drain();
        assert.equal(read, written);
        assert.equal(reader.corruptions, 0);
      },
    ),
    { numRuns: 150 },
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
      writer.publish({
        block: 64,
        generation: 1,
        kind: FrameKind.cells,
        sequence: ++sequence,
        start: 1,
        end: 2,
      });
    }
  };
  fill();
  while (reader.next());
  assert.equal(writer.begin(100), false, "what was read isn't given back yet");
  reader.release();
  assert.ok(writer.begin(100));
});

/** A ring that is full of frames, up to its end and from its beginning, and the units at which they begin. */
function waitingRing(size: number) {
  const epoch = 0xdecade;
  const buffer = createRing(size, epoch);
  const writer = new RingWriter(buffer), first = new RingReader(buffer);
  let sequence = 0;
  const write = (cells: number) => {
    if (!writer.begin(cells)) return false;
    for (let i = 0; i < cells; i++) writer.add(0, i, i);
    writer.publish({
      block: 64,
      generation: 1,
      kind: FrameKind.cells,
      sequence: ++sequence,
      start: 1,
      end: 2,
    });
    return true;
  };
  // Up to where the ring's end is near; then frames until it is full.
  for (let half = 0; half < 3; half++) {
    write(Math.floor(writer.maxCells * 0.6));
    while (first.next());
    first.release();
  }
  const frames: number[] = [];
  while (write(100)) frames.push((writer.tail - HEADER_UNITS - 100 * CELL_UNITS) % (size / 8));
  const reader = new RingReader(buffer);
  return { buffer, writer, reader, frames };
}

/** Reads all that the ring gives, each word of it; an endless ring fails. */
function readAll(reader: RingReader, size: number): number {
  let frames = 0, units = 0;
  while (reader.next()) {
    frames++;
    for (let i = 0; i < reader.cells; i++) {
      units += 2;
      reader.rowAt(i);
      reader.laneAt(i);
      reader.valueAt(i);
    }
    for (let i = 0; i < reader.exemplars; i++) {
      units += 6;
      reader.exemplarRowAt(i);
      reader.exemplarValueAt(i);
      reader.exemplarTimeAt(i);
    }
    units += HEADER_UNITS;
    assert.ok(units <= size / 8, "more is read than the ring can hold");
  }
  reader.release();
  return frames;
}

test("whatever word is overwritten, a reader ends, stays within the ring, and goes on or says that it can't", () => {
  const place = fc.oneof(
    fc.record({ control: fc.constant(true), index: fc.nat(CONTROL_BYTES / 4 - 1) }),
    fc.record({ control: fc.constant(false), index: fc.nat(2 * HEADER_UNITS - 1) }),
  );
  const written = fc.oneof(word, fc.nat(200), fc.nat(200).map((n) => 2 ** 32 - 1 - n));
  fc.assert(
    fc.property(sizes, fc.array(fc.tuple(place, fc.nat(1000), written), { minLength: 1, maxLength: 4 }), (
      size,
      damages,
    ) => {
      const { buffer, writer, reader, frames } = waitingRing(size);
      const words = new Uint32Array(buffer, CONTROL_BYTES), control = controlOf(buffer);
      for (const [{ control: isControl, index }, frame, value] of damages) {
        if (isControl) control[index] = value | 0;
        else words[(frames[frame % frames.length] ?? 0) * 2 + index] = value;
      }
      const seen = readAll(reader, size);
      assert.ok(seen <= frames.length);
      // The writer sees a ring that is full or has room, and throws in neither case.
      for (let i = 0; i < 3 && writer.begin(writer.maxCells); i++) {
        for (let cell = 0; cell < writer.maxCells; cell++) writer.add(0, cell, 1);
        writer.publish({ block: 64, generation: 1, kind: FrameKind.cells, sequence: 1e6, start: 1, end: 2 });
      }
      readAll(new RingReader(buffer), size);
    }),
    { numRuns: 300 },
  );
});

for (
  const [name, index] of Object.entries({
    units: FrameWord.units,
    kind: FrameWord.kind,
    epoch: FrameWord.epoch,
  })
) {
  test(`a frame with another word for its ${name} is corrupt`, () => {
    fc.assert(
      fc.property(fc.oneof(word, fc.nat(50)), (value) => {
        const buffer = createRing(SIZE, 5);
        const writer = new RingWriter(buffer), reader = new RingReader(buffer);
        writer.begin(2);
        writer.add(0, 0, 1);
        writer.add(0, 1, 1);
        writer.publish({ block: 64, generation: 1, kind: FrameKind.cells, sequence: 1, start: 1, end: 2 });
        const words = new Uint32Array(buffer, CONTROL_BYTES), was = words[index];
        words[index] = value;
        // A set's frame and its last one differ in their kind alone.
        const valid = value === was || (index === FrameWord.kind && value === FrameKind.last);
        assert.equal(reader.next(), valid);
        assert.equal(reader.corruptions, valid ? 0 : 1);
      }),
      { numRuns: 200 },
    );
  });
}

test("a tail that is more than the ring's size ahead is corrupt, though all frames are whole", () => {
  const { buffer, reader } = waitingRing(SIZE);
  const control = controlOf(buffer);
  control[ControlWord.tail] = (control[ControlWord.tail] ?? 0) + SIZE / 8;
  assert.equal(reader.next(), false);
  assert.equal(reader.corruptions, 1);
});

test("a frame that reaches over the ring's end is corrupt", () => {
  const { buffer, reader, frames } = waitingRing(SIZE);
  const last = frames.indexOf(Math.max(...frames)), begin = frames[last] ?? 0;
  for (let i = 0; i < last; i++) assert.ok(reader.next());
  // Its rest would be exemplars, of which the first ones are still within the ring.
  const rest = Math.ceil((SIZE / 8 - begin - HEADER_UNITS - 100 * CELL_UNITS + 1) / EXEMPLAR_UNITS);
  new Uint32Array(buffer, CONTROL_BYTES)[begin * 2 + FrameWord.units] = HEADER_UNITS + 100 * CELL_UNITS +
    rest * EXEMPLAR_UNITS;
  assert.equal(reader.next(), false);
  assert.equal(reader.corruptions, 1);
});

test("only powers of two from 64 KiB on are ring sizes", () => {
  for (const bytes of [65536, 262144, 2 ** 30]) assert.ok(isRingSize(bytes));
  for (const bytes of [0, -65536, 4096, 65537, 100_000, 2 ** 31, NaN, 65536.5]) assert.ok(!isRingSize(bytes));
});
