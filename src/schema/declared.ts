import type { Place } from "./document.ts";
import type {
  Annotations,
  AttributeType,
  Deprecated,
  FileFormat,
  InstrumentKind,
  RequirementLevel,
  SignalLevel,
  SpanKind,
  Stability,
} from "./model.ts";
import type { Written } from "./written.ts";

/**
 * What the file formats have in common: definitions as files declare them, before names are looked up. Each format has
 * a reader that makes these, and one resolver turns them into the model.
 */

/** What a definition, or a reference to one, says of itself; a reference says what it changes. */
export interface Declared {
  readonly place: Place;
  /** Where its name stands, where that isn't under the key that version 2 has for it. */
  readonly namePlace?: Place;
  readonly brief?: string;
  /** Empty where a reference takes away the note of what it refers to. */
  readonly note?: string;
  readonly stability?: Stability;
  readonly deprecated?: Deprecated;
  readonly annotations?: Annotations;
}

/** The definition of an attribute. */
export interface DeclaredAttribute extends Declared {
  readonly key: string;
  readonly type: AttributeType;
  readonly examples?: unknown;
  /** In version 1: the level of references that have none of their own. */
  readonly requirementLevel?: RequirementLevel;
}

/** A reference to an attribute. */
export interface DeclaredReference extends Declared {
  readonly ref: string;
  readonly requirementLevel?: RequirementLevel;
  readonly examples?: unknown;
  readonly isSamplingRelevant?: boolean;
  /** In version 1: whether it tells one entity from another; `descriptive` where no reference says so. */
  readonly role?: "identifying" | "descriptive";
}

/** A reference to an attribute group, by its id. */
export interface DeclaredGroupReference {
  readonly group: string;
  readonly place: Place;
}

/** One item of a list of attributes. */
export type DeclaredUse = DeclaredReference | DeclaredGroupReference;

/** What takes attributes from elsewhere. */
export interface DeclaredUser extends Declared {
  readonly uses: readonly DeclaredUse[];
  /** The id of the group that it extends, in version 1: whose attributes come first, where `uses` doesn't have them. */
  readonly extends?: { readonly id: string; readonly place: Place };
  /** Its own id as a group, in version 1: what another group's `extends` names. */
  readonly groupId?: string;
}

/** An attribute group. */
export interface DeclaredGroup extends DeclaredUser {
  readonly id: string;
  readonly visibility: "public" | "internal";
  /** Whether the group is what a registry has for a metric set. */
  readonly isSet?: boolean;
}

/** Entities that a signal is associated with; the names aren't looked up yet. */
export type DeclaredAssociation =
  | { readonly kind: "entity"; readonly type: string; readonly place: Place }
  | { readonly kind: "one_of" | "all_of"; readonly of: readonly DeclaredAssociation[] };

/** What all signals have. */
export interface DeclaredSignal extends DeclaredUser {
  readonly associations?: DeclaredAssociation;
  readonly requirementLevel?: SignalLevel;
}

/** A metric by itself. */
export interface DeclaredMetric extends DeclaredSignal {
  readonly name: string;
  readonly instrument: InstrumentKind;
  readonly unit: string;
}

/** An event. */
export interface DeclaredEvent extends DeclaredSignal {
  readonly name: string;
}

/** A span. */
export interface DeclaredSpan extends DeclaredSignal {
  readonly type: string;
  readonly kind: SpanKind;
  readonly nameNote: string;
}

/**
 * An entity. Where a format lists all attributes together, with a role each, its reader tells them apart; those that it
 * inherits have their roles.
 */
export interface DeclaredEntity extends Declared {
  readonly type: string;
  readonly identity: readonly DeclaredReference[];
  readonly description: readonly DeclaredReference[];
  readonly requirementLevel?: SignalLevel;
  readonly extends?: { readonly id: string; readonly place: Place };
  readonly groupId?: string;
}

/** A refinement: what it changes of the definition that it refers to. */
export interface DeclaredRefinement extends DeclaredSignal {
  readonly id: string;
  readonly ref: string;
  /** Of spans. */
  readonly nameNote?: string;
}

/** A refinement of an entity. */
export interface DeclaredEntityRefinement extends Declared {
  readonly id: string;
  readonly ref: string;
  readonly identity: readonly DeclaredReference[];
  readonly description: readonly DeclaredReference[];
}

/** What an import can name. */
export type ImportKind = "metrics" | "events" | "spans" | "entities" | "attribute_groups";

/** What a file takes from its dependencies: patterns in which `*` and `?` stand for any characters. */
export interface DeclaredImport {
  readonly kind: ImportKind;
  readonly pattern: string;
  readonly place: Place;
}

/** All that one file declares. What has problems of its own is left out, and reported. */
export interface DeclaredFile {
  readonly file: string;
  readonly format: FileFormat;
  /** Of the whole file. */
  readonly annotations?: Annotations;
  /** Names of definitions that were left out: a reference to one isn't a second problem. By kind: `attribute`. */
  readonly broken: readonly { readonly kind: DeclaredKind; readonly name: string; readonly place: Place }[];
  readonly attributes: readonly DeclaredAttribute[];
  readonly groups: readonly DeclaredGroup[];
  readonly entities: readonly DeclaredEntity[];
  readonly metrics: readonly DeclaredMetric[];
  readonly events: readonly DeclaredEvent[];
  readonly spans: readonly DeclaredSpan[];
  readonly metricRefinements: readonly DeclaredRefinement[];
  readonly eventRefinements: readonly DeclaredRefinement[];
  readonly spanRefinements: readonly DeclaredRefinement[];
  readonly entityRefinements: readonly DeclaredEntityRefinement[];
  readonly imports: readonly DeclaredImport[];
  /** As they are written: they have rules of their own. */
  readonly metricSets: readonly Written[];
}

/** The kinds of definitions that have names. */
export type DeclaredKind = "attribute" | "attribute group" | "entity" | "metric" | "event" | "span";
