import type { Place } from "./affinity.ts";
import type { NumaNode, Topology } from "./topology.ts";

/** How workers are put on nodes. */
export interface PlaceOptions {
  /**
   * `spread` goes round the nodes, so that the workers share the bandwidth of all memories. `pack` fills one node
   * before the next, the largest first, so that workers that share data are near to it.
   * @default "spread"
   */
  readonly strategy?: "spread" | "pack";
}

/**
 * Plans where workers run: a node and a cpu for each, in their order. Cpus are used again when all are in
 * use, so that none has two workers more than another. Nodes without cpus are left out.
 *
 * @throws {RangeError} when `workers` isn't a whole number from 0, the topology has no cpu, or there is no such
 * strategy.
 *
 * @example
 * ```ts
 * import { place, readTopology } from "@percore/telemetry/numa";
 *
 * const plan = place(4, readTopology(), { strategy: "pack" });
 * if (plan.length !== 4) throw new Error("a place for each worker");
 * ```
 */
export function place(workers: number, topology: Topology, options: PlaceOptions = {}): readonly Place[] {
  if (!Number.isSafeInteger(workers) || workers < 0) {
    throw new RangeError(`place() takes a number of workers, a whole number from 0, not ${workers}`);
  }
  const nodes = topology.nodes.filter(({ cpus }) => cpus.length > 0);
  const places = inOrder(options.strategy ?? "spread", nodes), [first] = places;
  if (first === undefined) throw new RangeError("place() takes a topology that has at least one cpu");
  return Array.from({ length: workers }, (_, worker) => places[worker % places.length] ?? first);
}

/** All places, in the order in which they are filled. */
function inOrder(strategy: string, nodes: readonly NumaNode[]): readonly Place[] {
  switch (strategy) {
    case "spread": {
      const rounds = Math.max(0, ...nodes.map(({ cpus }) => cpus.length));
      return Array.from(
        { length: rounds },
        (_, round) =>
          nodes.flatMap(({ node, cpus }) => cpus.slice(round, round + 1).map((cpu) => ({ node, cpu }))),
      )
        .flat();
    }
    case "pack":
      return nodes.toSorted((a, b) => b.cpus.length - a.cpus.length)
        .flatMap(({ node, cpus }) => cpus.map((cpu) => ({ node, cpu })));
    default:
      throw new RangeError(`place() knows the strategies "spread" and "pack", not "${strategy}"`);
  }
}
