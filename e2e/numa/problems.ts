import type { Report } from "./report.ts";

/** Pages on the right node without which it would prove nothing that there are none on the other one. */
const ENOUGH_PAGES = 100;

/** What a report shows that isn't as it should be on a machine with two nodes of two cpus each. */
export function problemsOf({ topology, workers, exported }: Report): readonly string[] {
  const problems: string[] = [];
  function expect(what: string, actual: unknown, expected: unknown): void {
    const is = JSON.stringify(actual), should = JSON.stringify(expected);
    if (is !== should) problems.push(`${what} is ${is}, not ${should}`);
  }
  expect("the topology", topology.nodes, [
    { node: 0, cpus: [0, 1], hasMemory: true },
    { node: 1, cpus: [2, 3], hasMemory: true },
  ]);
  expect("the plan", workers.map(({ place }) => place), [{ node: 0, cpu: 0 }, { node: 1, cpu: 2 }]);
  for (const { place, started, pinning, allowed, before, arena } of workers) {
    const { node, cpu } = place, worker = `of the worker of node ${node}, the`, other = 1 - node;
    expect(`${worker} node on which it started`, started?.node, other);
    expect(`${worker} result of pinning`, pinning, { pinned: true, cpu, node });
    expect(`${worker} list of allowed cpus`, allowed, String(cpu));
    expect(`${worker} number of pages on the other node`, arena[other] ?? 0, before[other] ?? 0);
    const own = arena[node] ?? 0;
    if (own < ENOUGH_PAGES) problems.push(`${worker} arena has ${own} pages on its node`);
  }
  expect("the exported sum", exported, workers.reduce((sum, { recorded }) => sum + recorded, 0));
  return problems;
}
