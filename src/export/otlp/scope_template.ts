import type { SetPoints } from "../../aggregate/collection.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { ExemplarMetric } from "./exemplar_metric.ts";
import { ExponentialMetric } from "./exponential_metric.ts";
import { keyValuesOf } from "./key_value.ts";
import { writeMessage } from "./message_fields.ts";
import { writeInstrumentationScope } from "./messages.gen.ts";
import { type MetricPoints, metricsOf, writeMetric } from "./metric_points.ts";
import { PointSlots } from "./point_slots.ts";
import { SeriesAttributes } from "./series_attributes.ts";
import { ResourceMetrics, ScopeMetrics } from "./wire_tags.gen.ts";

/** Says which sets share a `ScopeMetrics`: those of the same instrumentation scope. */
export function scopeKey({ descriptor, entity }: SetPoints): string {
  const { name, version, schemaUrl } = descriptor;
  return JSON.stringify([
    name,
    version,
    schemaUrl,
    Object.entries(entity).sort(([a], [b]) => a < b ? -1 : 1),
  ]);
}

/**
 * The encoded `ScopeMetrics` of one instrumentation scope. The times and values of most points have a constant size,
 * so what the descriptor says is encoded once, and from then on only times and values are written, at known
 * places. What has to be encoded anew when points appear is the scope alone, from parts that are kept. Exponential
 * histograms and metrics with exemplars are encoded each time, after the rest.
 */
export class ScopeTemplate {
  readonly key: string;
  readonly sets: readonly SetPoints[];
  readonly #attributes: readonly SeriesAttributes[];
  #slots: readonly PointSlots[] = [];
  /** The metrics whose points have a constant size, with any times and values; empty when there is no point. */
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  /** Where the last call has put them. */
  #end = -1;
  /** The other metrics, last to first. */
  #others: readonly (ExponentialMetric | ExemplarMetric)[] = [];

  /** The sets have one {@linkcode scopeKey}, `key`; there is at least one. */
  constructor(key: string, sets: readonly SetPoints[]) {
    this.key = key;
    this.sets = sets;
    this.#attributes = sets.map((set) => new SeriesAttributes(set));
  }

  /**
   * The field `ResourceMetrics.scope_metrics` with the sets' present values, if they have a point. What the writer's
   * memory has before those written is what the last call has left, if it is `intact`. Returns whether it still is.
   */
  write(writer: BackwardWriter, intact: Uint8Array | undefined): boolean {
    const end = writer.length;
    // Before the first call there are no slots, although there are sets.
    if (this.#slots.length === 0) this.#build();
    const fits = this.#tryToWrite(writer, intact);
    if (!fits) {
      writer.first = writer.bytes.length - end;
      this.#build();
      this.#tryToWrite(writer, undefined);
    }
    if (writer.length > end) writer.close(ResourceMetrics.scopeMetrics, end);
    return fits;
  }

  #tryToWrite(writer: BackwardWriter, intact: Uint8Array | undefined): boolean {
    for (const metric of this.#others) metric.write(writer, intact);
    const { length } = this.#bytes;
    writer.makeRoom(length);
    // What stands there already, from the last time, doesn't have to be copied.
    const end = writer.first, fresh = writer.bytes !== intact || end !== this.#end;
    if (fresh) writer.raw(this.#bytes);
    else writer.first -= length;
    this.#end = end;
    for (const slots of this.#slots) if (!slots.patch(writer.view, end, fresh)) return false;
    return true;
  }

  #build(): void {
    const members = this.#attributes.map((attributes) => ({
      slots: new PointSlots(attributes.set),
      attributes,
    }));
    const metrics = metricsOf(members).toReversed();
    const writer = new BackwardWriter();
    const first = this.sets[0];
    if (first && metrics.length > 0) {
      writer.optionalText(ScopeMetrics.schemaUrl, first.descriptor.schemaUrl);
      for (const metric of metrics) if (hasConstantSize(metric)) writeMetric(writer, metric);
      writeScope(writer, first);
    }
    this.#slots = members.map(({ slots }) => slots);
    this.#others = metrics.filter((metric) => !hasConstantSize(metric)).map((metric) =>
      isExponential(metric) ? new ExponentialMetric(metric) : new ExemplarMetric(metric)
    );
    this.#bytes = writer.finish();
  }
}

function hasConstantSize(metric: MetricPoints): boolean {
  return !isExponential(metric) && metric.points.every(({ field }) => field.exemplars === 0);
}

function isExponential({ metric }: MetricPoints): boolean {
  return metric.instrument === "histogram" && metric.aggregation === "exponential";
}

function writeScope(writer: BackwardWriter, { descriptor, entity }: SetPoints): void {
  const { name, version } = descriptor, { identity = [], description = [] } = descriptor.entity ?? {};
  const attributes = keyValuesOf(entity, [...identity, ...description]);
  writeMessage(writer, ScopeMetrics.scope, { name, version, attributes }, writeInstrumentationScope);
}
