import type { SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { FieldLayout } from "../../set/layout.ts";
import { type Label, label } from "./label.ts";
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
  /** The text between the braces, without `le`. Series of one family and one text are the same to Prometheus. */
  readonly labels: string;
  /** Where its first lane's value is in `points.values`. */
  readonly lane: number;
  /** What stands before each value, in the order of the text's lines. Those of an exponential histogram change. */
  readonly lines: readonly Uint8Array[];
}

const encoder = new TextEncoder();

/** The label that the text itself gives to a histogram's series. */
const BUCKET_LABEL = "le";

/**
 * The series of one set, with everything but the values encoded. They are made when they are first asked for, and
 * stay.
 */
export class SetSeries {
  readonly #points: SetPoints;
  readonly #names: readonly string[];
  readonly #labels: LabelTexts;
  readonly #histogramLabels: LabelTexts;
  /** By number: one for each metric. */
  readonly #series: (readonly Series[])[] = [];

  constructor(points: SetPoints) {
    this.#points = points;
    this.#names = points.descriptor.metrics.map(metricName);
    const fixed = [...pointLabels(points), ...scopeLabels(points)];
    this.#labels = new LabelTexts(fixed, (name) => name);
    this.#histogramLabels = new LabelTexts(fixed, besideBucketLabel);
  }

  /** The series of a number, in the order of the set's metrics. */
  at(number: number): readonly Series[] {
    return this.#series[number] ??= this.#encode(number);
  }

  #encode(number: number): readonly Series[] {
    const points = this.#points, { layout } = points, measured = points.series[number] ?? [];
    return layout.fields.map((field, i): Series => {
      const { metric } = field, name = this.#names[i] ?? "";
      const labels = (isHistogram(metric) ? this.#histogramLabels : this.#labels).at(measured);
      const lane = number * layout.stride + field.lane;
      return { points, metric, field, number, name, labels, lane, lines: linesOf(metric, name, labels) };
    });
  }
}

function linesOf(metric: MetricDescriptor, name: string, labels: string): readonly Uint8Array[] {
  if (!isHistogram(metric)) return [line(name, labels)];
  switch (metric.aggregation ?? "explicit") {
    case "explicit":
      return histogramLines(name, labels, metric.boundaries ?? []);
    case "exponential":
      return histogramLines(name, labels, []);
    case "min_max_sum_count":
      return [line(`${name}_sum`, labels), line(`${name}_count`, labels)];
  }
}

function isHistogram({ instrument }: MetricDescriptor): boolean {
  return instrument === "histogram";
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

/** The name that the Prometheus server gives a label whose name it needs itself. */
function besideBucketLabel(name: string): string {
  return name === BUCKET_LABEL ? `exported_${BUCKET_LABEL}` : name;
}

/** The lines of a histogram with these upper bounds, and of what is above them. */
export function histogramLines(name: string, labels: string, boundaries: readonly number[]): Uint8Array[] {
  const prefix = labels === "" ? "" : `${labels},`;
  const bounds = [...boundaries.map(String), "+Inf"];
  return [
    ...bounds.map((bound) => line(`${name}_bucket`, `${prefix}${BUCKET_LABEL}="${bound}"`)),
    line(`${name}_sum`, labels),
    line(`${name}_count`, labels),
  ];
}

function line(name: string, labels: string): Uint8Array {
  return encoder.encode(labels === "" ? `${name} ` : `${name}{${labels}} `);
}
