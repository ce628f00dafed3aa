import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SLOT_WORDS, SlotWord } from "../../src/set/exemplar_slot.ts";
import { EXEMPLAR_CELLS, FrameKind, FrameWord } from "../../src/transport/frame.ts";
import { CONTROL_BYTES, createRing } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";

const HEADER = { block: 64, generation: 1, kind: FrameKind.cells, sequence: 1, start: 1, end: 2 };

/** A slot with an exemplar, behind one word that is somebody else's. */
function slotWith(value: number, time: number, ids: Uint8Array): Uint32Array {
  const memory = new ArrayBuffer((SLOT_WORDS + 2) * 4), slot = new Float64Array(memory, 8);
  slot[SlotWord.value / 2] = value;
  slot[SlotWord.time / 2] = time;
  new Uint8Array(memory, (SlotWord.trace + 2) * 4).set(ids);
  return new Uint32Array(memory);
}

test("exemplars arrive whole behind their frame's cells, however they fall over the ring's end", () => {
  const exemplar = fc.record({
    row: fc.nat(2 ** 32 - 1),
    lane: fc.nat(2 ** 32 - 1),
    value: fc.double(),
    time: fc.double({ noNaN: true }),
    ids: fc.uint8Array({ minLength: 24, maxLength: 24 }),
  }, { noNullPrototype: true });
  const frame = fc.record({ cells: fc.nat(300), exemplars: fc.array(exemplar, { maxLength: 20 }) });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
      const ring = createRing(65536), writer = new RingWriter(ring), reader = new RingReader(ring);
      for (const { cells, exemplars } of frames) {
        assert.ok(writer.begin(cells + exemplars.length * EXEMPLAR_CELLS));
        for (let i = 0; i < cells; i++) writer.add(1, i, i);
        for (const { row, lane, value, time, ids } of exemplars) {
          writer.addExemplar(row, lane, slotWith(value, time, ids), 2);
        }
        writer.publish(HEADER);
        assert.ok(reader.next());
        assert.equal(reader.cells, cells);
        for (let i = 0; i < cells; i++) assert.equal(reader.valueAt(i), i);
        const ids = new Uint8Array(24);
        const read = Array.from({ length: reader.exemplars }, (_, i) => {
          reader.copyIds(i, ids);
          return {
            row: reader.exemplarRowAt(i),
            lane: reader.exemplarLaneAt(i),
            value: reader.exemplarValueAt(i),
            time: reader.exemplarTimeAt(i),
            ids: ids.slice(),
          };
        });
        assert.deepEqual(read, exemplars);
        reader.release();
      }
    }),
    { numRuns: 100 },
  );
});

test("a frame whose rest is no whole number of exemplars is corrupt", () => {
  const corrupt = Array.from({ length: 20 }, (_, cells) => {
    const ring = createRing(65536), writer = new RingWriter(ring), reader = new RingReader(ring);
    writer.begin(9);
    for (let i = 0; i < 9; i++) writer.add(0, i, 1);
    writer.publish(HEADER);
    new Uint32Array(ring, CONTROL_BYTES)[FrameWord.cells] = cells;
    reader.next();
    return reader.corruptions > 0;
  });
  // Nine cells are three exemplars, or six cells and one.
  assert.deepEqual(corrupt.flatMap((is, cells) => is ? [] : [cells]), [0, 3, 6, 9]);
});
