import type { Entity, Refinement } from "./model.ts";

/** Whether what associations and sets name as an entity is a refinement of one. */
export function isRefinement(entity: Entity | Refinement<Entity>): entity is Refinement<Entity> {
  return "base" in entity;
}
