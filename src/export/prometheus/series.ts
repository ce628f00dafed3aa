import type { SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { FieldLayout } from "../../set/layout.ts";
import { type FamilyType, familyType, OWN_LABELS } from "./family_type.ts";
import { type Label, label } from "./label.ts";
import { LabelTexts } from "./label_texts.ts";
import type { Naming } from "./naming.ts";
import type { TextSyntax } from "./text_syntax.ts";

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
  readonly lines: readonly string[];
  /** The line that says since when it has values, where there is one. */
  readonly created: string | undefined;
}

/** A metric of a set, with what all its series share. */
interface NamedField {
  readonly field: FieldLayout;
  readonly name: string;
  readonly type: FamilyType;
  readonly labels: LabelTexts;
}

/**
 * The series of one set, with everything but the values written. They are made when they are first asked for, and
 * stay.
 */
export class SetSeries {
  readonly #points: SetPoints;
  readonly #syntax: TextSyntax;
  readonly #fields: readonly NamedField[];
  /** By number: one for each metric. */
  readonly #series: (readonly Series[])[] = [];

  constructor(points: SetPoints, syntax: TextSyntax) {
    this.#points = points;
    this.#syntax = syntax;
    const { naming } = syntax;
    const fixed = [...pointLabels(points, naming), ...scopeLabels(points, naming)];
    const texts = new Map<string | undefined, LabelTexts>();
    this.#fields = points.layout.fields.map((field) => {
      const type = familyType(field.metric), own = OWN_LABELS[type];
      const labels = texts.get(own) ?? new LabelTexts(fixed, own, naming);
      texts.set(own, labels);
      return { field, name: naming.family(field.metric), type, labels };
    });
  }

  /** The series of a number, in the order of the set's metrics. */
  at(number: number): readonly Series[] {
    return this.#series[number] ??= this.#write(number);
  }

  #write(number: number): readonly Series[] {
    const points = this.#points, syntax = this.#syntax, measured = points.series[number] ?? [];
    const texts = new Map<LabelTexts, string>();
    return this.#fields.map(({ field, name, type, labels: own }): Series => {
      const { metric } = field, labels = texts.get(own) ?? own.at(measured);
      texts.set(own, labels);
      return {
        points,
        metric,
        field,
        number,
        name,
        labels,
        lane: number * points.layout.stride + field.lane,
        lines: linesOf(metric, name, type, labels, syntax),
        created: type === "gauge" ? undefined : syntax.created(name, labels, points.start),
      };
    });
  }
}

function linesOf(
  { instrument, aggregation, boundaries = [] }: MetricDescriptor,
  name: string,
  type: FamilyType,
  labels: string,
  syntax: TextSyntax,
): readonly string[] {
  if (instrument !== "histogram") return [syntax.sample(syntax.valueName(name, type), labels)];
  const total = [syntax.sample(`${name}_sum`, labels), syntax.sample(`${name}_count`, labels)];
  if (aggregation === "min_max_sum_count") return total;
  const bounds = aggregation === "exponential" ? [] : boundaries;
  return [...[...bounds, Infinity].map((bound) => syntax.bucket(name, labels, bound)), ...total];
}

function pointLabels({ attributes }: SetPoints, naming: Naming): Label[] {
  return Object.entries(attributes).map(([key, value]) => label(key, value, naming.label));
}

/** Attributes of the scope give way to what the text says of every scope. */
function scopeLabels({ descriptor, entity }: SetPoints, naming: Naming): Label[] {
  const own = [
    label("otel_scope_name", descriptor.name, naming.label),
    label("otel_scope_version", descriptor.version, naming.label),
    label("otel_scope_schema_url", descriptor.schemaUrl, naming.label),
  ];
  const names = new Set(own.map(({ name }) => name));
  const attributes = Object.entries(entity).map(([key, value]) =>
    label(`otel_scope_${key}`, value, naming.label)
  );
  return [...own, ...attributes.filter(({ name }) => !names.has(name))];
}
