import type { Place } from "./document.ts";

/** How settled a definition is (semantic conventions, "Stability"). */
export type Stability = "development" | "alpha" | "beta" | "release_candidate" | "stable";

/** Why a definition is no longer to be used (semantic conventions, "Deprecated"). */
export interface Deprecated {
  readonly reason: "renamed" | "obsoleted" | "uncategorized" | "unspecified";
  /** The name to use instead; there when the reason is `renamed`. */
  readonly renamedTo?: string;
  readonly note?: string;
}

/** What every definition has. */
export interface Definition {
  readonly brief: string;
  readonly note?: string;
  readonly stability: Stability;
  readonly deprecated?: Deprecated;
  /** Where the definition stands, for messages. */
  readonly place: Place;
}

/** One value of an enum. */
export interface Member {
  readonly id: string;
  /** What is exported. */
  readonly value: string;
  readonly brief?: string;
  readonly deprecated?: Deprecated;
}

/** The types that aren't enums. */
export type PlainType =
  | "string"
  | "int"
  | "double"
  | "boolean"
  | "string[]"
  | "int[]"
  | "double[]"
  | "boolean[]";

/** A closed set of strings. */
export interface EnumType {
  readonly members: readonly Member[];
}

/** An attribute, as it is defined or as a reference to it refines it. */
export interface Attribute extends Definition {
  readonly key: string;
  readonly type: PlainType | EnumType;
}

/** An attribute whose value comes with each recording. */
export interface MeasurementAttribute extends Attribute {
  /** How many different values are told apart; there when the type is `string` or `int`. */
  readonly bound?: number;
  /** Whether a recording may leave it out. */
  readonly isOptional: boolean;
}

/** What telemetry is about, and which attributes tell one from another. */
export interface Entity extends Definition {
  readonly type: string;
  readonly identity: readonly Attribute[];
  /** Attributes that say more about it, and may be left out. */
  readonly description: readonly Attribute[];
}

/** The instruments that a metric can be recorded with. */
export type InstrumentKind = "counter" | "updowncounter" | "gauge" | "histogram";

/** How the values of a histogram become points. */
export type Aggregation =
  /** Inclusive upper bounds, ascending. */
  | { readonly kind: "explicit"; readonly boundaries: readonly number[] }
  /** At most so many buckets for each sign, at a scale that isn't finer than the given one. */
  | { readonly kind: "exponential"; readonly maxSize: number; readonly maxScale: number }
  | { readonly kind: "min_max_sum_count" };

/** One metric of a set. */
export interface Metric extends Definition {
  readonly name: string;
  /** The property under which a program finds the instrument. */
  readonly field: string;
  readonly instrument: InstrumentKind;
  readonly unit: string;
  readonly valueType: "int" | "double";
  /** The total or the level is recorded as it is found, not what is added to it; only sums. */
  readonly recording?: "observe";
  /** Histograms have it. */
  readonly aggregation?: Aggregation;
  /** Exemplars are kept of all recordings, or of those within a span that is sampled; not of what is observed. */
  readonly exemplars?: "always_on" | "trace_based";
  /** What a gauge is where several workers record it; the last value when it isn't said. */
  readonly merge?: "sum" | "min" | "max";
}

/** How a set finds the cells of a recording, and how many it has. */
export interface Storage {
  /** `dense`: a cell for each combination of values. `table`: rows, given out as combinations occur. */
  readonly kind: "dense" | "table";
  /** The product of the measurement attributes' values; beyond 2^53 it isn't exact. */
  readonly series: number;
  /** How many series there may be in memory. */
  readonly budget: number;
}

/** Metrics that are registered, recorded and exported together. */
export interface MetricSet extends Definition {
  readonly name: string;
  readonly entity?: Entity;
  /** Fixed when the set is registered. */
  readonly registration: readonly Attribute[];
  /** Given with each recording; each an enum, a boolean, or bounded. */
  readonly measurement: readonly MeasurementAttribute[];
  readonly storage: Storage;
  readonly metrics: readonly Metric[];
}

/** What one file of a schema defines, in the file's order. */
export interface SchemaFile {
  readonly file: string;
  readonly attributes: readonly Attribute[];
  readonly entities: readonly Entity[];
  readonly metricSets: readonly MetricSet[];
}

/** A schema without errors: what its files define together. */
export interface Schema {
  /** The schema's version: the last segment of its URL; empty when it has no URL. */
  readonly version: string;
  readonly schemaUrl: string;
  /** In the order of their names. */
  readonly files: readonly SchemaFile[];
}
