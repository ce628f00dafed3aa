import type { ReaderOptions } from "../aggregate/reader.ts";
import type { MetricReader } from "../aggregate/telemetry.ts";

/** Where a route gets its points; what `createTelemetry()` returns is one. */
export interface MetricsSource {
  /** Makes a reader that is independent of all others. */
  reader(options: ReaderOptions): Pick<MetricReader, "collect">;
}
