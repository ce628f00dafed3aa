import { annotationAt, isMapping } from "./annotations.ts";
import type { Annotations, InstrumentKind } from "./model.ts";

/**
 * What a metric counts in: what its annotations say, in the words that code generators of OpenTelemetry have agreed on
 * (`code_generation.metric_value_type`); otherwise, sums count in whole numbers and all else is measured.
 */
export function valueTypeOf(instrument: InstrumentKind, annotations?: Annotations): "int" | "double" {
  const declared = annotationAt(annotations, "code_generation", "metric_value_type");
  if (declared === "int" || declared === "double") return declared;
  return instrument === "counter" || instrument === "updowncounter" ? "int" : "double";
}

/** Annotations that say what a metric counts in, before what else they say. */
export function withValueType(
  annotations: Annotations | undefined,
  valueType: "int" | "double",
): Annotations {
  const { code_generation: known, ...others } = annotations ?? {};
  const hints = isMapping(known) ? known : {};
  return { code_generation: { ...hints, metric_value_type: valueType }, ...others };
}
