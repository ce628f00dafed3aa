import type { PinResult, Place, Topology } from "@percore/telemetry/numa";

/** How many pages of a memory lie on each node, by the node's number. */
export type PagesByNode = Readonly<Record<string, number>>;

/** What a worker says of itself. */
export interface WorkerReport {
  /** Where its thread ran when its module was loaded. */
  readonly started: Place | undefined;
  /** What `connect({ cpu })` came to. */
  readonly pinning: PinResult | undefined;
  /** The `Cpus_allowed_list` of its thread. */
  readonly allowed: string | undefined;
  /** The pages of its arena that were in use right before it connected. */
  readonly before: PagesByNode;
  /** The pages of its arena once it has recorded. */
  readonly arena: PagesByNode;
  /** The pages of its ring. */
  readonly ring: PagesByNode;
  /** How much it has recorded. */
  readonly recorded: number;
}

/** What the guest says. */
export interface Report {
  readonly runtime: string;
  readonly topology: Topology;
  /** For each node, the worker that was pinned to a cpu of it. */
  readonly workers: readonly (WorkerReport & { readonly place: Place })[];
  /** What percore exports of all workers' recordings. */
  readonly exported: number;
}
