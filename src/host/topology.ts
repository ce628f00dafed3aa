import { readText } from "./file.ts";
import { affinity, cpusIn } from "./affinity.ts";
import { parseCpuList } from "./cpu_list.ts";
import { runtime } from "./runtime.ts";

/** The machine, as far as the process may use it. */
export interface Topology {
  /** The nodes, by ascending number. There is at least one, and at least one has cpus. */
  readonly nodes: readonly NumaNode[];
}

/** Cpus that share a memory. */
export interface NumaNode {
  /** The system's number of the node. */
  readonly node: number;
  /**
   * The cpus that are online and allowed, ascending. None on a node that is memory alone, or not the
   * process's.
   */
  readonly cpus: readonly number[];
  /** Whether the node has memory that is allowed. Without, its cpus get the memory of another node. */
  readonly hasMemory: boolean;
}

/**
 * Reads the NUMA nodes and the cpus that the process may use: online, and within its cpuset and its affinity,
 * which containers restrict. It is the main thread's affinity: read the topology before that thread is
 * pinned.
 *
 * Where the system's files can't be read (another operating system, Deno without `--allow-all`), and where
 * they make no sense, the machine is one node of all cpus that are allowed, as far as they are known. Never
 * throws. Cost: reads four small files, and one for each node.
 *
 * @param root where `sys` and `proc` are: another directory for the files of another machine.
 *
 * @example
 * ```ts
 * import { readTopology } from "@percore/telemetry/numa";
 *
 * const { nodes } = readTopology();
 * for (const { node, cpus } of nodes) console.log(`node ${node}: cpus ${cpus.join()}`);
 * if (!nodes.some(({ cpus }) => cpus.length > 0)) throw new Error("there is a cpu");
 * ```
 */
export function readTopology(root = "/"): Topology {
  const base = root.endsWith("/") ? root : `${root}/`;
  const system = `${base}sys/devices/system`;
  const status = readText(`${base}proc/self/status`);
  const allowed = listOf(field(status, "Cpus_allowed_list")) ?? (base === "/" ? allowedHere() : undefined);
  const online = listOf(readText(`${system}/cpu/online`));
  const usable = both(online, allowed);
  const withMemory = both(
    listOf(readText(`${system}/node/has_memory`)),
    listOf(field(status, "Mems_allowed_list")),
  );
  const nodes: NumaNode[] = [];
  const seen = new Set<number>();
  for (const node of listOf(readText(`${system}/node/online`)) ?? []) {
    const listed = parseCpuList(readText(`${system}/node/node${node}/cpulist`) ?? "?");
    if (listed === undefined) continue;
    const cpus = listed.filter((cpu) => !seen.has(cpu) && (usable?.includes(cpu) ?? true));
    for (const cpu of cpus) seen.add(cpu);
    nodes.push({ node, cpus, hasMemory: withMemory?.includes(node) ?? true });
  }
  return seen.size > 0 ? { nodes } : { nodes: [{ node: 0, cpus: usable ?? counted(), hasMemory: true }] };
}

/** What is in both lists. A list that isn't known, or that leaves nothing of the other, says nothing. */
function both(
  first: readonly number[] | undefined,
  second: readonly number[] | undefined,
): readonly number[] | undefined {
  const common = first?.filter((number) => second?.includes(number) ?? true) ?? [];
  return common.length > 0 ? common : second ?? first;
}

/** A list that the kernel never leaves empty. */
function listOf(text: string | undefined): readonly number[] | undefined {
  const numbers = text === undefined ? undefined : parseCpuList(text);
  return numbers === undefined || numbers.length === 0 ? undefined : numbers;
}

function field(status: string | undefined, name: string): string | undefined {
  return status?.split("\n").find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1);
}

/** What the scheduler says where its files aren't permitted. */
function allowedHere(): readonly number[] | undefined {
  const scheduler = affinity();
  const mask = typeof scheduler === "string" ? undefined : scheduler.mask();
  return mask && cpusIn(mask);
}

/** As many cpus as the runtime counts, from 0. */
function counted(): readonly number[] {
  return Array.from({ length: Math.max(1, runtime.navigator?.hardwareConcurrency ?? 1) }, (_, cpu) => cpu);
}
