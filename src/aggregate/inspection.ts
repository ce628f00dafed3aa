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

/** A worker that is attached, and its ring. */
export interface WorkerState {
  /** Its number; 0 is the thread that aggregates. */
  readonly id: number;
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
