import type { By } from "./by.ts";
import type { Collection, PointId } from "./collection.ts";
import type { TemporalityPreference } from "./temporality.ts";
import type { View } from "./view.ts";

/** How an export ended. Only `success` and `partial_success` mean that the backend has the points. */
export type ExportResult = "success" | "partial_success" | "rejected" | "unavailable" | "timed_out";

/** All of them. */
export const EXPORT_RESULTS: readonly ExportResult[] = [
  "success",
  "partial_success",
  "rejected",
  "unavailable",
  "timed_out",
];

/** What an exporter tells of one export. */
export interface ExportReport {
  /** How it ended. */
  readonly result: ExportResult;
  /** Bytes of the request's body. */
  readonly bytes: number;
  /** Data points that the backend has refused for good. */
  readonly refused?: number;
  /** For people: what the backend or the network said; never holds a header's value. */
  readonly message?: string;
  /** Requests that had one point alone, which was larger than the exporter's limit. */
  readonly oversized?: number;
}

/** Delta points that the backend has, or will never take. */
export type Settle = (points: readonly PointId[]) => void;

/** Sends collections to a backend. A reader calls `export()` with one collection at a time and waits for the end. */
export interface Exporter {
  /** What percore's own metrics call it. */
  readonly name: string;
  /** Which backend it is, for people, such as `https://collector:4318`; without secrets. */
  readonly backend?: string;
  /** What the backend wants its points to be. */
  readonly temporality: TemporalityPreference;
  /** What becomes of some metrics on the way to the backend. */
  readonly views?: readonly View[];
  /**
   * Whether the workers' values are added up, for the process or each NUMA node, or stand beside each other.
   *
   * @default "process"
   */
  readonly by?: By;
  /**
   * Series that there may be of one metric set; what is beyond goes to one with `otel.metric.overflow`.
   *
   * @default 10000
   */
  readonly cardinalityLimit?: number;
  /** Milliseconds between exports. */
  readonly interval: number;
  /** Milliseconds after which an export is given up. */
  readonly timeout: number;
  /**
   * Never rejects. An exporter that sends several requests calls `settle` for each as soon as its end is known: if the
   * export fails in the end, or is given up, these points don't come again.
   */
  export(collection: Collection, signal: AbortSignal, settle?: Settle): Promise<ExportReport>;
}
