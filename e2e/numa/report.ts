import type { AggregatingState } from "@percore/telemetry";
import type { PinResult, Place, Topology } from "@percore/telemetry/numa";
import type { Thread } from "./threads.ts";

/** How many pages of a memory lie on each node, by the node's number. */
export type PagesByNode = Readonly<Record<string, number>>;

/** How much a worker has just recorded. */
export interface Recorded {
  readonly recorded: number;
}

/** What a worker says of itself when it has recorded for the first time. */
export interface WorkerReport extends Recorded {
  /** Where its thread ran when its module was loaded. */
  readonly started: Place | undefined;
  /** What `connect({ cpu })` came to. */
  readonly pinning: PinResult | undefined;
  readonly thread: Thread;
  /** The pages of its arena that were in use right before it connected. */
  readonly before: PagesByNode;
  /** The pages of its arena once it has recorded. */
  readonly arena: PagesByNode;
  /** The pages of its ring. */
  readonly ring: PagesByNode;
}

/** What the guest finds out about a thread that percore has started for itself. */
export interface AggregatingReport {
  readonly thread: Thread;
  /** The pages of its pipe that were in use right before it was given the pipe. */
  readonly before: PagesByNode;
  /** The pages of its pipe once it has handed on what a worker has recorded. */
  readonly pipe: PagesByNode;
}

/** A worker that was pinned to a cpu, and the threads that percore has started for it. */
export interface PinnedReport extends WorkerReport {
  readonly place: Place;
  /** How much it has recorded later, when its aggregating worker drained its ring. */
  readonly later: number;
  /** What percore says of who drains its ring. */
  readonly drainedBy: AggregatingState | undefined;
  readonly aggregating: readonly AggregatingReport[];
}

/** What the guest says. */
export interface Report {
  readonly runtime: string;
  readonly topology: Topology;
  /** For each node, the worker that was pinned to a cpu of it. */
  readonly workers: readonly PinnedReport[];
  /** How many threads have a name and a list of allowed cpus, by both. */
  readonly threads: Readonly<Record<string, number>>;
  /** Workers that were late for the last flush. */
  readonly late: number;
  /** What percore exports of all workers' recordings once they are flushed. */
  readonly exported: number;
  /** The same by the NUMA node of the entity. */
  readonly exportedByNode: Readonly<Record<string, number>>;
  /** What percore exports when the workers have ended. */
  readonly left: number;
}
