import type { PointId, SetPoints } from "../../aggregate/collection.ts";
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

/** Some of the points of a scope. */
interface Part {
  readonly attributes: readonly SeriesAttributes[];
  readonly from: number;
  readonly to: number;
}

/** Says which sets share a `ScopeMetrics`: those of the same instrumentation scope. */
export function scopeKey({ descriptor, entity }: Pick<SetPoints, "descriptor" | "entity">): string {
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
  /** Of all points of the sets, the first that this template has, and the first behind them. */
  readonly #from: number;
  readonly #to: number;
  #parts: readonly ScopeTemplate[] = [];
  #slots: readonly PointSlots[] = [];
  #metrics: readonly MetricPoints[] = [];
  /** The metrics whose points have a constant size, with any times and values; empty when there is no point. */
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  /** Where the last call has put them. */
  #end = -1;
  /** The other metrics, last to first. */
  #others: readonly (ExponentialMetric | ExemplarMetric)[] = [];

  /**
   * The sets have one {@linkcode scopeKey}, `key`; there is at least one. Of a template that was split, `part` says which
   * points it has.
   */
  constructor(key: string, sets: readonly SetPoints[], part?: Part) {
    this.key = key;
    this.sets = sets;
    this.#attributes = part?.attributes ?? sets.map((set) => new SeriesAttributes(set));
    this.#from = part?.from ?? 0;
    this.#to = part?.to ?? Infinity;
  }

  /** What it was split into, first to last; empty unless it was. */
  get parts(): readonly ScopeTemplate[] {
    return this.#parts;
  }

  /** The points that the last {@linkcode write} has written. Allocates. */
  get points(): PointId[] {
    return this.#metrics.flatMap(({ points }) =>
      points.map(({ slots: { set }, field, series }) => ({ set, field, series }))
    );
  }

  /**
   * Splits what the last {@linkcode write} has written into up to `count` parts of as many points, which together have
   * always all points of this template. Returns false when there is one point alone.
   */
  split(count: number): boolean {
    const points = this.#metrics.reduce((sum, { points }) => sum + points.length, 0);
    if (points < 2) return false;
    const parts = Math.min(points, count);
    const bounds = Array.from({ length: parts }, (_, i) => this.#from + Math.floor(points * i / parts));
    this.#parts = bounds.map((from, i) => {
      const part = { attributes: this.#attributes, from, to: bounds[i + 1] ?? this.#to };
      return new ScopeTemplate(this.key, this.sets, part);
    });
    // It is written no more.
    this.#slots = [];
    this.#metrics = [];
    this.#others = [];
    this.#bytes = new Uint8Array();
    return true;
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
    const others = this.#others, slots = this.#slots;
    for (let i = 0; i < others.length; i++) others[i]?.write(writer, intact);
    const { length } = this.#bytes;
    writer.makeRoom(length);
    // What stands there already, from the last time, doesn't have to be copied.
    const end = writer.first, fresh = writer.bytes !== intact || end !== this.#end;
    if (fresh) writer.raw(this.#bytes);
    else writer.first -= length;
    this.#end = end;
    for (let i = 0; i < slots.length; i++) {
      if (slots[i]?.patch(writer.view, end, fresh) === false) return false;
    }
    return true;
  }

  #build(): void {
    const members = this.#attributes.map((attributes) => ({
      slots: new PointSlots(attributes.set),
      attributes,
    }));
    this.#metrics = between(metricsOf(members), this.#from, this.#to);
    const metrics = this.#metrics.toReversed();
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

/** The points from one up to, not including, another, all of them counted in order. */
function between(metrics: readonly MetricPoints[], from: number, to: number): MetricPoints[] {
  let first = 0;
  return metrics.flatMap(({ metric, points }) => {
    const part = points.slice(Math.max(0, from - first), Math.max(0, to - first));
    first += points.length;
    return part.length === 0 ? [] : [{ metric, points: part }];
  });
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
