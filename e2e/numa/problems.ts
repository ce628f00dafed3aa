import type { PinnedReport, Report } from "./report.ts";

/** Pages on the right node without which it would prove nothing that there are none on the other one. */
const ENOUGH_PAGES = { arena: 100, pipe: 10 };

/** The machine: two nodes of two cpus each. */
const NODES = [{ node: 0, cpus: [0, 1], hasMemory: true }, { node: 1, cpus: [2, 3], hasMemory: true }];

/** What a report shows that isn't as it should be on that machine. */
export function problemsOf(report: Report): readonly string[] {
  const { topology, workers, late, exported, exportedByNode, left } = report;
  const problems = new Problems(), recorded = workers.reduce((sum, worker) => sum + sumOf(worker), 0);
  problems.expect("the topology", topology.nodes, NODES);
  problems.expect("the plan", workers.map(({ place }) => place), [{ node: 0, cpu: 0 }, { node: 1, cpu: 2 }]);
  for (const worker of workers) {
    checkWorker(problems, worker);
    checkAggregating(problems, worker);
  }
  problems.expect("the number of workers that were late", late, 0);
  problems.expect("the exported sum", exported, recorded);
  const byNode = Object.fromEntries(workers.map((worker) => [worker.place.node, sumOf(worker)]));
  problems.expect("the exported sum of each node", exportedByNode, byNode);
  problems.expect("the sum that is exported when the workers have ended", left, recorded);
  return problems.found;
}

/** All that a worker has recorded. */
function sumOf({ recorded, later }: PinnedReport): number {
  return recorded + later;
}

function checkWorker(problems: Problems, worker: PinnedReport): void {
  const { place: { node, cpu }, started, pinning, thread, before, arena } = worker;
  const of = `of the worker of node ${node}, the`, other = 1 - node;
  problems.expect(`${of} node on which it started`, started?.node, other);
  problems.expect(`${of} result of pinning`, pinning, { pinned: true, cpu, node });
  problems.expect(`${of} list of allowed cpus`, thread.allowed, String(cpu));
  problems.expect(`${of} number of pages on the other node`, arena[other] ?? 0, before[other] ?? 0);
  problems.atLeast(`${of} number of the arena's pages on its node`, arena[node], ENOUGH_PAGES.arena);
}

/** The first worker of each node has the aggregating worker of that node started, by default. */
function checkAggregating(
  problems: Problems,
  { place: { node }, drainedBy, aggregating }: PinnedReport,
): void {
  const of = `of the aggregating worker of node ${node}, the`, other = 1 - node;
  problems.expect(`who drains the worker of node ${node}`, drainedBy, { id: node, node });
  problems.expect(`${of} number of threads`, aggregating.length, 1);
  for (const { thread, before, pipe } of aggregating) {
    problems.expect(`${of} list of allowed cpus`, thread.allowed, NODES[node]?.cpus.join("-"));
    problems.expect(
      `${of} number of the pipe's pages on the other node`,
      pipe[other] ?? 0,
      before[other] ?? 0,
    );
    problems.atLeast(`${of} number of the pipe's pages on its node`, pipe[node], ENOUGH_PAGES.pipe);
  }
}

/** What was found that isn't as it should be. */
class Problems {
  readonly found: string[] = [];

  expect(what: string, actual: unknown, expected: unknown): void {
    const is = JSON.stringify(actual), should = JSON.stringify(expected);
    if (is !== should) this.found.push(`${what} is ${is}, not ${should}`);
  }

  atLeast(what: string, actual = 0, expected: number): void {
    if (actual < expected) this.found.push(`${what} is ${actual}, less than ${expected}`);
  }
}
