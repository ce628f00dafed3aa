import { property, type Written } from "./written.ts";

/** What the set takes from its group. */
const COMMON = ["brief", "note", "stability", "deprecated"];

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The metric set that a group of a semantic-convention registry stands for, in the words of percore/1; `undefined` if it
 * is a group and nothing more. In a registry, a set is the group of its attributes, and what definition/2 has no word
 * for is an annotation of the group.
 */
export function setOfGroup(group: Written): Written | undefined {
  const annotations = { value: property(group, "annotations"), place: group.place };
  const percore = { value: property(annotations, "percore"), place: group.place };
  const hints = property(percore, "metric_set");
  if (!isMapping(hints)) return undefined;
  const value: Record<string, unknown> = Object.assign(Object.create(null), hints);
  value.name = property(group, "id");
  for (const key of COMMON) {
    const common = property(group, key);
    if (common !== undefined) value[key] = common;
  }
  return { value, place: group.place.at("annotations", "percore", "metric_set") };
}
