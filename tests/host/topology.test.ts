import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { readTopology, type Topology } from "@percore/telemetry/numa";
import fc from "fast-check";

const CPU = "sys/devices/system/cpu", NODE = "sys/devices/system/node", STATUS = "proc/self/status";

/** The topology that a tree of files gives. */
function topologyOf(files: Readonly<Record<string, string>>): Topology {
  const root = mkdtempSync(join(tmpdir(), "percore-topology-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return readTopology(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A process that may use these, with the lines around them. */
function status(cpus: string, memories: string): string {
  return `Name:\tbun\nCpus_allowed:\tff\nCpus_allowed_list:\t${cpus}\n` +
    `Mems_allowed:\t1\nMems_allowed_list:\t${memories}\nx:\t0\n`;
}

const twoNodes = {
  [`${CPU}/online`]: "0-15\n",
  [`${NODE}/online`]: "0-1\n",
  [`${NODE}/has_memory`]: "0-1\n",
  [`${NODE}/node0/cpulist`]: "0-3,8-11\n",
  [`${NODE}/node1/cpulist`]: "4-7,12-15\n",
  [STATUS]: status("0-15", "0-1"),
};

test("readTopology() reads the nodes with their cpus", () => {
  assert.deepEqual(topologyOf(twoNodes), {
    nodes: [
      { node: 0, cpus: [0, 1, 2, 3, 8, 9, 10, 11], hasMemory: true },
      { node: 1, cpus: [4, 5, 6, 7, 12, 13, 14, 15], hasMemory: true },
    ],
  });
});

test("readTopology() leaves out cpus that are offline", () => {
  const { nodes } = topologyOf({ ...twoNodes, [`${CPU}/online`]: "0,2-4\n" });
  assert.deepEqual(nodes.map(({ cpus }) => cpus), [[0, 2, 3], [4]]);
});

test("readTopology() keeps to the cpuset of a container, of cpus and of memories", () => {
  assert.deepEqual(topologyOf({ ...twoNodes, [STATUS]: status("5-6,12", "1") }), {
    nodes: [
      { node: 0, cpus: [], hasMemory: false },
      { node: 1, cpus: [5, 6, 12], hasMemory: true },
    ],
  });
});

test("readTopology() tells nodes without memory, and nodes without cpus; numbers may have gaps", () => {
  const topology = topologyOf({
    [`${CPU}/online`]: "0-3\n",
    [`${NODE}/online`]: "0,4,255\n",
    [`${NODE}/has_memory`]: "0,255\n",
    [`${NODE}/node0/cpulist`]: "0-1\n",
    [`${NODE}/node4/cpulist`]: "2-3\n",
    [`${NODE}/node255/cpulist`]: "\n",
    [STATUS]: status("0-3", "0,255"),
  });
  assert.deepEqual(topology.nodes, [
    { node: 0, cpus: [0, 1], hasMemory: true },
    { node: 4, cpus: [2, 3], hasMemory: false },
    { node: 255, cpus: [], hasMemory: true },
  ]);
});

test("readTopology() takes a machine without NUMA files for one node of what is allowed", () => {
  const expected = { nodes: [{ node: 0, cpus: [1, 2], hasMemory: true }] };
  assert.deepEqual(topologyOf({ [`${CPU}/online`]: "0-3\n", [STATUS]: status("1-2,9", "0") }), expected);
  assert.deepEqual(topologyOf({ [STATUS]: status("1-2", "0") }), expected);
  assert.deepEqual(topologyOf({ [`${CPU}/online`]: "1-2\n" }), expected);
});

test("readTopology() gives each cpu to one node, and passes over a node that it can't read", () => {
  const { nodes } = topologyOf({
    ...twoNodes,
    [`${NODE}/online`]: "0-2\n",
    [`${NODE}/node1/cpulist`]: "0-4\n",
    [`${NODE}/node2/cpulist`]: "\0".repeat(10),
  });
  assert.deepEqual(nodes.map(({ node, cpus }) => [node, cpus]), [[0, [0, 1, 2, 3, 8, 9, 10, 11]], [1, [4]]]);
});

test("readTopology() gives a machine with a cpu whatever the files hold, and none that isn't allowed", () => {
  const list = fc.constantFrom(
    "",
    "\n",
    "0\n",
    "0-3\n",
    "2,3\n",
    "0-15:2/4\n",
    "9-1",
    "0-99999999",
    "junk",
    "\u0000",
  );
  const files = fc.dictionary(fc.constantFrom(...Object.keys(twoNodes)), list);
  fc.assert(
    fc.property(files, fc.constantFrom("0", "1-3", "?", ""), (files, allowed) => {
      const { nodes } = topologyOf({ ...files, [STATUS]: status(allowed, allowed) });
      const cpus = nodes.flatMap(({ cpus }) => cpus);
      assert.ok(cpus.length > 0);
      assert.equal(new Set(cpus).size, cpus.length);
      if (allowed === "1-3") assert.ok(cpus.every((cpu) => cpu >= 1 && cpu <= 3));
    }),
    { numRuns: 50 },
  );
});

test("readTopology() finds cpus where there are no files at all, and on this machine", () => {
  for (const topology of [topologyOf({}), readTopology()]) {
    assert.ok(topology.nodes.flatMap(({ cpus }) => cpus).length > 0);
  }
});
