import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type {
  AttributeShape,
  DeprecatedShape,
  IdentityShape,
  MemberShape,
  StabilityShape,
} from "./language.ts";
import type { Attribute, Deprecated, Member, Stability } from "./model.ts";
import { checkOneOf } from "./one_of.ts";

/** The level that is meant: `experimental` is an older word for `development`. */
export function stabilityOf(shape: StabilityShape): Stability {
  return shape === "experimental" ? "development" : shape;
}

/** A definition's `note` and `deprecated`, where it has them. */
export function documentationOf(
  shape: { readonly note?: string | undefined; readonly deprecated?: DeprecatedShape | undefined },
  place: Place,
  problems: Problems,
): { readonly note?: string; readonly deprecated?: Deprecated } {
  return {
    ...(shape.note === undefined ? {} : { note: shape.note }),
    ...(shape.deprecated === undefined
      ? {}
      : { deprecated: deprecatedOf(shape.deprecated, place.at("deprecated"), problems) }),
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
    ...(note === undefined ? {} : { note }),
  };
}

/** One value of an enum as its definition says. */
export function memberOf(shape: MemberShape, place: Place, problems: Problems): Member {
  const { id, value = id, brief } = shape;
  return { id, value, ...(brief === undefined ? {} : { brief }), ...documentationOf(shape, place, problems) };
}

/** An attribute as its definition says. */
export function attributeOf(
  shape: AttributeShape,
  members: readonly Member[],
  place: Place,
  problems: Problems,
): Attribute {
  const { key, type, brief } = shape;
  return {
    key,
    type: typeof type === "string" ? type : { members },
    brief,
    stability: stabilityOf(shape.stability),
    ...documentationOf(shape, place, problems),
    place,
  };
}

/** An attribute as a reference to it refines it: what the reference says goes before what the definition says. */
export function refined(
  attribute: Attribute,
  reference: IdentityShape,
  place: Place,
  problems: Problems,
): Attribute {
  const { brief = attribute.brief, stability = attribute.stability, requirement_level: level } = reference;
  if (typeof level === "object") {
    const keys = "conditionally_required, recommended or opt_in";
    checkOneOf(level, keys, place.at("requirement_level"), problems);
  }
  return {
    ...attribute,
    brief,
    stability: stabilityOf(stability),
    ...documentationOf(reference, place, problems),
    place,
  };
}
