import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseCpuList } from "../../src/host/cpu_list.ts";

/** As the kernel writes it: neighbours as a range. */
function written(cpus: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const cpu of cpus) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === cpu - 1) range[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join() + "\n";
}

test("parseCpuList() reads what the kernel writes of any set of cpus", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(200)), (drawn) => {
    const cpus = drawn.sort((a, b) => a - b);
    assert.deepEqual(parseCpuList(written(cpus)), cpus);
  }));
});

test("parseCpuList() reads strides, overlaps and any order, each number once", () => {
  assert.deepEqual(parseCpuList("0-9:2/4"), [0, 1, 4, 5, 8, 9]);
  assert.deepEqual(parseCpuList("4-5,0-2,2,1-1:1/1"), [0, 1, 2, 4, 5]);
  assert.deepEqual(parseCpuList("8191"), [8191]);
});

for (
  const text of [
    "x",
    "3-1",
    "0,",
    ",",
    "-1",
    "0-",
    "0-4294967295",
    "8192",
    "0-3:1",
    "0-3:0/2",
    "0-3:3/2",
    "0 1",
    "1e3",
    "0x1",
  ]
) {
  test(`parseCpuList() refuses ${text}`, () => assert.equal(parseCpuList(text), undefined));
}

test("parseCpuList() never throws, and returns few, ascending numbers", () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9,:/-]{0,20}$/));
  fc.assert(fc.property(text, (text) => {
    const cpus = parseCpuList(text) ?? [];
    assert.ok(cpus.length <= 8192);
    assert.ok(
      cpus.every((cpu, index) => Number.isSafeInteger(cpu) && cpu >= 0 && cpu > (cpus[index - 1] ?? -1)),
    );
  }));
});
