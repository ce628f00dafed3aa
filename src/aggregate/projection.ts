import { warnOnce } from "../host/warn.ts";
import type { MetricDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";
import { type FieldLayout, HISTOGRAM_DOUBLES, type Layout, layoutOf } from "../set/layout.ts";
import type { MeasuredAttribute } from "./collection.ts";
import { selects, type View } from "./view.ts";

/** What becomes of a set in a reader: which of its lanes go where, and which of its attributes stay. */
export interface Projection {
  /** Tells it from the reader's other projections of the set. */
  readonly id: string;
  /** The set as the reader has it. */
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  /** For each lane of a row as workers have it, the lane here; -1 for none. */
  readonly lanes: Int16Array;
  /** Where the buckets of exponential histograms go. */
  readonly exponentials: readonly ExponentialTarget[];
  /** For each lane by which a frame names an exemplar, its slot here. */
  readonly slots: ReadonlyMap<number, number>;
  /** The keys of the attributes that stay; all when there is no list. */
  readonly keep: ReadonlySet<string> | undefined;
}

/** Where the buckets of an exponential histogram go: to one here, or to a lane that counts them all. */
export interface ExponentialTarget {
  readonly source: FieldLayout;
  readonly to: { readonly field: FieldLayout } | { readonly lane: number };
}

/** A set as workers have it. */
interface Source {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
}

/** A field, and what it becomes. */
interface Stream {
  readonly source: FieldLayout;
  readonly metric: MetricDescriptor;
  readonly attributes: readonly string[] | undefined;
}

/** What views make of a set: as many sets as there are different lists of attributes. */
export function project({ descriptor, layout }: Source, views: readonly View[]): Projection[] {
  const groups = new Map<string, Stream[]>(), names = new Set<string>();
  for (const source of layout.fields) {
    for (const stream of streamsOf(source, descriptor, views)) {
      if (names.has(stream.metric.name)) {
        warnOnce(`views make metric ${stream.metric.name} of set ${descriptor.name} twice: the first counts`);
        continue;
      }
      names.add(stream.metric.name);
      const group = groupOf(stream, groups);
      groups.set(group, [...groups.get(group) ?? [], stream]);
    }
  }
  return Array.from(groups, ([id, streams]) => projection(id, streams, descriptor, layout));
}

function streamsOf(source: FieldLayout, set: MetricSetDescriptor, views: readonly View[]): Stream[] {
  const selecting = views.filter((view) => selects(view, set, source.metric));
  if (selecting.length === 0) return [{ source, metric: source.metric, attributes: undefined }];
  return selecting.filter(({ drop = false }) => !drop).map((view) => ({
    source,
    metric: metricOf(source.metric, view),
    attributes: view.attributes,
  }));
}

/** Metrics with the same attributes share their series; a field can be in a set once. */
function groupOf({ source, attributes }: Stream, groups: ReadonlyMap<string, readonly Stream[]>): string {
  for (let copy = 0;; copy++) {
    const id = JSON.stringify([attributes?.toSorted() ?? null, copy]);
    if (!groups.get(id)?.some((other) => other.source === source)) return id;
  }
}

function metricOf(metric: MetricDescriptor, view: View): MetricDescriptor {
  const { exemplars, ...plain } = metric, { name = metric.name, brief = metric.brief } = view;
  const base = { ...(view.exemplars === false || exemplars === undefined ? plain : metric), name, brief };
  if (metric.instrument === "gauge") return view.merge === undefined ? base : { ...base, merge: view.merge };
  if (metric.instrument !== "histogram") return base;
  const { aggregation = "explicit", boundaries = [] } = metric;
  if (view.aggregation !== undefined) return { ...base, aggregation: view.aggregation, boundaries: [] };
  if (aggregation === "exponential") {
    const { maxSize, maxScale } = view;
    return {
      ...base,
      ...(maxSize === undefined ? {} : { maxSize }),
      ...(maxScale === undefined ? {} : { maxScale: Math.min(maxScale, metric.maxScale ?? maxScale) }),
    };
  }
  if (aggregation !== "explicit" || view.boundaries === undefined) return base;
  const foreign = view.boundaries.find((boundary) => !boundaries.includes(boundary));
  if (foreign === undefined) return { ...base, boundaries: view.boundaries };
  warnOnce(`a view's boundary ${foreign} is none of metric ${metric.name}: its boundaries stay as they are`);
  return base;
}

function projection(
  id: string,
  streams: readonly Stream[],
  source: MetricSetDescriptor,
  sourceLayout: Layout,
): Projection {
  const attributes = streams[0]?.attributes,
    keep = attributes === undefined ? undefined : new Set(attributes);
  const { registration, measurement } = source.attributes;
  const descriptor: MetricSetDescriptor = {
    ...source,
    attributes: {
      registration: registration.filter(({ key }) => keep?.has(key) ?? true),
      measurement: measurement.filter(({ key }) => keep?.has(key) ?? true),
    },
    metrics: streams.map(({ metric }) => metric),
  };
  const layout = layoutOf(descriptor);
  const lanes = new Int16Array(sourceLayout.stride).fill(-1);
  const exponentials: ExponentialTarget[] = [], slots = new Map<number, number>();
  streams.forEach(({ source }, i) => {
    const field = layout.fields[i];
    if (field !== undefined) connect(source, field, lanes, exponentials, slots);
  });
  return { id, descriptor, layout, lanes, exponentials, slots, keep };
}

/** Says where a field's lanes, buckets and exemplars go. */
function connect(
  source: FieldLayout,
  field: FieldLayout,
  lanes: Int16Array,
  exponentials: ExponentialTarget[],
  slots: Map<number, number>,
): void {
  if (source.metric.instrument === "histogram") {
    for (let i = 0; i < HISTOGRAM_DOUBLES; i++) {
      lanes[source.lane + source.counts + i] = field.lane + field.counts + i;
    }
    for (let bucket = 0; bucket < source.counts; bucket++) {
      lanes[source.lane + bucket] = field.lane + bucketOf(bucket, source.metric, field.metric);
    }
  } else {
    lanes[source.lane] = field.lane;
    // What totals that began anew had come to stands behind them.
    if (source.metric.instrument === "counter" && source.metric.recording === "observe") {
      lanes[source.lane + 1] = field.lane + 1;
    }
  }
  if (source.exponential >= 0) {
    exponentials.push({ source, to: field.exponential >= 0 ? { field } : { lane: field.lane } });
  }
  for (let slot = 0; slot < source.exemplars && field.exemplars > 0; slot++) {
    const target = source.exponential >= 0 ? slot : bucketOf(slot, source.metric, field.metric);
    slots.set(source.exemplarLane + slot, field.firstExemplar + Math.min(target, field.exemplars - 1));
  }
}

/** The bucket of a histogram that has the values of a bucket of one with all of its boundaries, and more. */
function bucketOf(bucket: number, { boundaries = [] }: MetricDescriptor, coarser: MetricDescriptor): number {
  const bound = boundaries[bucket] ?? Infinity;
  return (coarser.boundaries ?? []).filter((boundary) => boundary < bound).length;
}

/** The measured attributes that stay. */
export function kept(
  { keep }: Projection,
  measured: readonly MeasuredAttribute[],
): readonly MeasuredAttribute[] {
  return keep === undefined ? measured : measured.filter(({ attribute }) => keep.has(attribute.key));
}
