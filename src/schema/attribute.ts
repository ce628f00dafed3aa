import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { Declared, DeclaredReference } from "./declared.ts";
import type {
  DeprecatedShape,
  MemberShape,
  ReferenceShape,
  RequirementLevelShape,
  StabilityShape,
} from "./language.ts";
import type { Annotations, Deprecated, Member, RequirementLevel, SignalLevel, Stability } from "./model.ts";
import { checkOneOf } from "./one_of.ts";

/** The level that is meant: `experimental` is an older word for `development`, and `deprecated` was one for no level. */
export function stabilityOf(shape: StabilityShape): Stability {
  return shape === "experimental" || shape === "deprecated" ? "development" : shape;
}

/** What shapes have in common that say something of a definition. */
export interface DescribedShape {
  readonly brief?: string | undefined;
  readonly stability?: StabilityShape | undefined;
  readonly note?: string | undefined;
  readonly deprecated?: DeprecatedShape | undefined;
  readonly annotations?: Annotations | undefined;
}

/** What a definition or a reference says of itself. */
export type Described = Omit<Declared, "place">;

/** What a definition or a reference says of itself, as far as it says something. */
export function described(shape: DescribedShape, place: Place, problems: Problems): Described {
  const { brief, stability, note, deprecated, annotations } = shape;
  return {
    ...(brief === undefined ? {} : { brief: brief.trim() }),
    ...(stability === undefined ? {} : { stability: stabilityOf(stability) }),
    // An empty one takes away what is referred to has.
    ...(note === undefined ? {} : { note }),
    ...(deprecated === undefined
      ? {}
      : { deprecated: deprecatedOf(deprecated, place.at("deprecated"), problems) }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** What the shapes of entities and signals have in common. */
export interface LevelledShape extends DescribedShape {
  readonly requirement_level?: SignalLevel | undefined;
}

/** What the definition of an entity or a signal says of itself, and how much it is required. */
export function levelled(
  shape: LevelledShape,
  place: Place,
  problems: Problems,
): Described & { readonly requirementLevel?: SignalLevel } {
  const { requirement_level: level } = shape;
  return {
    ...described(shape, place, problems),
    ...(level === undefined ? {} : { requirementLevel: level }),
  };
}

/** A reference as a file declares it. */
export function declaredReference(
  shape: ReferenceShape,
  place: Place,
  problems: Problems,
): DeclaredReference {
  const { ref, requirement_level: level, examples, sampling_relevant: isSamplingRelevant } = shape;
  return {
    place,
    ref,
    ...(level === undefined
      ? {}
      : { requirementLevel: requirementLevelOf(level, place.at("requirement_level"), problems) }),
    ...(examples === undefined ? {} : { examples }),
    ...(isSamplingRelevant === undefined ? {} : { isSamplingRelevant }),
    ...described(shape, place, problems),
  };
}

function deprecatedOf(shape: DeprecatedShape, place: Place, problems: Problems): Deprecated {
  const { reason, renamed_to: renamedTo, note } = shape;
  if (reason === "renamed" && renamedTo === undefined) {
    problems.add("PC105", place, `the key "renamed_to" is missing`, { expected: "the name to use instead" });
  } else if (reason !== "renamed" && renamedTo !== undefined) {
    const hint = { expected: "reason: renamed, or no such key" };
    problems.add("PC124", place.at("renamed_to"), `"renamed_to" beside the reason ${reason}`, hint, "key");
  }
  return {
    reason,
    ...(renamedTo === undefined ? {} : { renamedTo }),
    ...(note === undefined || note === "" || note === inferredNote(shape) ? {} : { note }),
  };
}

/** What Weaver writes where a deprecation has no note: it says no more than the reason. */
function inferredNote({ reason, renamed_to: renamedTo }: DeprecatedShape): string | undefined {
  switch (reason) {
    case "renamed":
      return `Replaced by \`${renamedTo}\`.`;
    case "obsoleted":
      return "Obsoleted.";
    case "uncategorized":
      return "Uncategorized.";
    case "unspecified":
      return undefined;
  }
}

/** A requirement level, from a word or from a mapping of one key to a text. */
export function requirementLevelOf(
  shape: RequirementLevelShape,
  place: Place,
  problems: Problems,
): RequirementLevel {
  if (typeof shape === "string") return { level: shape };
  checkOneOf(shape, "conditionally_required, recommended or opt_in", place, problems);
  const { conditionally_required: condition, recommended, opt_in: optIn } = shape;
  if (condition !== undefined) return { level: "conditionally_required", text: condition };
  if (recommended !== undefined) return { level: "recommended", text: recommended };
  return { level: "opt_in", ...(optIn === undefined ? {} : { text: optIn }) };
}

/** One value of an enum as its definition says. */
export function memberOf(shape: MemberShape, place: Place, problems: Problems): Member {
  const { id, value = id } = shape;
  return { id, value, ...described(shape, place, problems) };
}
