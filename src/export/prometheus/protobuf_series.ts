import type { Series } from "./series.ts";

/** A series with everything but its values encoded. */
export interface ProtobufSeries extends Series {
  /** What tells it from others of its family: the text of its labels. */
  readonly labels: string;
  /** The fields `Metric.label`. */
  readonly pairs: Uint8Array;
  /** The body of the time since when it has values, a `Timestamp`. */
  readonly start: Uint8Array;
}
