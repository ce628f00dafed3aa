import type { MetricDescriptor } from "../set/descriptor.ts";

/** What a point's value is relative to (OpenTelemetry metrics data model, "Temporality"). */
export type Temporality = "cumulative" | "delta";

/**
 * What a backend wants (OpenTelemetry metrics SDK OTLP exporter, "Additional Configuration"): `cumulative` for all
 * metrics; `delta` for counters and histograms; or, with `lowmemory`, `delta` only for those of them that aren't
 * observed, so that no earlier value has to be kept. What goes up and down is always cumulative.
 */
export type TemporalityPreference = "cumulative" | "delta" | "lowmemory";

/** All of them. */
export const TEMPORALITY_PREFERENCES: readonly TemporalityPreference[] = ["cumulative", "delta", "lowmemory"];

/**
 * Returns a preference.
 *
 * @throws {TypeError} when it isn't one.
 */
export function checkTemporality(preference: TemporalityPreference): TemporalityPreference {
  if (TEMPORALITY_PREFERENCES.includes(preference)) return preference;
  throw new TypeError(
    `temporality: expected ${TEMPORALITY_PREFERENCES.join(", ")}, not ${JSON.stringify(preference)}`,
  );
}

/**
 * The temporality of a metric's points. A gauge has none: `delta` says of it that it has a point only if it was
 * recorded since the last export.
 */
export function temporalityOf(
  { instrument, recording }: MetricDescriptor,
  preference: TemporalityPreference,
): Temporality {
  if (preference === "cumulative" || instrument === "updowncounter") return "cumulative";
  return preference === "lowmemory" && recording === "observe" ? "cumulative" : "delta";
}
