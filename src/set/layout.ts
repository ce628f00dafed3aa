import type { MetricDescriptor, MetricSetDescriptor } from "./descriptor.ts";

/**
 * What a lane holds, which decides how a flush reads it, what it is reset to, and how two values of it merge.
 *
 * | kind | in the arena | not recorded | merged by |
 * | --- | --- | --- | --- |
 * | `int` | an i32 and an f64 that it spills into | 0 | addition, exact |
 * | `sum` | an f64 | 0 | addition |
 * | `last` | an f64 | NaN | the later one |
 * | `min` | an f64 | +Infinity | the smaller one |
 * | `max` | an f64 | -Infinity | the larger one |
 */
export const LaneKind = { int: 0, sum: 1, last: 2, min: 3, max: 4 } as const;
/** One of the kinds of {@linkcode LaneKind}. */
export type LaneKind = (typeof LaneKind)[keyof typeof LaneKind];

/** What a double lane of each kind holds when nothing was recorded in it, by kind. */
export const EMPTY: readonly number[] = [0, 0, NaN, Infinity, -Infinity];

/** Where a field's lanes lie within a bucket. */
export interface FieldLayout {
  /** What the field is. */
  readonly metric: MetricDescriptor;
  /** The field's first lane. A histogram has its bucket counts first, then sum, min and max. */
  readonly lane: number;
  /** The i32 slot of the first lane, for fields that begin with an `int` lane; otherwise its f64 slot. */
  readonly slot: number;
  /** The f64 slot of a histogram's sum; min and max follow. */
  readonly doubles: number;
}

/**
 * How a set's instruments lie in lanes. A *bucket* is the run of lanes of one tuple of measurement attributes;
 * lane `b * stride + l` is lane `l` of bucket `b`, in frames and in aggregates alike.
 */
export interface Layout {
  /** Lanes in a bucket. */
  readonly stride: number;
  /** The kind of each lane of a bucket, see {@linkcode LaneKind}. */
  readonly kinds: Uint8Array;
  /** For each lane, its i32 slot in the bucket (`int`) or its f64 slot (the others). */
  readonly slots: Uint16Array;
  /** i32 slots in a bucket; its first as many f64 slots are what they spill into. */
  readonly ints: number;
  /** f64 slots in a bucket. */
  readonly doubles: number;
  /** The fields, in the order of their lanes. */
  readonly fields: readonly FieldLayout[];
  /** How many values each measurement attribute has. */
  readonly radix: readonly number[];
  /** The product of `radix`. */
  readonly buckets: number;
}

/** Lanes that a histogram has besides its bucket counts: sum, min, max. */
export const HISTOGRAM_DOUBLES = 3;

/** Lanes that a bucket has at most, so that a bucket always fits into a frame. */
export const MAX_STRIDE = 1024;

function kindsOf(metric: MetricDescriptor): LaneKind[] {
  const { int, sum, last, min, max } = LaneKind;
  switch (metric.instrument) {
    case "counter":
    case "updowncounter":
      return [metric.valueType === "int" ? int : sum];
    case "gauge":
      return [last];
    case "histogram": {
      const counts: LaneKind[] = new Array((metric.boundaries?.length ?? 0) + 1).fill(int);
      return [...counts, sum, min, max];
    }
  }
}

/**
 * Computes the layout of a set. The same descriptor gives the same layout in every thread.
 *
 * @throws {RangeError} when the set's fields have more than {@linkcode MAX_STRIDE} lanes.
 */
export function layoutOf(descriptor: MetricSetDescriptor): Layout {
  const laneKinds = descriptor.metrics.map(kindsOf);
  const kinds = Uint8Array.from(laneKinds.flat());
  if (kinds.length > MAX_STRIDE) {
    throw new RangeError(
      `metric set ${descriptor.name} has ${kinds.length} lanes, at most ${MAX_STRIDE} are possible: ` +
        "make two sets of it, or give its histograms fewer boundaries",
    );
  }
  const ints = kinds.reduce((n, kind) => (kind === LaneKind.int ? n + 1 : n), 0);
  const slots = new Uint16Array(kinds.length);
  const fields: FieldLayout[] = [];
  let lane = 0, nextInt = 0, nextDouble = ints;
  descriptor.metrics.forEach((metric, index) => {
    const first = lane;
    for (const kind of laneKinds[index] ?? []) {
      slots[lane++] = kind === LaneKind.int ? nextInt++ : nextDouble++;
    }
    fields.push({ metric, lane: first, slot: slots[first] ?? 0, doubles: nextDouble - HISTOGRAM_DOUBLES });
  });
  const radix = descriptor.attributes.measurement.map((attribute) => attribute.values?.length ?? 2);
  const buckets = radix.reduce((product, values) => product * values, 1);
  return { stride: kinds.length, kinds, slots, ints, doubles: nextDouble, fields, radix, buckets };
}
