/**
 * Which worker runs where: the NUMA nodes of the machine, a plan for the workers, and threads pinned to cpus.
 * Works on Linux, in Deno (with `--allow-ffi`, and `--allow-all` to read the topology) and in Bun; elsewhere
 * the machine is one node, and threads stay unpinned.
 *
 * @module
 */
export type { Place } from "./affinity.ts";
export {
  currentPlace,
  pin,
  type Pinned,
  pinning,
  type PinResult,
  unpin,
  type Unpinned,
  type UnpinnedReason,
} from "./pinning.ts";
export { place, type PlaceOptions } from "./placement.ts";
export { type NumaNode, readTopology, type Topology } from "./topology.ts";
