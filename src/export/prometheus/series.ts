import type { SetPoints } from "../../aggregate/collection.ts";
import { indicesOf } from "../../set/attribute_value.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import { type Label, label } from "./label.ts";
import { LabelTexts } from "./label_texts.ts";
import { metricName } from "./metric_name.ts";

/** One series, or for a histogram the group of series, of one metric in one bucket of a set. */
export interface Series {
  readonly points: SetPoints;
  readonly metric: MetricDescriptor;
  /** The name of its family. */
  readonly name: string;
  /** The text between the braces, without `le`. Series of one family and one text are the same to Prometheus. */
  readonly labels: string;
  /** Where its first lane's value is in `points.values`. */
  readonly lane: number;
  /** What stands before each value, in the order of the text's lines. */
  readonly lines: readonly Uint8Array[];
}

const encoder = new TextEncoder();

/** The label that the text itself gives to a histogram's series. */
const BUCKET_LABEL = "le";

/**
 * The series of one set, with everything but the values encoded. A bucket's are made when it has been touched for
 * the first time, and stay.
 */
export class SetSeries {
  readonly #points: SetPoints;
  readonly #names: readonly string[];
  readonly #labels: LabelTexts;
  readonly #histogramLabels: LabelTexts;
  /** By position in `touched`: one for each metric. */
  readonly #series: (readonly Series[])[] = [];

  constructor(points: SetPoints) {
    this.#points = points;
    this.#names = points.descriptor.metrics.map(metricName);
    const { metrics, attributes: { measurement } } = points.descriptor, { radix } = points.layout;
    const fixed = [...pointLabels(points), ...scopeLabels(points)];
    this.#labels = new LabelTexts(measurement, radix, fixed, (name) => name);
    this.#histogramLabels = metrics.some(isHistogram)
      ? new LabelTexts(measurement, radix, fixed, besideBucketLabel)
      : this.#labels;
  }

  /** The series of the bucket at a position of `touched`, in the order of the set's metrics. */
  at(position: number): readonly Series[] {
    return this.#series[position] ??= this.#encode(this.#points.touched[position] ?? 0);
  }

  #encode(bucket: number): readonly Series[] {
    const { layout } = this.#points, indices = indicesOf(layout.radix, bucket);
    return layout.fields.map(({ metric, lane }, i): Series => {
      const name = this.#names[i] ?? "", histogram = isHistogram(metric);
      const labels = (histogram ? this.#histogramLabels : this.#labels).at(indices);
      const lines = histogram ? histogramLines(name, labels, metric.boundaries ?? []) : [line(name, labels)];
      return { points: this.#points, metric, name, labels, lane: bucket * layout.stride + lane, lines };
    });
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

function histogramLines(name: string, labels: string, boundaries: readonly number[]): Uint8Array[] {
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
