import type { SetPoints } from "../../aggregate/collection.ts";
import { attributeValue, indicesOf } from "../../set/attribute_value.ts";
import type { AttributeDescriptor, MetricDescriptor } from "../../set/descriptor.ts";
import { type Label, labelName, labelText, labelValue } from "./label.ts";
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

/** The labels that the text itself gives to a histogram's series. */
const BUCKET_LABEL = "le";

/**
 * The series of one set, with everything but the values encoded. A bucket's are made when it has been touched for
 * the first time, and stay.
 */
export class SetSeries {
  readonly #points: SetPoints;
  readonly #names: readonly string[];
  /** Of the scope and the registration: the same for all series of the set. */
  readonly #labels: readonly Label[];
  /** By position in `touched`: one for each metric. */
  readonly #series: (readonly Series[])[] = [];

  constructor(points: SetPoints) {
    this.#points = points;
    this.#names = points.descriptor.metrics.map(metricName);
    this.#labels = [...pointLabels(points), ...scopeLabels(points)];
  }

  /** The series of the bucket at a position of `touched`, in the order of the set's metrics. */
  at(position: number): readonly Series[] {
    return this.#series[position] ??= this.#encode(this.#points.touched[position] ?? 0);
  }

  #encode(bucket: number): readonly Series[] {
    const { descriptor, layout } = this.#points;
    const indices = indicesOf(layout.radix, bucket);
    const labels = [...measurementLabels(descriptor.attributes.measurement, indices), ...this.#labels];
    const text = labelText(labels);
    return layout.fields.map(({ metric, lane }, i): Series => {
      const name = this.#names[i] ?? "", histogram = metric.instrument === "histogram";
      const own = histogram ? labelText(labels.map(besideBucketLabel)) : text;
      const lines = histogram ? histogramLines(name, own, metric.boundaries ?? []) : [line(name, own)];
      return { points: this.#points, metric, name, labels: own, lane: bucket * layout.stride + lane, lines };
    });
  }
}

function measurementLabels(attributes: readonly AttributeDescriptor[], indices: readonly number[]): Label[] {
  return attributes.map((attribute, i) =>
    label(attribute.key, labelValue(attributeValue(attribute, indices[i] ?? 0)))
  );
}

function pointLabels({ attributes }: SetPoints): Label[] {
  return Object.entries(attributes).map(([key, value]) => label(key, labelValue(value)));
}

/** Attributes of the scope give way to what the text says of every scope. */
function scopeLabels({ descriptor, entity }: SetPoints): Label[] {
  const own = [
    label("otel_scope_name", descriptor.name.toWellFormed()),
    label("otel_scope_version", descriptor.version.toWellFormed()),
    label("otel_scope_schema_url", descriptor.schemaUrl.toWellFormed()),
  ];
  const names = new Set(own.map(({ name }) => name));
  const attributes = Object.entries(entity).map(([key, value]) =>
    label(`otel_scope_${key}`, labelValue(value))
  );
  return [...own, ...attributes.filter(({ name }) => !names.has(name))];
}

function label(key: string, value: string): Label {
  return { key, name: labelName(key), value };
}

/** The name that the Prometheus server gives a label which it needs itself. */
function besideBucketLabel(attribute: Label): Label {
  return attribute.name === BUCKET_LABEL ? { ...attribute, name: `exported_${BUCKET_LABEL}` } : attribute;
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
