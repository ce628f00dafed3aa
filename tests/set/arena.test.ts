import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  allocate,
  arena,
  ARENA_BYTES,
  freeBytes,
  LINE_BYTES,
  NO_SPACE,
  release,
} from "../../src/set/arena.ts";
import { recordText, releaseRecord, writeRecord } from "../../src/set/record.ts";

test("memory of the arena begins at a cache line, nobody else writes to it, and all of it comes back", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 100 });
  const bytes = new Uint8Array(arena);
  fc.assert(fc.property(sizes, (sizes) => {
    const before = freeBytes();
    const pieces = sizes.map((size) => ({ size, offset: allocate(size) }));
    pieces.forEach(({ size, offset }, i) => {
      assert.ok(offset !== NO_SPACE && offset % LINE_BYTES === 0);
      bytes.fill(i, offset, offset + size);
    });
    pieces.forEach(({ size, offset }, i) => {
      assert.ok(bytes.subarray(offset, offset + size).every((byte) => byte === i));
      release(offset, size);
    });
    assert.equal(freeBytes(), before);
  }));
});

test("there is no space for more than the arena has", () => {
  for (const bytes of [ARENA_BYTES, 2 ** 40]) assert.equal(allocate(bytes), NO_SPACE);
});

test("a record reads as what was written, in any script, and its memory comes back", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
  fc.assert(fc.property(fc.oneof(text, fc.jsonValue()), (value) => {
    const before = freeBytes(), offset = writeRecord(value);
    assert.equal(recordText(arena, offset), JSON.stringify(value));
    releaseRecord(offset);
    assert.equal(freeBytes(), before);
  }));
});
