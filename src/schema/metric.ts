import { documentationOf, stabilityOf } from "./attribute.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { MetricShape } from "./language.ts";
import type { Metric, Stability } from "./model.ts";

/** The boundaries of a histogram that declares none (OpenTelemetry metrics SDK, "Explicit Bucket Histogram Aggregation"). */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

function boundariesOf(shape: MetricShape, place: Place, problems: Problems): readonly number[] {
  const boundaries = shape.aggregation?.explicit.boundaries ?? DEFAULT_BOUNDARIES;
  const wrong = boundaries.findIndex((boundary, index) =>
    index > 0 && !(boundary > (boundaries[index - 1] ?? NaN))
  );
  if (wrong >= 0) {
    const message = `${boundaries[wrong]} after ${boundaries[wrong - 1]}`;
    const at = place.at("aggregation", "explicit", "boundaries", wrong);
    problems.add("PC120", at, message, { expected: "boundaries that ascend" });
  }
  return boundaries;
}

/** A metric as its definition says, with the defaults of its instrument and of its set. */
export function metricOf(shape: MetricShape, place: Place, inherited: Stability, problems: Problems): Metric {
  const { name, field, instrument, unit, brief, value_type: declared } = shape;
  const isHistogram = instrument === "histogram";
  if (!isHistogram && shape.aggregation !== undefined) {
    const hint = { expected: "instrument: histogram, or no such key" };
    problems.add("PC124", place.at("aggregation"), `"aggregation" on a ${instrument}`, hint, "key");
  }
  if (isHistogram && declared === "int") {
    problems.add("PC124", place.at("value_type"), `"int" on a histogram`, {
      expected: "double, or no such key",
    });
  }
  const isSum = instrument === "counter" || instrument === "updowncounter";
  return {
    name,
    field,
    instrument,
    unit,
    brief,
    stability: shape.stability === undefined ? inherited : stabilityOf(shape.stability),
    valueType: declared ?? (isSum ? "int" : "double"),
    ...(isHistogram ? { boundaries: boundariesOf(shape, place, problems) } : {}),
    ...documentationOf(shape, place, problems),
    place,
  };
}
