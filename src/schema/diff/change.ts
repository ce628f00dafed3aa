import type { Stability } from "../model.ts";

/** What has a name of its own in a schema, or is known by the definition that it refines. */
export type DefinitionKind =
  | "attribute"
  | "attribute_group"
  | "entity"
  | "metric"
  | "event"
  | "span"
  | "metric_set"
  | "metric_refinement"
  | "event_refinement"
  | "span_refinement"
  | "entity_refinement";

/** What is different. The first six are of a definition or of a part of one. */
export type ChangeKind =
  | "added"
  | "removed"
  | "renamed"
  | "deprecated"
  | "undeprecated"
  | "stability"
  /** Of an attribute. */
  | "type"
  /** Of an enum's member: what is exported. */
  | "value"
  /** Of an attribute of something, or of a signal. */
  | "requirement_level"
  /** Of an attribute of a span. */
  | "sampling_relevant"
  /** Of an attribute of a metric set: when its value is given. */
  | "layer"
  /** Of an attribute of a metric set: how many values are told apart. */
  | "bound"
  /** Of a metric set: the order of the attributes that come with each recording. */
  | "order"
  /** Of a metric set: how many series there are, and how they are stored. */
  | "cardinality"
  /** Of a metric set: what it is about. */
  | "entity"
  /** Of an entity: the attributes that identify it. */
  | "identity"
  /** Of a metric. */
  | "instrument"
  | "unit"
  /** Of a metric, by itself or in a set. */
  | "value_type"
  /** Of a metric in a set. */
  | "field"
  | "recording"
  | "aggregation"
  | "exemplars"
  | "merge"
  /** Of a signal: the entities that a resource should have. */
  | "entity_associations"
  /** Of a span. */
  | "span_kind"
  | "span_name"
  /** Of a refinement: what it refines. */
  | "base";

/** What a change is about, if it isn't the definition as a whole. */
export interface Part {
  /** An attribute of it, a member of an enum, a metric of a set. */
  readonly kind: "attribute" | "member" | "metric";
  /** A key, an id, a metric's name. */
  readonly name: string;
}

/** One difference between two versions of a schema. */
export interface Change {
  /** What is different. */
  readonly kind: ChangeKind;
  /** What has changed. */
  readonly of: DefinitionKind;
  /** The definition's name: a key, an entity's or a span's type, the id of a refinement. */
  readonly name: string;
  /** What of it has changed, where that isn't the whole. */
  readonly part?: Part;
  /** What it was, and what it is, where that can be said in a word or two. */
  readonly before?: string;
  /** What it is. */
  readonly after?: string;
  /** The note of a deprecation. */
  readonly note?: string;
  /** How stable the thing was before, or for what is new, how stable it is. */
  readonly stability: Stability;
  /** Whether what reads the telemetry, or a program that records it, may have to be changed. */
  readonly isBreaking: boolean;
  /** Whether it is breaking, and what it breaks was stable and not deprecated: the change that must not be made. */
  readonly isFailing: boolean;
}
