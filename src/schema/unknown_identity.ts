import { annotationAt, withoutOwn } from "./annotations.ts";
import type { DeclaredReference } from "./declared.ts";
import type { Annotations } from "./model.ts";

/**
 * What stands at `percore.identity` of an entity's annotations where a registry of version 1, which this one was made
 * from, didn't tell what identifies the entity: version 2 has to name some attributes.
 */
export const IDENTITY_UNKNOWN = "unknown";

/** What an entity's definition says of its attributes. */
interface Layers {
  readonly identity: readonly DeclaredReference[];
  readonly description: readonly DeclaredReference[];
  readonly annotations: Annotations | undefined;
}

/** The attributes of an entity as they are meant: none identifies it where an annotation says that none is known. */
export function meantLayers({ identity, description, annotations }: Layers): Layers {
  const isUnknown = annotationAt(annotations, "percore", "identity") === IDENTITY_UNKNOWN;
  if (!isUnknown || annotations === undefined) return { identity, description, annotations };
  return {
    identity: [],
    description: [...identity, ...description],
    annotations: withoutOwn(annotations, "identity"),
  };
}
