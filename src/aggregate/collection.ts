import type { UnixNanos } from "../host/clock.ts";
import type { Attributes, AttributeValue } from "../set/attribute.ts";
import type { AttributeDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";
import type { FieldLayout, Layout } from "../set/layout.ts";
import type { Exemplar } from "./exemplar.ts";
import type { ExponentialBuckets } from "./exponential_buckets.ts";
import type { Temporality } from "./temporality.ts";

/** What a process says of itself: the attributes of OTLP's resource. */
export interface Resource {
  /** Such as `service.name`. */
  readonly attributes: Attributes;
  /** The schema that the attributes follow. */
  readonly schemaUrl?: string;
  /** The entities that the attributes make up. */
  readonly entities?: readonly ResourceEntity[];
}

/** An entity that a resource's attributes make up (OpenTelemetry resource data model, "Entity"). */
export interface ResourceEntity {
  /** Such as `service`. */
  readonly type: string;
  /** The keys of the attributes that tell it from others of its type. */
  readonly identity: readonly string[];
  /** The keys of those that describe it. */
  readonly description?: readonly string[];
  /** The schema that the keys follow, where it isn't the resource's. */
  readonly schemaUrl?: string;
}

/** An attribute that was given with a recording. */
export interface MeasuredAttribute {
  /** What the attribute is. */
  readonly attribute: AttributeDescriptor;
  /** Its value. */
  readonly value: AttributeValue;
}

/**
 * What a reader has of one metric set: the same set, entity and registration attributes, from all workers that
 * the reader's view doesn't tell apart.
 *
 * With cumulative points, the object stays the same from one collection to the next, so that an exporter may keep
 * what it encoded for it in a `WeakMap`; its series are numbered from 0 in the order in which they appeared, and never
 * go away. With delta points it has the series that were recorded since the last export, and lives for one export. A
 * set whose metrics differ in temporality is there twice, each time with some of its fields.
 *
 * A series has the set's registration attributes and those that were given with its recordings.
 */
export interface SetPoints {
  /** What the set is. */
  readonly descriptor: MetricSetDescriptor;
  /** Where each field's lanes lie; of its fields, those that have points here. */
  readonly layout: Layout;
  /** What the points' values are relative to. */
  readonly temporality: Temporality;
  /** The entity's attributes, exported with the instrumentation scope. */
  readonly entity: Attributes;
  /** The registration attributes, exported with each data point. */
  readonly attributes: Attributes;
  /** Where the points' window begins. */
  readonly start: UnixNanos;
  /** Where it ends: the end of the last frame. */
  readonly time: UnixNanos;
  /** Grows whenever something has arrived: as long as it is the same, everything else is. */
  readonly revision: number;
  /** For each series, the attributes that were given with its recordings. An absent attribute isn't there. */
  readonly series: readonly (readonly MeasuredAttribute[])[];
  /**
   * The lanes' values; lane `series * layout.stride + lane`. A gauge's NaN means: no value yet. Another array when
   * there are more series, and longer than they need.
   */
  readonly values: Float64Array;
  /** For lanes of whole numbers, what is to be added to `values`, in units of 2^53. */
  readonly carries: Float64Array;
  /** The buckets of an exponential histogram; `undefined` while it is empty. */
  buckets(series: number, field: FieldLayout): ExponentialBuckets | undefined;
  /**
   * The latest exemplars of a field, at most one for each bucket of a histogram, or one for each value. They stay
   * until others come, and change in place with the values. Allocates.
   */
  exemplars(series: number, field: FieldLayout): readonly Exemplar[];
}

/** One data point of a collection: what a series of a set has of a field. */
export interface PointId {
  /** Whose point it is. */
  readonly set: SetPoints;
  /** Which metric's. */
  readonly field: FieldLayout;
  /** The number of the series in the set. */
  readonly series: number;
}

/** Two to the power of 53, the unit of {@linkcode SetPoints.carries}. */
export const CARRY_UNIT = 2 ** 53;

/** The number that a lane has, with its carry, as a double: beyond 2^53, whole numbers are rounded. */
export function doubleAt({ values, carries }: SetPoints, lane: number): number {
  const value = values[lane] ?? 0, carry = carries[lane] ?? 0;
  // Adding no carry would cost -0 its sign.
  return carry === 0 ? value : carry * CARRY_UNIT + value;
}

/** What a reader hands to its exporter: one export's points. */
export interface Collection {
  /** Whose points they are. */
  readonly resource: Resource;
  /** The points, set by set. */
  readonly sets: readonly SetPoints[];
}
