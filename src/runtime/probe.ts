import type { Closable } from "../set/metric_set.ts";

/** One source of a runtime's metrics, and the sets that it records into. */
export interface Probe extends Closable {
  /** Records what the source says now. */
  sample(): void;
}

/** What all sets of a thread are registered with. */
export interface ThreadEntity {
  readonly "thread.id": number;
}
