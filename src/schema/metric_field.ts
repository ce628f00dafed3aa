import { aggregationOf } from "./aggregation.ts";
import { described } from "./attribute.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { FieldReferenceShape, FieldShape } from "./language.ts";
import type { Entity, InstrumentKind, Metric, MetricField, Stability, UsedAttribute } from "./model.ts";
import { valueTypeOf, withValueType } from "./value_type.ts";

/** The keys that say how a set records a metric. */
type RecordingShape = Omit<FieldReferenceShape, "ref" | "field">;

type Recording = Pick<MetricField, "valueType" | "recording" | "aggregation" | "exemplars" | "merge">;

/** Reports a key that has no meaning for a metric's instrument. */
function checkAbsent(
  key: "aggregation" | "recording" | "merge",
  shape: RecordingShape,
  instrument: InstrumentKind,
  expected: string,
  place: Place,
  problems: Problems,
): void {
  if (shape[key] === undefined) return;
  const hint = { expected: `instrument: ${expected}, or no such key` };
  problems.add("PC124", place.at(key), `"${key}" on a ${instrument}`, hint, "key");
}

/** How a set records a metric, with the defaults of its instrument. */
function recordingOf(
  shape: RecordingShape,
  instrument: InstrumentKind,
  usual: "int" | "double",
  place: Place,
  problems: Problems,
): Recording {
  const isHistogram = instrument === "histogram";
  const isSum = instrument === "counter" || instrument === "updowncounter";
  if (!isHistogram) checkAbsent("aggregation", shape, instrument, "histogram", place, problems);
  if (instrument !== "gauge") checkAbsent("merge", shape, instrument, "gauge", place, problems);
  if (!isSum) checkAbsent("recording", shape, instrument, "counter or updowncounter", place, problems);
  const { value_type: declared, recording, exemplars, merge } = shape;
  if (exemplars !== undefined && recording === "observe") {
    const hint = { expected: "one of them" };
    problems.add("PC124", place.at("exemplars"), '"exemplars" beside "recording: observe"', hint, "key");
  }
  if (isHistogram && declared === "int") {
    problems.add("PC124", place.at("value_type"), `"int" on a histogram`, {
      expected: "double, or no such key",
    });
  }
  return {
    // Histograms take any number, also where what they measure comes in whole ones.
    valueType: isHistogram ? "double" : declared ?? usual,
    ...(recording === "observe" ? { recording } : {}),
    ...(isHistogram
      ? { aggregation: aggregationOf(shape.aggregation, place.at("aggregation"), problems) }
      : {}),
    ...(exemplars === undefined ? {} : { exemplars }),
    ...(merge === undefined || merge === "last" ? {} : { merge }),
  };
}

/** A metric that its set defines. */
export function fieldOf(
  shape: FieldShape,
  place: Place,
  inherited: Stability,
  problems: Problems,
): MetricField {
  const { name, field, instrument, unit, brief, requirement_level: level } = shape;
  return {
    name,
    field,
    instrument,
    unit,
    ...(level === undefined ? {} : { requirementLevel: level }),
    stability: inherited,
    ...recordingOf(shape, instrument, valueTypeOf(instrument, shape.annotations), place, problems),
    brief,
    ...described(shape, place, problems),
    place,
  };
}

/** A metric that its set defines, as others see it: its attributes are the set's, and it is about the set's entity. */
export function metricOf(
  field: MetricField,
  entity: Entity | undefined,
  attributes: readonly UsedAttribute[],
): Metric {
  const { name, instrument, unit, valueType, requirementLevel, place, ...said } = field;
  const { brief, note, stability, deprecated, annotations } = said;
  return {
    name,
    instrument,
    unit,
    valueType,
    attributes,
    ...(entity === undefined
      ? {}
      : { associations: { kind: "one_of", of: [{ kind: "entity", type: entity.type, entity }] } }),
    ...(requirementLevel === undefined ? {} : { requirementLevel }),
    brief,
    ...(note === undefined ? {} : { note }),
    stability,
    ...(deprecated === undefined ? {} : { deprecated }),
    annotations: withValueType(annotations, valueType),
    place,
  };
}

/** A metric that is defined elsewhere, as a field of a set. */
export function takenField(
  shape: FieldReferenceShape,
  metric: Metric,
  place: Place,
  problems: Problems,
): MetricField {
  const { attributes: _attributes, associations: _associations, valueType, ...definition } = metric;
  return {
    ...definition,
    field: shape.field,
    ...recordingOf(shape, metric.instrument, valueType, place, problems),
    metric,
    place,
  };
}
