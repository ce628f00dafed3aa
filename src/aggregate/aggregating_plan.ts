import { readTopology } from "../host/topology.ts";
import type { AggregatingOptions } from "./aggregating_worker.ts";

/** More than any machine has use for. */
const LIMIT = 64;

/**
 * Plans the aggregating workers: as many as are asked for, on the NUMA nodes in turn; or one for each node, if there is
 * more than one.
 *
 * @throws {RangeError} when there can't be so many.
 */
export function planAggregating(count: number | undefined, cadence: number): readonly AggregatingOptions[] {
  if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0 && count <= LIMIT)) {
    throw new RangeError(`aggregators is ${count}: it must be a whole number from 0 to ${LIMIT}`);
  }
  if (count === 0) return [];
  const nodes = readTopology().nodes.filter(({ cpus }) => cpus.length > 0);
  if (nodes.length > 1) {
    return Array.from({ length: count ?? nodes.length }, (_, i) => {
      const { node, cpus = [] } = nodes[i % nodes.length] ?? {};
      return { node, cpus, cadence };
    });
  }
  return Array.from({ length: count ?? 0 }, () => ({ node: undefined, cpus: [], cadence }));
}
