import {
  type Annotations,
  type Association,
  type Attribute,
  type AttributeGroup,
  type Definition,
  type Deprecated,
  type Entity,
  type Event,
  IDENTITY_UNKNOWN,
  type Member,
  type Metric,
  type Refinement,
  type RequirementLevel,
  type Signal,
  type Span,
  type UsedAttribute,
  withoutOwn,
} from "../schema/mod.ts";
import type { YamlMapping } from "./yaml_text.ts";

/** What a signal's level is where none is said. Registries say it: Weaver warns of a signal without it. */
export const LEVEL = "recommended";

/** Whether two values that stand in YAML are the same. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function deprecation({ reason, renamedTo, note }: Deprecated): YamlMapping {
  // Version 2 wants a note, even an empty one, unless it can say what the new name is.
  return { reason, renamed_to: renamedTo, note: note ?? (reason === "renamed" ? undefined : "") };
}

/** What a definition says of itself, as it is written. */
interface Words extends YamlMapping {
  readonly annotations: Annotations | undefined;
}

/** What a definition, or a member of an enum, says of itself. */
export function words({ brief, note, stability, deprecated, annotations }: Definition | Member): Words {
  return { brief, note, stability, deprecated: deprecated && deprecation(deprecated), annotations };
}

/** What a definition says that differs from what is said already. */
function changes(definition: Definition, base: Definition): YamlMapping {
  const { brief, note, stability, deprecated, annotations } = definition;
  return {
    brief: brief === base.brief ? undefined : brief,
    note: note === base.note ? undefined : note ?? "",
    stability: stability === base.stability ? undefined : stability,
    deprecated: deprecated === undefined || isSame(deprecated, base.deprecated)
      ? undefined
      : deprecation(deprecated),
    annotations: isSame(annotations, base.annotations) ? undefined : annotations,
  };
}

function level({ level, text }: RequirementLevel): unknown {
  return text === undefined ? level : { [level]: text };
}

const RECOMMENDED: RequirementLevel = { level: "recommended" };

/** A reference to an attribute: what it changes of the definition or, in a refinement, of the base's reference. */
export function reference(used: UsedAttribute, base?: UsedAttribute): YamlMapping {
  const { key, requirementLevel, isSamplingRelevant, examples, definition } = used;
  const known = base ?? definition;
  return {
    ref: key,
    requirement_level: isSame(requirementLevel, base?.requirementLevel ?? RECOMMENDED)
      ? undefined
      : level(requirementLevel),
    ...changes(used, known),
    examples: isSame(examples, known.examples) ? undefined : examples,
    sampling_relevant: isSamplingRelevant === base?.isSamplingRelevant ? undefined : isSamplingRelevant,
  };
}

function member(definition: Member): YamlMapping {
  const { id, value } = definition;
  return { id, value: value === id ? undefined : value, ...words(definition) };
}

export function attribute(definition: Attribute): YamlMapping {
  const { key, type, examples } = definition;
  const { annotations, ...said } = words(definition);
  return {
    key,
    type: typeof type === "string" ? type : { members: type.members.map(member) },
    ...said,
    examples,
    // Enums of semantic conventions are open.
    annotations: typeof type === "string" || type.isOpen === true
      ? annotations
      : inPercore(definition, { closed: true }),
  };
}

export function group(definition: AttributeGroup): YamlMapping {
  const { id, visibility, attributes } = definition;
  const { annotations, ...said } = words(definition);
  // A group that says so would become a metric set, on the way back.
  const others = annotations && withoutOwn(annotations, "metric_set");
  return {
    id,
    visibility,
    ...said,
    attributes: list(attributes, (each) => reference(each)),
    annotations: others,
  };
}

export function entity(definition: Entity): YamlMapping {
  const { type, identity, description, requirementLevel } = definition;
  const isKnown = identity.length > 0;
  const [identifying, descriptive] = isKnown ? [identity, description] : [description, []];
  const { annotations, ...said } = words(definition);
  return {
    type,
    ...said,
    requirement_level: requirementLevel ?? LEVEL,
    identity: identifying.map((each) => reference(each)),
    description: list(descriptive, (each) => reference(each)),
    annotations: isKnown ? annotations : inPercore(definition, { identity: IDENTITY_UNKNOWN }),
  };
}

/** A definition's annotations, with some more of percore's own. */
export function inPercore({ annotations }: Definition, own: YamlMapping): YamlMapping {
  const percore = annotations !== undefined && Object.hasOwn(annotations, "percore")
    ? annotations.percore
    : {};
  return { ...annotations, percore: { ...(typeof percore === "object" ? percore : {}), ...own } };
}

function association(part: Association): unknown {
  return part.kind === "entity" ? part.type : { [part.kind]: part.of.map(association) };
}

/** A list in a file is a `one_of`. */
function associations(part: Association | undefined): unknown {
  if (part === undefined) return undefined;
  return part.kind === "one_of" ? part.of.map(association) : [association(part)];
}

/** What a signal says, around its name; `attributes` where they aren't written one by one. */
function signal(definition: Signal, attributes?: readonly YamlMapping[]): YamlMapping {
  const { annotations, ...said } = words(definition);
  return {
    ...said,
    requirement_level: definition.requirementLevel ?? LEVEL,
    entity_associations: associations(definition.associations),
    attributes: attributes ?? list(definition.attributes, (each) => reference(each)),
    annotations,
  };
}

export function metric(definition: Metric, attributes?: readonly YamlMapping[]): YamlMapping {
  const { name, instrument, unit } = definition;
  return { name, instrument, unit, ...signal(definition, attributes) };
}

export function event(definition: Event): YamlMapping {
  return { name: definition.name, ...signal(definition) };
}

export function span(definition: Span): YamlMapping {
  const { type, kind, nameNote } = definition;
  return { type, kind, name: { note: nameNote }, ...signal(definition) };
}

/** A list of attributes as far as it goes beyond another one. */
function added(
  attributes: readonly UsedAttribute[],
  base: readonly UsedAttribute[],
): readonly YamlMapping[] | undefined {
  const known = new Map(base.map((each) => [each.key, each]));
  const references = attributes.map((each) => reference(each, known.get(each.key)))
    .filter(({ ref, ...said }) =>
      !known.has(String(ref)) || Object.values(said).some((value) => value !== undefined)
    );
  return references.length === 0 ? undefined : references;
}

/**
 * What a refinement says that its base doesn't say. It says the base's annotations again: Weaver asks a definition's own
 * ones whether it may use what is kept from other registries.
 */
function refinedWords(refinement: Refinement<Definition>): YamlMapping {
  return { ...changes(refinement, refinement.base), annotations: refinement.annotations };
}

export function signalRefinement(refinement: Refinement<Signal>, name: string): YamlMapping {
  const { id, base, attributes } = refinement;
  return {
    id,
    ref: name,
    ...refinedWords(refinement),
    // Those of the base, too: Weaver doesn't let a refinement inherit them.
    entity_associations: associations(refinement.associations),
    attributes: added(attributes, base.attributes),
  };
}

export function spanRefinement(refinement: Refinement<Span>): YamlMapping {
  const { base, nameNote } = refinement;
  return {
    ...signalRefinement(refinement, base.type),
    name: nameNote === base.nameNote ? undefined : { note: nameNote },
  };
}

export function entityRefinement(refinement: Refinement<Entity>): YamlMapping {
  const { id, base, identity, description } = refinement;
  return {
    id,
    ref: base.type,
    ...refinedWords(refinement),
    identity: added(identity, base.identity),
    description: added(description, base.description),
  };
}

/** A list's items as they are written; no key for a list without any. */
export function list<Item>(items: readonly Item[], write: (item: Item) => YamlMapping): unknown {
  return items.length === 0 ? undefined : items.map(write);
}
