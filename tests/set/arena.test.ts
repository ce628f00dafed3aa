import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
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

test("the environment says how large the arena is, and what it says wrongly is ignored with a warning", () => {
  const program = fileURLToPath(new URL("arena_program.ts", import.meta.url));
  const options = process.versions.bun === undefined ? ["run", "--quiet", "--no-check", "--allow-all"] : [];
  const mib = (text: string) => {
    const env = { ...process.env, PERCORE_ARENA_MIB: text };
    const { stdout, stderr } = spawnSync(process.execPath, [...options, program], { encoding: "utf8", env });
    return [stdout.trim(), stderr.trim()];
  };
  assert.deepEqual(mib(""), ["32", ""]);
  assert.deepEqual(mib("64"), ["64", ""]);
  for (const wrong of ["0", "1025", "-1", "64 MiB"]) {
    const [size, warning] = mib(wrong);
    assert.equal(size, "32");
    assert.match(warning ?? "", /PERCORE_ARENA_MIB is ignored: expected whole MiB, from 1 to 1024$/);
  }
});
