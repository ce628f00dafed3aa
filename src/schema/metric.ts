import { aggregationOf } from "./aggregation.ts";
import { documentationOf, stabilityOf } from "./attribute.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { MetricShape } from "./language.ts";
import type { MetricField, Stability } from "./model.ts";

/** Reports a key that has no meaning for a metric's instrument. */
function checkAbsent(
  key: "aggregation" | "recording" | "merge",
  shape: MetricShape,
  expected: string,
  place: Place,
  problems: Problems,
): void {
  if (shape[key] === undefined) return;
  const hint = { expected: `instrument: ${expected}, or no such key` };
  problems.add("PC124", place.at(key), `"${key}" on a ${shape.instrument}`, hint, "key");
}

/** A metric as its definition says, with the defaults of its instrument and of its set. */
export function metricOf(shape: MetricShape, place: Place, inherited: Stability, problems: Problems): MetricField {
  const { name, field, instrument, unit, brief, value_type: declared } = shape;
  const isHistogram = instrument === "histogram";
  const isSum = instrument === "counter" || instrument === "updowncounter";
  if (!isHistogram) checkAbsent("aggregation", shape, "histogram", place, problems);
  if (instrument !== "gauge") checkAbsent("merge", shape, "gauge", place, problems);
  if (!isSum) checkAbsent("recording", shape, "counter or updowncounter", place, problems);
  if (shape.exemplars !== undefined && shape.recording === "observe") {
    const hint = { expected: "one of them" };
    problems.add("PC124", place.at("exemplars"), '"exemplars" beside "recording: observe"', hint, "key");
  }
  if (isHistogram && declared === "int") {
    problems.add("PC124", place.at("value_type"), `"int" on a histogram`, {
      expected: "double, or no such key",
    });
  }
  return {
    name,
    field,
    instrument,
    unit,
    brief,
    stability: shape.stability === undefined ? inherited : stabilityOf(shape.stability),
    valueType: declared ?? (isSum ? "int" : "double"),
    ...(shape.recording === "observe" ? { recording: shape.recording } : {}),
    ...(isHistogram
      ? { aggregation: aggregationOf(shape.aggregation, place.at("aggregation"), problems) }
      : {}),
    ...(shape.exemplars === undefined ? {} : { exemplars: shape.exemplars }),
    ...(shape.merge === undefined || shape.merge === "last" ? {} : { merge: shape.merge }),
    ...documentationOf(shape, place, problems),
    place,
  };
}
