import { annotationAt, isMapping, withoutOwn } from "./annotations.ts";
import { property, type Written } from "./written.ts";

/** What the set takes from its group. */
const COMMON = ["brief", "note", "stability", "deprecated"];

/**
 * The metric set that a group of a semantic-convention registry stands for, in the words of percore/1; `undefined` if it
 * is a group and nothing more. In a registry, a set is the group of its attributes, and what definition/2 has no word
 * for is an annotation of the group.
 */
export function setOfGroup(group: Written): Written | undefined {
  const annotations = property(group, "annotations");
  if (!isMapping(annotations)) return undefined;
  const hints = annotationAt(annotations, "percore", "metric_set");
  if (!isMapping(hints)) return undefined;
  const value: Record<string, unknown> = Object.assign(Object.create(null), hints);
  value.name = property(group, "id");
  for (const key of COMMON) {
    const common = property(group, key);
    if (common !== undefined) value[key] = common;
  }
  const others = withoutOwn(annotations, "metric_set");
  if (others !== undefined) value.annotations = others;
  return { value, place: group.place.at("annotations", "percore", "metric_set") };
}
