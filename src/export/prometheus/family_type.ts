import type { MetricDescriptor } from "../../set/descriptor.ts";

/** A type of the text format. */
export type FamilyType = "counter" | "gauge" | "histogram" | "summary";

/**
 * Which type a metric has (OpenTelemetry, "OTLP Metric points to Prometheus"): a sum that may fall is a gauge. A
 * min-max-sum-count is a summary without quantiles, since it has no buckets. Text 0.0.4 has no place for minimum and
 * maximum within the family, so they aren't written.
 */
export function familyType({ instrument, aggregation }: MetricDescriptor): FamilyType {
  switch (instrument) {
    case "counter":
      return "counter";
    case "updowncounter":
    case "gauge":
      return "gauge";
    case "histogram":
      return aggregation === "min_max_sum_count" ? "summary" : "histogram";
  }
}

/** What the names of a family's samples may end with. */
export const SUFFIXES: Readonly<Record<FamilyType, readonly string[]>> = {
  counter: [""],
  gauge: [""],
  histogram: ["", "_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

/** The label that the format itself gives to samples of a type: an attribute can't have it. */
export const OWN_LABELS: Readonly<Record<FamilyType, string | undefined>> = {
  counter: undefined,
  gauge: undefined,
  histogram: "le",
  summary: "quantile",
};
