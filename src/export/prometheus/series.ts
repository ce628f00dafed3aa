import type { SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { FieldLayout } from "../../set/layout.ts";
import { familyType, OWN_LABELS } from "./family_type.ts";
import { type Label, label, listed } from "./label.ts";
import { LabelTexts } from "./label_texts.ts";
import { metricName } from "./metric_name.ts";

/** One series of one metric of a set, or for a histogram or summary the group of series of the text. */
export interface Series {
  readonly points: SetPoints;
  readonly metric: MetricDescriptor;
  readonly field: FieldLayout;
  /** The number of the series in `points`. */
  readonly number: number;
  /** The name of its family. */
  readonly name: string;
  /** The text between the braces, without the label of a bucket. Series of one family and one text are the same to Prometheus. */
  readonly labels: string;
  /** Where its first lane's value is in `points.values`. */
  readonly lane: number;
  /**
   * What stands before each value, in the order of the text's lines. Of an exponential histogram, before those of
   * `+Inf`, sum and count alone: its other lines follow its values.
   */
  readonly lines: readonly Uint8Array[];
}

const encoder = new TextEncoder();

/** What ends each line. */
export const NEWLINE: Uint8Array = encoder.encode("\n");

/** A metric of a set, with what all its series share. */
interface NamedField {
  readonly field: FieldLayout;
  readonly name: string;
  readonly labels: LabelTexts;
}

/**
 * The series of one set, with everything but the values encoded. They are made when they are first asked for, and
 * stay.
 */
export class SetSeries {
  readonly #points: SetPoints;
  readonly #fields: readonly NamedField[];
  /** By number: one for each metric. */
  readonly #series: (readonly Series[])[] = [];

  constructor(points: SetPoints) {
    this.#points = points;
    const fixed = [...pointLabels(points), ...scopeLabels(points)];
    const texts = new Map<string | undefined, LabelTexts>();
    this.#fields = points.layout.fields.map((field) => {
      const own = OWN_LABELS[familyType(field.metric)], labels = texts.get(own) ?? new LabelTexts(fixed, own);
      texts.set(own, labels);
      return { field, name: metricName(field.metric), labels };
    });
  }

  /** The series of a number, in the order of the set's metrics. */
  at(number: number): readonly Series[] {
    return this.#series[number] ??= this.#encode(number);
  }

  #encode(number: number): readonly Series[] {
    const points = this.#points, measured = points.series[number] ?? [];
    const texts = new Map<LabelTexts, string>();
    return this.#fields.map(({ field, name, labels: own }): Series => {
      const { metric } = field, labels = texts.get(own) ?? own.at(measured);
      texts.set(own, labels);
      const lane = number * points.layout.stride + field.lane;
      return { points, metric, field, number, name, labels, lane, lines: linesOf(metric, name, labels) };
    });
  }
}

function linesOf(metric: MetricDescriptor, name: string, labels: string): readonly Uint8Array[] {
  if (metric.instrument !== "histogram") return [line(name, labels)];
  const total = [line(`${name}_sum`, labels), line(`${name}_count`, labels)];
  if (metric.aggregation === "min_max_sum_count") return total;
  const bounds = metric.aggregation === "exponential" ? [] : metric.boundaries ?? [];
  return [...[...bounds.map(String), "+Inf"].map((bound) => bucketLine({ name, labels }, bound)), ...total];
}

/** What stands before the count of a histogram's values that are at most `bound`. */
export function bucketLine({ name, labels }: Pick<Series, "name" | "labels">, bound: string): Uint8Array {
  return line(`${name}_bucket`, listed(labels, `le="${bound}"`));
}

function pointLabels({ attributes }: SetPoints): Label[] {
  return Object.entries(attributes).map(([key, value]) => label(key, value));
}

/** Attributes of the scope give way to what the text says of every scope. */
function scopeLabels({ descriptor, entity }: SetPoints): Label[] {
  const own = [
    label("otel_scope_name", descriptor.name),
    label("otel_scope_version", descriptor.version),
    label("otel_scope_schema_url", descriptor.schemaUrl),
  ];
  const names = new Set(own.map(({ name }) => name));
  const attributes = Object.entries(entity).map(([key, value]) => label(`otel_scope_${key}`, value));
  return [...own, ...attributes.filter(({ name }) => !names.has(name))];
}

function line(name: string, labels: string): Uint8Array {
  return encoder.encode(labels === "" ? `${name} ` : `${name}{${labels}} `);
}
