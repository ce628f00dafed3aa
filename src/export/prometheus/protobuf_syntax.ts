import type { Resource, SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import { joined } from "../../host/joined.ts";
import { BackwardWriter } from "../otlp/backward_writer.ts";
import { type FamilyType, familyType } from "./family_type.ts";
import { escapingOf, type PrometheusFormat } from "./format.ts";
import type { LabelSet } from "./label_set.ts";
import { type TranslationStrategy, withoutTotal } from "./metric_name.ts";
import { Naming } from "./naming.ts";
import { delimited, ProtobufFamily } from "./protobuf_family.ts";
import { writeLabels } from "./protobuf_labels.ts";
import type { ProtobufSeries } from "./protobuf_series.ts";
import type { Series } from "./series.ts";
import type { Syntax } from "./syntax.ts";
import { INFO, resourceLabels, TARGET, TARGET_HELP } from "./target_info.ts";
import { writeTimestamp } from "./timestamp.ts";
import { Gauge, Metric, MetricFamily, MetricType } from "./wire_tags.gen.ts";

/**
 * The protobuf format: its names are those of the text format, its samples' suffixes are added by the receiver. The times
 * of creation are no series of their own, so they are always there.
 */
export class ProtobufSyntax implements Syntax<ProtobufSeries> {
  readonly naming: Naming;
  readonly end: Uint8Array<ArrayBuffer> = new Uint8Array();
  readonly #writer = new BackwardWriter();
  readonly #starts = new WeakMap<SetPoints, Uint8Array>();
  /** The labels that were encoded last: the metrics of a set share them. */
  #last = { points: undefined as SetPoints | undefined, number: 0, labels: "", pairs: new Uint8Array() };

  constructor(format: PrometheusFormat, strategy: TranslationStrategy) {
    this.naming = new Naming(strategy, escapingOf(format), false);
  }

  get reserved(): readonly string[] {
    return [this.naming.metric(TARGET + INFO)];
  }

  series(series: Series, _: FamilyType, labels: LabelSet, text: string): ProtobufSeries {
    const { points, metric, field, number, name, lane } = series;
    let last = this.#last;
    if (last.points !== points || last.number !== number || last.labels !== text) {
      writeLabels(this.#writer, Metric.label, labels.list(points.series[number] ?? []));
      this.#last = last = { points, number, labels: text, pairs: this.#writer.finish() };
    }
    const { pairs } = last;
    return {
      points,
      metric,
      field,
      number,
      name,
      lane,
      labels: text,
      pairs,
      start: this.#startOf(points),
    };
  }

  family(name: string, metric: MetricDescriptor): ProtobufFamily {
    const own = metric.instrument === "counter" ? withoutTotal(name) : name, unit = this.naming.unit(metric);
    const said = unit !== "" && own.endsWith(`_${unit}`) ? unit : "";
    return new ProtobufFamily(
      name,
      metric,
      this.naming,
      this.#head(name, metric.brief, familyType(metric), said),
    );
  }

  targetInfo(resource: Resource): Uint8Array<ArrayBuffer> {
    const writer = this.#writer, labels = resourceLabels(resource, this.naming);
    if (labels.every(({ value }) => value === "")) return new Uint8Array();
    writer.message(MetricFamily.metric, () => {
      writer.message(Metric.gauge, () => {
        writer.double(1);
        writer.varint(Gauge.value);
      });
      writeLabels(writer, Metric.label, labels);
    });
    const metric = writer.finish(),
      head = this.#head(this.naming.metric(TARGET + INFO), TARGET_HELP, "gauge", "");
    return joined([delimited(writer, head, head.length + metric.length), metric]);
  }

  /** The fields of a `MetricFamily` before its metrics. */
  #head(name: string, brief: string, type: FamilyType, unit: string): Uint8Array<ArrayBuffer> {
    const writer = this.#writer;
    writer.optionalText(MetricFamily.unit, unit);
    writer.varint(MetricType[type]);
    writer.varint(MetricFamily.type);
    writer.optionalText(MetricFamily.help, brief);
    writer.text(MetricFamily.name, name);
    return writer.finish();
  }

  #startOf(points: SetPoints): Uint8Array {
    const known = this.#starts.get(points);
    if (known !== undefined) return known;
    writeTimestamp(this.#writer, points.start);
    const start = this.#writer.finish();
    this.#starts.set(points, start);
    return start;
  }
}
