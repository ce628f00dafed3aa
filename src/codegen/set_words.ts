import {
  type Aggregation,
  DEFAULT_AGGREGATION,
  DEFAULT_BUDGET,
  type MetricField,
  type MetricSet,
} from "../schema/mod.ts";
import { isSame, reference } from "./definition.ts";
import type { YamlMapping } from "./yaml_text.ts";

// What percore/1 says of a metric set beyond what definition/2 has words for. It stands in overlays, and as annotations
// in registries.

/** The attributes of a set, each with the moment at which its value is given. */
export function attachments({ registration, measurement }: MetricSet): readonly YamlMapping[] {
  return [
    ...registration.map((each) => ({ ...reference(each), attach: "registration" })),
    ...measurement.map((each) => ({ ...reference(each), attach: "measurement", bound: each.bound })),
  ];
}

function aggregation({ kind, ...parameters }: Aggregation): unknown {
  if (kind === "min_max_sum_count") return kind;
  if (!("maxSize" in parameters)) return { [kind]: parameters };
  const { maxSize, maxScale } = parameters;
  return { [kind]: { max_size: maxSize, max_scale: maxScale } };
}

/** A field that takes a metric which is defined elsewhere. */
export function takenField(field: MetricField, usual: MetricField["valueType"]): YamlMapping {
  const { name, field: property, instrument, valueType, recording, exemplars, merge } = field;
  return {
    ref: name,
    field: property,
    // Histograms are double, whatever the metric counts in.
    value_type: instrument === "histogram" || valueType === usual ? undefined : valueType,
    recording,
    aggregation: field.aggregation === undefined || isSame(field.aggregation, DEFAULT_AGGREGATION)
      ? undefined
      : aggregation(field.aggregation),
    exemplars,
    merge,
  };
}

/** How a set's cells are found, as far as it isn't what the compiler does by itself. */
export function storage({ storage: { kind, series, budget } }: MetricSet): YamlMapping {
  return {
    storage: kind === "table" && series <= budget ? kind : undefined,
    budget: budget === DEFAULT_BUDGET ? undefined : budget,
  };
}
