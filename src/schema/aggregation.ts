import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { Aggregation } from "./model.ts";
import { checkOneOf } from "./one_of.ts";
import type { AggregationShape } from "./recording_language.ts";

/** The boundaries of a histogram that declares none (OpenTelemetry metrics SDK, "Explicit Bucket Histogram Aggregation"). */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

/** The buckets of an exponential histogram that declares none ("Base2 Exponential Bucket Histogram Aggregation"). */
const DEFAULT_MAX_SIZE = 160;

/**
 * The specification has 20, to begin as fine as a double can be and to become coarser with each value. This is
 * where it ends for values that differ by a factor of a thousand, which 160 buckets of that scale cover.
 */
const DEFAULT_MAX_SCALE = 4;

/** What semantic conventions advise for durations ("Semantic conventions for HTTP metrics", request duration). */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** How a histogram of a metric that somebody else has defined is aggregated best, by the metric's unit. */
export function usualAggregation(unit: string): Aggregation {
  return unit === "s" ? { kind: "explicit", boundaries: SECONDS } : DEFAULT_AGGREGATION;
}

/** How a histogram that declares nothing is aggregated. */
export const DEFAULT_AGGREGATION: Aggregation = { kind: "explicit", boundaries: DEFAULT_BOUNDARIES };

function checkBoundaries(boundaries: readonly number[], place: Place, problems: Problems): void {
  const wrong = boundaries.findIndex((boundary, index) =>
    index > 0 && !(boundary > (boundaries[index - 1] ?? NaN))
  );
  if (wrong < 0) return;
  const message = `${boundaries[wrong]} after ${boundaries[wrong - 1]}`;
  problems.add("PC120", place.at(wrong), message, { expected: "boundaries that ascend" });
}

/** How a histogram is aggregated, with the defaults of the language. */
export function aggregationOf(
  shape: AggregationShape | undefined,
  place: Place,
  problems: Problems,
): Aggregation {
  if (shape === undefined) return DEFAULT_AGGREGATION;
  if (shape === "min_max_sum_count") return { kind: shape };
  checkOneOf(shape, "explicit, exponential or min_max_sum_count", place, problems);
  const { explicit, exponential } = shape;
  if (explicit !== undefined) {
    checkBoundaries(explicit.boundaries, place.at("explicit", "boundaries"), problems);
    return { kind: "explicit", boundaries: explicit.boundaries };
  }
  if (exponential === undefined) return { kind: "min_max_sum_count" };
  const { max_size: maxSize = DEFAULT_MAX_SIZE, max_scale: maxScale = DEFAULT_MAX_SCALE } = exponential;
  return { kind: "exponential", maxSize, maxScale };
}
