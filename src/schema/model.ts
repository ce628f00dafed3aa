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

/** What others may write into a definition: by the name of the tool that it is for, any value that YAML has. */
export type Annotations = Readonly<Record<string, unknown>>;

/** What every definition has. */
export interface Definition {
  /** In a sentence; empty where a registry of version 1 has none. */
  readonly brief: string;
  readonly note?: string;
  readonly stability: Stability;
  readonly deprecated?: Deprecated;
  /** As they are written. */
  readonly annotations?: Annotations;
  /** Where the definition stands, for messages. */
  readonly place: Place;
}

/** One value of an enum. */
export interface Member {
  readonly id: string;
  /** What is exported. All values of one enum are of one type. */
  readonly value: string | number | boolean;
  readonly brief?: string;
  readonly note?: string;
  /** Where it isn't said, it is that of the attribute. */
  readonly stability?: Stability;
  readonly deprecated?: Deprecated;
  readonly annotations?: Annotations;
}

/** The types of one value, or of a list of such values. */
export type PlainType = BasicType | `${Exclude<BasicType, "any">}[]`;

/** The types of one value; `any` may also be a list or a mapping. */
export type BasicType = "string" | "int" | "double" | "boolean" | "any";

/** Any number of attributes whose keys begin with the template's key and a dot: `http.request.header.<name>`. */
export type TemplateType = `template[${PlainType}]`;

/** A set of values with names. */
export interface EnumType {
  readonly members: readonly Member[];
  /**
   * Whether other values may occur than those of the members, as semantic conventions have it. An enum of percore/1 is
   * closed, and so is one with the annotation `percore: {closed: true}`.
   */
  readonly isOpen?: boolean;
}

/** The types of attributes. */
export type AttributeType = PlainType | TemplateType | EnumType;

/** An attribute, as it is defined or as a reference to it refines it. */
export interface Attribute extends Definition {
  readonly key: string;
  readonly type: AttributeType;
  /** One example, or a list of them. */
  readonly examples?: unknown;
}

/** Whether telemetry has to have an attribute (semantic conventions, "Attribute Requirement Levels"). */
export interface RequirementLevel {
  readonly level: "required" | "conditionally_required" | "recommended" | "opt_in";
  /** When, or why; always there for `conditionally_required`. */
  readonly text?: string;
}

/** An attribute of something: the definition, refined by the reference. */
export interface UsedAttribute extends Attribute {
  readonly requirementLevel: RequirementLevel;
  /** Of spans: whether it should be there before the span is sampled. */
  readonly isSamplingRelevant?: boolean;
  /** What is referred to. */
  readonly definition: Attribute;
}

/** An attribute whose value comes with each recording. */
export interface MeasurementAttribute extends UsedAttribute {
  /**
   * How many different values are told apart: there when the type is `string` or `int`, and on an enum of strings that
   * takes other values as well.
   */
  readonly bound?: number;
  /** Whether a recording may leave it out. */
  readonly isOptional: boolean;
}

/** Whether instrumentation has to have a signal: by default, or where a user asks for it. */
export type SignalLevel = "recommended" | "opt_in";

/** What telemetry is about, and which attributes tell one from another. */
export interface Entity extends Definition {
  readonly type: string;
  /** Empty in registries of version 1 that don't tell which of an entity's attributes identify it. */
  readonly identity: readonly UsedAttribute[];
  /** Attributes that say more about it, and may be left out. */
  readonly description: readonly UsedAttribute[];
  readonly requirementLevel?: SignalLevel;
}

/** The entities that a resource should have for a signal: one of some, all of some, or both, nested. */
export type Association =
  /** `entity` is `undefined` where nothing of that type is defined, as a registry of version 1 may have it. */
  | { readonly kind: "entity"; readonly type: string; readonly entity: Entity | undefined }
  | { readonly kind: "one_of" | "all_of"; readonly of: readonly Association[] };

/** What all signals have besides a name. */
export interface Signal extends Definition {
  /** Without templates' values, each key once, in the order in which they are written. */
  readonly attributes: readonly UsedAttribute[];
  /** A list in a file is a `one_of`. */
  readonly associations?: Association;
  readonly requirementLevel?: SignalLevel;
}

/** The instruments that a metric can be recorded with. */
export type InstrumentKind = "counter" | "updowncounter" | "gauge" | "histogram";

/** A metric by itself, as semantic conventions define it. */
export interface Metric extends Signal {
  readonly name: string;
  readonly instrument: InstrumentKind;
  readonly unit: string;
  /** What it counts in; from its annotations, or what is usual for its instrument. */
  readonly valueType: "int" | "double";
}

/** Something that happened at one moment: a log record with a name. */
export interface Event extends Signal {
  readonly name: string;
}

/** The kinds of spans. */
export type SpanKind = "internal" | "client" | "server" | "producer" | "consumer";

/** An operation that takes time. */
export interface Span extends Signal {
  readonly type: string;
  readonly kind: SpanKind;
  /** How a span's name is made, in words; empty where a registry of version 1 doesn't say. */
  readonly nameNote: string;
}

/** Attributes that are used together. */
export interface AttributeGroup extends Definition {
  readonly id: string;
  /** `public`: part of what a registry offers; `internal`: only for the definitions of this registry. */
  readonly visibility: "public" | "internal";
  readonly attributes: readonly UsedAttribute[];
}

/** A signal or an entity under a further name, with more or other attributes: `base`, as the refinement changes it. */
export type Refinement<Base> = Base & {
  /** The refinement's own name. */
  readonly id: string;
  readonly base: Base;
};

/** How the values of a histogram become points. */
export type Aggregation =
  /** Inclusive upper bounds, ascending. */
  | { readonly kind: "explicit"; readonly boundaries: readonly number[] }
  /** At most so many buckets for each sign, at a scale that isn't finer than the given one. */
  | { readonly kind: "exponential"; readonly maxSize: number; readonly maxScale: number }
  | { readonly kind: "min_max_sum_count" };

/** One metric of a set. */
export interface MetricField extends Definition {
  readonly name: string;
  /** The property under which a program finds the instrument. */
  readonly field: string;
  readonly instrument: InstrumentKind;
  readonly unit: string;
  readonly valueType: "int" | "double";
  readonly requirementLevel?: SignalLevel;
  /** The total or the level is recorded as it is found, not what is added to it; only sums. */
  readonly recording?: "observe";
  /** Histograms have it. */
  readonly aggregation?: Aggregation;
  /** Exemplars are kept of all recordings, or of those within a span that is sampled; not of what is observed. */
  readonly exemplars?: "always_on" | "trace_based";
  /** What a gauge is where several workers record it; the last value when it isn't said. */
  readonly merge?: "sum" | "min" | "max";
  /** The metric that it takes into the set; `undefined` if the set defines it. */
  readonly metric?: Metric;
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
  readonly registration: readonly UsedAttribute[];
  /** Given with each recording; each an enum, a boolean, or bounded. */
  readonly measurement: readonly MeasurementAttribute[];
  readonly storage: Storage;
  readonly metrics: readonly MetricField[];
  /** Whether no file declares it: the compiler has put metrics together that no set takes. */
  readonly isProposed: boolean;
}

/** The refinements of one file. */
export interface Refinements {
  readonly metrics: readonly Refinement<Metric>[];
  readonly events: readonly Refinement<Event>[];
  readonly spans: readonly Refinement<Span>[];
  readonly entities: readonly Refinement<Entity>[];
}

/** What schemas are written in: percore's own language, and what semantic-convention registries come in. */
export type FileFormat = "percore/1" | "definition/2" | "groups" | "resolved/2.0" | "materialized";

/** What one file of a schema defines, in the file's order. */
export interface SchemaFile {
  readonly file: string;
  /** Names that can't be generated as they are, are errors in percore/1 alone. */
  readonly format: FileFormat;
  /** Of the whole file; percore/1 has them. */
  readonly annotations?: Annotations;
  /** Whether the file is of a dependency; then it has only what the schema takes from there. */
  readonly isForeign: boolean;
  readonly attributes: readonly Attribute[];
  readonly attributeGroups: readonly AttributeGroup[];
  readonly entities: readonly Entity[];
  /** Metrics by themselves, whether or not a set takes them. */
  readonly metrics: readonly Metric[];
  readonly events: readonly Event[];
  readonly spans: readonly Span[];
  readonly refinements: Refinements;
  readonly metricSets: readonly MetricSet[];
}

/** A registry that a schema refers to. */
export interface Dependency {
  readonly schemaUrl: string;
  /** Where it was read from, as the manifest gives it. */
  readonly path?: string;
}

/** A schema without errors: what its files define together. */
export interface Schema {
  /** The schema's version: the last segment of its URL; empty when it has no URL. */
  readonly version: string;
  readonly schemaUrl: string;
  /** From its manifest. */
  readonly description?: string;
  readonly stability?: Stability;
  readonly dependencies: readonly Dependency[];
  /** In the order of their names; those of dependencies last. */
  readonly files: readonly SchemaFile[];
}
