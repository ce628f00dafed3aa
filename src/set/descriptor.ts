import type { AttributeType } from "./attribute.ts";

/** How settled a definition is (semantic conventions, "Stability"). */
export type Stability = "development" | "alpha" | "beta" | "release_candidate" | "stable";

/** The values of an enum: all of one type. */
export type EnumValues = readonly string[] | readonly number[] | readonly boolean[];

/** One attribute of a metric set or an entity. */
export interface AttributeDescriptor {
  /** Its name, such as `http.request.method`. */
  readonly key: string;
  /** The type of its values. */
  readonly type: AttributeType;
  /** What it says, in a sentence. */
  readonly brief: string;
  /** How settled it is. */
  readonly stability: Stability;
  /** The exported values of an `enum`, in the order of their indices; all of one type. */
  readonly values?: EnumValues;
  /** How many different values of a `string` or `int` each worker tells apart when it is given with a recording. */
  readonly bound?: number;
  /** Whether a recording may leave it out; then it isn't exported. */
  readonly optional?: boolean;
}

/** The attributes of a metric set, by the moment at which their values are given. */
export interface AttributesDescriptor {
  /** Fixed when the set is registered. */
  readonly registration: readonly AttributeDescriptor[];
  /** Given with each recording, in this order, as indices of a closed set of values. */
  readonly measurement: readonly AttributeDescriptor[];
}

/** What an entity is and which attributes identify it. Exported as attributes of the instrumentation scope. */
export interface EntityDescriptor {
  /** Its name, such as `service.instance`. */
  readonly type: string;
  /** What it is, in a sentence. */
  readonly brief: string;
  /** How settled it is. */
  readonly stability: Stability;
  /** The attributes that tell one such entity from another. */
  readonly identity: readonly AttributeDescriptor[];
  /** Attributes that say more about the entity, and may be left out. */
  readonly description?: readonly AttributeDescriptor[];
}

/** The instruments that a field of a metric set can be. */
export type InstrumentKind = "counter" | "updowncounter" | "gauge" | "histogram";

/** How the values that several workers have of one gauge become one. */
export type GaugeMerge = "last" | "sum" | "min" | "max";

/** `int`: whole numbers, exact; `double`: any finite number. */
export type ValueType = "int" | "double";

/**
 * Which recordings may become exemplars (OpenTelemetry metrics SDK, "ExemplarFilter"): all, or those made within a
 * span that is sampled.
 */
export type ExemplarFilter = "always_on" | "trace_based";

/** One field of a metric set. */
export interface MetricDescriptor {
  /** The property under which the program finds the instrument. */
  readonly field: string;
  /** The metric's name, such as `http.server.request.duration`. */
  readonly name: string;
  /** A UCUM unit, case-sensitive. */
  readonly unit: string;
  /** What it measures, in a sentence. */
  readonly brief: string;
  /** How settled it is. */
  readonly stability: Stability;
  /** What records it. */
  readonly instrument: InstrumentKind;
  /** What it counts in. */
  readonly valueType: ValueType;
  /** `observe`: a counter's total, or an up-down counter's level, is recorded as it is found, not what is added to it. */
  readonly recording?: "observe";
  /**
   * What a gauge is where several workers record it: the `last` value, which is meant when it isn't said, or the
   * `sum`, the smallest or the largest of the last values of all sets that are registered.
   */
  readonly merge?: GaugeMerge;
  /**
   * How a histogram is aggregated; `explicit` when it isn't said. `min_max_sum_count` has no buckets.
   */
  readonly aggregation?: "explicit" | "exponential" | "min_max_sum_count";
  /** Upper bounds, inclusive and ascending, of an explicit histogram's buckets; the last bucket has none. */
  readonly boundaries?: readonly number[];
  /** Buckets that an exponential histogram has at most, for each sign. */
  readonly maxSize?: number;
  /** The finest scale of an exponential histogram: its buckets grow by the factor 2^(2^-scale). */
  readonly maxScale?: number;
  /** Keeps exemplars of what is recorded; none when it isn't said. Not for what is observed. */
  readonly exemplars?: ExemplarFilter;
}

/** The fields of a metric set, in the order of their lanes. */
export type MetricsDescriptor = readonly MetricDescriptor[];

/** All that percore knows of a metric set, as generated from a schema or written by hand `as const`. */
export interface MetricSetDescriptor {
  /** The name of the instrumentation scope. */
  readonly name: string;
  /** What it measures, in a sentence. */
  readonly brief: string;
  /** How settled it is. */
  readonly stability: Stability;
  /** The schema's version, exported as the instrumentation scope's version. */
  readonly version: string;
  /** The schema's URL; empty when the schema names none. */
  readonly schemaUrl: string;
  /** What the measured thing is. */
  readonly entity?: EntityDescriptor;
  /** The attributes that all its metrics share. */
  readonly attributes: AttributesDescriptor;
  /**
   * `table`: a series gets a row with its first recording, as long as the budget lasts. Otherwise, each combination
   * of its measurement attributes' values has a bucket from the start.
   */
  readonly storage?: "table";
  /** How many rows a table has at most, in each worker; a recording that finds none free counts as overflow. */
  readonly budget?: number;
  /** Its fields. */
  readonly metrics: MetricsDescriptor;
}

/** An entity under a name of its own, with more or other attributes. */
export interface EntityRefinementDescriptor extends EntityDescriptor {
  /** Its own name; `type` is that of the entity that it refines. */
  readonly refinement: string;
}

/** Whether telemetry has to have an attribute (semantic conventions, "Attribute Requirement Levels"). */
export type RequirementLevel = "required" | "conditionally_required" | "recommended" | "opt_in";

/** One attribute of an event, of a span or of a metric by itself. */
export interface SignalAttributeDescriptor extends Omit<AttributeDescriptor, "bound" | "optional"> {
  /** Whether it has to be there. */
  readonly requirementLevel: RequirementLevel;
  /** When it has to be there, or why. */
  readonly requirement?: string;
  /** Of spans: whether it should be there when it is decided whether the span is sampled. */
  readonly samplingRelevant?: boolean;
}

/** The types of the entities that a resource should have for a signal: one, one of some, or all of some. */
export type EntityAssociation =
  | string
  | { readonly oneOf: readonly EntityAssociation[] }
  | { readonly allOf: readonly EntityAssociation[] };

/** What the descriptors of events, spans and refined metrics have in common. */
export interface SignalDescriptor {
  /** What it is, in a sentence. */
  readonly brief: string;
  /** How settled it is. */
  readonly stability: Stability;
  /** The name of the refinement that it is; then the signal's name is that of what it refines. */
  readonly refinement?: string;
  /** What its resource should have. */
  readonly entities?: EntityAssociation;
  /** Its attributes. */
  readonly attributes: readonly SignalAttributeDescriptor[];
}

/** What an event is: a log record with a name. */
export interface EventDescriptor extends SignalDescriptor {
  /** Its name, such as `exception`. */
  readonly name: string;
}

/** The kinds of spans. */
export type SpanKind = "internal" | "client" | "server" | "producer" | "consumer";

/** What a span is: an operation that takes time. */
export interface SpanDescriptor extends SignalDescriptor {
  /** Its type, such as `http.client`; a span's own name is made when it begins. */
  readonly type: string;
  /** Its kind. */
  readonly kind: SpanKind;
}

/** What a refined metric is: one under a name of its own, with more or other attributes. */
export interface MetricRefinementDescriptor extends SignalDescriptor {
  /** The name of the metric that it refines, which is the one that is exported. */
  readonly name: string;
  /** A UCUM unit, case-sensitive. */
  readonly unit: string;
  /** What records it. */
  readonly instrument: InstrumentKind;
  /** What it counts in. */
  readonly valueType: ValueType;
  /** Its own name. */
  readonly refinement: string;
}
