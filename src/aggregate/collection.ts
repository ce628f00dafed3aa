import type { Attributes } from "../set/attribute.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import type { Layout } from "../set/layout.ts";
import type { UnixNanos } from "../host/clock.ts";

/** What a process says of itself: the attributes of OTLP's resource. */
export interface Resource {
  /** Such as `service.name`. */
  readonly attributes: Attributes;
  /** The schema that the attributes follow. */
  readonly schemaUrl?: string;
}

/** How the points of one export relate to those of the one before (OpenTelemetry data model, "Temporality"). */
export type Temporality = "cumulative";

/**
 * What a reader has of one metric set: the same set, entity and registration attributes, from all workers that
 * the reader's view doesn't tell apart. The object stays the same from one collection to the next, so an exporter
 * may keep what it encoded for it in a `WeakMap`.
 */
export interface SetPoints {
  /** What the set is. */
  readonly descriptor: MetricSetDescriptor;
  /** Where each field's lanes lie. */
  readonly layout: Layout;
  /** The entity's attributes, exported with the instrumentation scope. */
  readonly entity: Attributes;
  /** The registration attributes, exported with each data point. */
  readonly attributes: Attributes;
  /** Where the points' window begins. */
  readonly start: UnixNanos;
  /** Where it ends: the end of the last frame. */
  readonly time: UnixNanos;
  /** The buckets in which something was recorded, in the order in which they appeared. Only grows. */
  readonly touched: readonly number[];
  /** The lanes' values; lane `bucket * layout.stride + lane`. A gauge's NaN means: no value yet. */
  readonly values: Float64Array;
  /** For `int` lanes, what is to be added to `values`, in units of 2^53. */
  readonly carries: Float64Array;
}

/** Two to the power of 53, the unit of {@linkcode SetPoints.carries}. */
export const CARRY_UNIT = 2 ** 53;

/** What a reader hands to its exporter: one export's points. */
export interface Collection {
  /** Whose points they are. */
  readonly resource: Resource;
  /** What the points' values are relative to. */
  readonly temporality: Temporality;
  /** The points, set by set. */
  readonly sets: readonly SetPoints[];
}
