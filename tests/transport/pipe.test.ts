import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createPipe, PipeReader, PipeWriter } from "../../src/transport/pipe.ts";
import { CONTROL_BYTES, controlOf, ControlWord } from "../../src/transport/ring.ts";

const BYTES = 65536, UNITS = BYTES / 8;

/** What a message holds, read as the frames of a ring are. */
function contentOf(message: ArrayBufferLike): Uint32Array {
  return new Uint32Array(message, CONTROL_BYTES, (controlOf(message)[ControlWord.tail] ?? 0) * 2);
}

/** A message of so many units that no other one is like. */
function message(units: number, seed: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: units * 2 }, (_, i) => Math.imul(i + 1, seed));
}

test("messages of any length arrive whole and in order, wherever the pipe's end falls", () => {
  const units = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 3 * UNITS }));
  fc.assert(
    fc.property(
      fc.array(units, { maxLength: 12 }),
      fc.integer(),
      fc.infiniteStream(fc.boolean()),
      (lengths, start, reads) => {
        const pipe = createPipe(BYTES), control = controlOf(pipe);
        // Positions run on without end: begin anywhere, also just before they wrap.
        control[ControlWord.tail] = control[ControlWord.head] = start | 0;
        const writer = new PipeWriter(pipe), reader = new PipeReader(pipe);
        const waiting = lengths.map((length, i) => message(length, i + start)), sent = [...waiting];
        let isSending = false;
        for (let steps = 0; sent.length > 0 && steps < 1000; steps++) {
          if (!isSending) {
            const next = waiting.shift();
            if (next !== undefined) writer.send(next);
          }
          isSending = !writer.push();
          if (!reads.next().value && !isSending) continue;
          for (let read = reader.next(); read !== undefined; read = reader.next()) {
            assert.deepEqual(contentOf(read), sent.shift());
          }
        }
        assert.equal(sent.length, 0);
        assert.equal(reader.corrupt, false);
      },
    ),
    { numRuns: 200 },
  );
});

test("a reader has the first pieces of a message only when all of it has come", () => {
  const pipe = createPipe(BYTES), writer = new PipeWriter(pipe), reader = new PipeReader(pipe);
  writer.send(message(UNITS + 10, 7));
  assert.equal(writer.push(), false);
  assert.equal(reader.next(), undefined);
  assert.equal(writer.push(), true);
  assert.deepEqual(contentOf(reader.next() ?? pipe), message(UNITS + 10, 7));
});

test("a length that can't be one makes the pipe unreadable, and allocates nothing", () => {
  for (const length of [0, 2 ** 29 + 1, 2 ** 32 - 1]) {
    const pipe = createPipe(BYTES), reader = new PipeReader(pipe);
    new Uint32Array(pipe, CONTROL_BYTES).set([length, ~length]);
    Atomics.store(controlOf(pipe), ControlWord.tail, 1);
    assert.equal(reader.next(), undefined);
    assert.equal(reader.corrupt, true);
  }
});

test("a length that was overwritten is known, also one that could be one", () => {
  const pipe = createPipe(BYTES), writer = new PipeWriter(pipe), reader = new PipeReader(pipe);
  writer.send(message(10, 7));
  assert.equal(writer.push(), true);
  new Uint32Array(pipe, CONTROL_BYTES)[0] = 2 ** 28;
  assert.equal(reader.next(), undefined);
  assert.equal(reader.corrupt, true);
});

test("a reader's position that was overwritten doesn't keep the writer waiting", () => {
  const pipe = createPipe(BYTES), writer = new PipeWriter(pipe), reader = new PipeReader(pipe);
  controlOf(pipe)[ControlWord.head] = 1000;
  writer.send(message(10, 7));
  assert.equal(writer.push(), false);
  assert.equal(reader.next(), undefined);
  assert.equal(writer.push(), true);
  assert.deepEqual(contentOf(reader.next() ?? pipe), message(10, 7));
});
