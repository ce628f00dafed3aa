import type { Entity, MetricSet } from "./model.ts";

/** The keys of all attributes of an entity; none if there is no entity. */
export function entityKeys(entity: Entity | undefined): readonly string[] {
  return entity === undefined ? [] : [...entity.identity, ...entity.description].map(({ key }) => key);
}

/** The keys of all attributes that the points of a set have: its own, and those of its entity. */
export function pointKeys(
  { entity, registration, measurement }: Pick<MetricSet, "entity" | "registration" | "measurement">,
): ReadonlySet<string> {
  return new Set([...registration, ...measurement].map(({ key }) => key).concat(entityKeys(entity)));
}
