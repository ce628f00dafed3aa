import { readFields } from "./message_reader.ts";
import { ExportMetricsServiceRequest, Metric, ResourceMetrics, ScopeMetrics, Sum } from "./wire_tags.gen.ts";

/** The way from a request to its metrics. */
const METRICS: readonly number[] = [
  ExportMetricsServiceRequest.resourceMetrics,
  ResourceMetrics.scopeMetrics,
  ScopeMetrics.metrics,
];

const DATA: readonly number[] = [
  Metric.gauge,
  Metric.sum,
  Metric.histogram,
  Metric.exponentialHistogram,
  Metric.summary,
];

/** The number of data points in an encoded `ExportMetricsServiceRequest`. */
export function pointCount(request: Uint8Array): number {
  let messages = [request];
  for (const tag of METRICS) messages = messages.flatMap((message) => parts(message, [tag]));
  const data = messages.flatMap((metric) => parts(metric, DATA));
  // Points have the same tag in data of all kinds.
  return data.reduce((count, each) => count + parts(each, [Sum.dataPoints]).length, 0);
}

function parts(message: Uint8Array, tags: readonly number[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const [tag, value] of readFields(message)) {
    if (tags.includes(tag) && value instanceof Uint8Array) found.push(value);
  }
  return found;
}
