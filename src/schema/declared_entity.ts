import { annotationAt, withoutOwn } from "./annotations.ts";
import { levelled, type LevelledShape } from "./attribute.ts";
import type { DeclaredEntity, DeclaredReference } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";

/**
 * What stands at `percore.identity` of an entity's annotations where a registry of version 1, which this one was made
 * from, didn't tell what identifies the entity: version 2 has to name some attributes.
 */
export const IDENTITY_UNKNOWN = "unknown";

type Layers = Pick<DeclaredEntity, "identity" | "description">;

/** The attributes of an entity by the roles that version 1 gives them. */
export function layersOf(references: readonly DeclaredReference[]): Layers {
  return {
    identity: references.filter(({ role }) => role === "identifying"),
    description: references.filter(({ role }) => role !== "identifying"),
  };
}

/** An entity as a file declares it. None of its attributes identifies it where an annotation says that none is known. */
export function declaredEntity(
  shape: LevelledShape & { readonly type: string },
  { identity, description }: Layers,
  place: Place,
  problems: Problems,
): DeclaredEntity {
  const { type, annotations } = shape;
  const isUnknown = annotations !== undefined &&
    annotationAt(annotations, "percore", "identity") === IDENTITY_UNKNOWN;
  return {
    place,
    type,
    ...(isUnknown ? { identity: [], description: [...identity, ...description] } : { identity, description }),
    ...levelled(
      isUnknown ? { ...shape, annotations: withoutOwn(annotations, "identity") } : shape,
      place,
      problems,
    ),
  };
}
