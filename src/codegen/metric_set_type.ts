import {
  type InstrumentKind,
  isEnumerated,
  type MeasurementAttribute,
  type MetricField,
  type MetricSet,
  type Schema,
} from "../schema/mod.ts";
import { labelsOf } from "./attribute_type.ts";
import { exportedDescriptor } from "./described_type.ts";
import { attributesDescriptor, hasAttributes, metricsDescriptor, metricSetDescriptor } from "./descriptor.ts";
import { docComment } from "./doc_comment.ts";
import { broken, LINE_WIDTH, propertyName } from "./literal.ts";
import type { Scope } from "./scope.ts";
import { storageText } from "./storage_text.ts";
import { NO_VALUES, valueMembers, ValuesType } from "./value_type.ts";

const INSTRUMENT_TYPES: Readonly<Record<InstrumentKind, string>> = {
  counter: "Counter",
  updowncounter: "UpDownCounter",
  gauge: "Gauge",
  histogram: "Histogram",
};

const OBSERVE_TYPES: Readonly<Partial<Record<InstrumentKind, string>>> = {
  counter: "ObserveCounter",
  updowncounter: "ObserveUpDownCounter",
};

function instrumentType({ instrument, recording, exemplars }: MetricField): string {
  const observed = recording === "observe" ? OBSERVE_TYPES[instrument] : undefined;
  const type = observed ?? INSTRUMENT_TYPES[instrument];
  return exemplars === undefined ? type : `Exemplar${type}`;
}

/** Writes what is generated for a metric set. */
class MetricSetType {
  readonly #set: MetricSet;
  readonly #schema: Schema;
  readonly #scope: Scope;

  constructor(set: MetricSet, schema: Schema, scope: Scope) {
    this.#set = set;
    this.#schema = schema;
    this.#scope = scope;
  }

  parts(): readonly string[] {
    const set = this.#set, { module, names } = this.#scope;
    const { metrics, attributes, attributesType } = names.ofMetricSet(set);
    const parts: string[] = [];
    if (set.registration.length > 0) {
      const comment = docComment(`Registration attributes of \`${set.name}\`.`, 0);
      const members = valueMembers(set.registration);
      parts.push(new ValuesType(this.#scope, "AttributeValue").declaration(attributesType, comment, members));
    }
    parts.push(this.#instruments());
    if (hasAttributes(set)) {
      const comment = docComment(`Attributes of \`${set.name}\`.`, 0);
      const type = module.type("AttributesDescriptor");
      parts.push(exportedDescriptor(comment, attributes, attributesDescriptor(set), type));
    }
    const comment = docComment(`Metrics of \`${set.name}\`.`, 0);
    parts.push(
      exportedDescriptor(comment, metrics, metricsDescriptor(set), module.type("MetricsDescriptor")),
    );
    return [...parts, this.#definition()];
  }

  #instruments(): string {
    const { name, metrics } = this.#set, { module, names } = this.#scope;
    const members = metrics.map((metric) => {
      const { field, brief, unit, deprecated } = metric;
      const comment = docComment(`${brief} Unit: \`${unit}\`.`, 2, deprecated);
      return `${comment}  readonly ${propertyName(field)}: ${module.type(instrumentType(metric))};\n`;
    });
    const comment = docComment(`Instruments of \`${name}\`.`, 0);
    const type = names.ofMetricSet(this.#set).instrumentsType;
    return `${comment}export interface ${type} {\n${members.join("")}}\n`;
  }

  #definition(): string {
    const set = this.#set, { module, names } = this.#scope;
    const { definition, instrumentsType, attributesType } = names.ofMetricSet(set);
    const parameters = [
      instrumentsType,
      this.#measurement(),
      set.registration.length > 0 ? attributesType : NO_VALUES,
      set.entity === undefined ? NO_VALUES : this.#scope.entityType(set.entity),
    ];
    const type = `${module.type("MetricSetDefinition")}<\n  ${parameters.join(",\n  ")}\n>`;
    const descriptor = broken(metricSetDescriptor(set, this.#schema, this.#scope), 0);
    const comment = docComment([set.brief, `Storage: ${storageText(set.storage)}.`], 0, set.deprecated);
    return `${comment}export const ${definition}: ${type} = ${
      module.value("defineMetricSet")
    }(${descriptor});\n`;
  }

  /** The type of the indices that `with(…)` takes. */
  #measurement(): string {
    const { measurement } = this.#set, labels = labelsOf(measurement);
    const elements = measurement.map((attribute, index) => ({
      label: `${labels[index]}:`,
      types: [...this.#indexTypes(attribute), ...(attribute.isOptional ? ["undefined"] : [])],
    }));
    const line = `readonly [${
      elements.map(({ label, types }) => `${label} ${types.join(" | ")}`).join(", ")
    }]`;
    if ("  ".length + line.length + ",".length <= LINE_WIDTH) return line;
    const lines = elements.map(({ label, types }) => {
      const line = `    ${label} ${types.join(" | ")},\n`;
      if (line.length <= LINE_WIDTH + 1 || types.length === 1) return line;
      return `    ${label}\n${types.map((type) => `      | ${type}`).join("\n")},\n`;
    });
    return `readonly [\n${lines.join("")}  ]`;
  }

  /** The types of which the type of an attribute's index is the union. */
  #indexTypes(attribute: MeasurementAttribute): readonly string[] {
    if (attribute.type === "boolean") return ["0", "1"];
    return [isEnumerated(attribute) ? this.#scope.indexType(attribute) : "number"];
  }
}

/** The types of a metric set, its descriptors, and its definition. */
export function metricSetParts(set: MetricSet, schema: Schema, scope: Scope): readonly string[] {
  return new MetricSetType(set, schema, scope).parts();
}
