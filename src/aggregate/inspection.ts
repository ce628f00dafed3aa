import type { Attributes } from "../set/attribute.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";

/** A metric set that a worker has registered and not closed, as the aggregator knows it by its frames. */
export interface SetState {
  /** What the set is. */
  readonly descriptor: MetricSetDescriptor;
  /** The entity's attributes. */
  readonly entity: Attributes;
  /** The registration attributes. */
  readonly attributes: Attributes;
  /** Rows that have been recorded in: one for each tuple of measurement attributes. */
  readonly rows: number;
}

/** A thread of percore's own that drains the rings of workers. */
export interface AggregatingState {
  /** Its number, from 0. */
  readonly id: number;
  /** The NUMA node whose workers it takes first; `undefined` when the machine has one alone. */
  readonly node: number | undefined;
}

/** A worker that is attached, and its ring. */
export interface WorkerState {
  /** Its number; 0 is the thread that aggregates. */
  readonly id: number;
  /** The NUMA node on which it runs; `undefined` when it isn't pinned. */
  readonly node: number | undefined;
  /** The aggregating worker that drains its ring; `undefined` when the thread that aggregates does so itself. */
  readonly drainedBy: AggregatingState | undefined;
  /** The sequence number of the last frame that was applied: how many it has made. */
  readonly frames: number;
  /** Bytes of the ring. */
  readonly ringBytes: number;
  /** How many of them hold frames that wait to be drained. */
  readonly waitingBytes: number;
  /** Whether frames that waited in the ring were lost, since somebody else has written into it. */
  readonly isCorrupt: boolean;
  /** Its sets. */
  readonly sets: readonly SetState[];
}
