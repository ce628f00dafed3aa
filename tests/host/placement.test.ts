import assert from "node:assert/strict";
import { test } from "node:test";
import { type Place, place, type Topology } from "@percore/telemetry/numa";
import fc from "fast-check";

/** A machine whose nodes have these numbers of cpus. */
function machine(sizes: readonly number[]): Topology {
  let next = 0;
  const nodes = sizes.map((size, node) => ({
    node,
    cpus: Array.from({ length: size }, () => next++),
    hasMemory: true,
  }));
  return { nodes };
}

const sizes = fc.array(fc.nat(6), { minLength: 1, maxLength: 5 }).filter((sizes) => Math.max(...sizes) > 0);
const strategy = fc.constantFrom("spread" as const, "pack" as const);

function timesEach(plan: readonly Place[], key: keyof Place): Map<number, number> {
  const times = new Map<number, number>();
  for (const place of plan) times.set(place[key], (times.get(place[key]) ?? 0) + 1);
  return times;
}

test("place() gives every worker a cpu of its node, and no cpu two workers more than another", () => {
  fc.assert(fc.property(sizes, fc.nat(40), strategy, (sizes, workers, strategy) => {
    const topology = machine(sizes), plan = place(workers, topology, { strategy });
    assert.equal(plan.length, workers);
    for (const { node, cpu } of plan) assert.ok(topology.nodes[node]?.cpus.includes(cpu));
    const times = timesEach(plan, "cpu");
    const loads = topology.nodes.flatMap(({ cpus }) => cpus.map((cpu) => times.get(cpu) ?? 0));
    assert.ok(Math.max(...loads) - Math.min(...loads) <= 1);
  }));
});

test("place() spreads: no node has two workers more than another, unless the other is full", () => {
  fc.assert(fc.property(sizes, fc.nat(20), (sizes, workers) => {
    const total = sizes.reduce((sum, size) => sum + size), used = workers % (total + 1);
    const times = timesEach(place(used, machine(sizes)), "node");
    const most = Math.max(0, ...times.values());
    for (const [node, size] of sizes.entries()) {
      const here = times.get(node) ?? 0;
      assert.ok(here === size || most - here <= 1);
    }
  }));
});

test("place() packs: on the fewest nodes that have cpus enough", () => {
  fc.assert(fc.property(sizes, fc.nat(20), (sizes, workers) => {
    const total = sizes.reduce((sum, size) => sum + size), used = workers % (total + 1);
    let fewest = 0;
    for (let room = 0; room < used; fewest++) room += sizes.toSorted((a, b) => b - a)[fewest] ?? 0;
    assert.equal(timesEach(place(used, machine(sizes), { strategy: "pack" }), "node").size, fewest);
  }));
});

test("place() goes round the nodes in order", () => {
  const cpus = (strategy: "spread" | "pack") => place(5, machine([2, 2]), { strategy }).map(({ cpu }) => cpu);
  assert.deepEqual(cpus("spread"), [0, 2, 1, 3, 0]);
  assert.deepEqual(cpus("pack"), [0, 1, 2, 3, 0]);
});

test("place() says what it takes", () => {
  for (const workers of [-1, 1.5, NaN]) {
    assert.throws(() => place(workers, machine([1])), /number of workers/);
  }
  assert.throws(() => place(1, machine([0])), /at least one cpu/);
  const options: { strategy?: "pack" } = JSON.parse('{"strategy": "nearest"}');
  assert.throws(() => place(1, machine([1]), options), /"spread" and "pack", not "nearest"/);
});
