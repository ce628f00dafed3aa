import type { Problems } from "./diagnostic.ts";
import { quote } from "./printable.ts";
import { property, type Written } from "./written.ts";

/** The types of groups that have a place in a schema. */
export type GroupType = "attribute_group" | "span" | "event" | "metric" | "entity";

const GROUP_TYPES: ReadonlySet<unknown> = new Set(["attribute_group", "span", "event", "metric", "entity"]);

function isGroupType(type: unknown): type is GroupType {
  return GROUP_TYPES.has(type);
}

/** A group's type, of which `resource` is an older name for `entity`; `undefined` if it has no place in a schema. */
export function typeOf(group: Written, problems: Problems): GroupType | undefined {
  const type = property(group, "type");
  if (isGroupType(type)) return type;
  if (type !== "resource") return undefined;
  const hint = { expected: "type: entity" };
  problems.add("PC130", group.place.at("type"), `"resource" is an older name for "entity"`, hint);
  return "entity";
}

/** Reports a group that its type keeps out of the schema. A type that there never was is another problem. */
export function reportLeftOut(group: Written, problems: Problems): void {
  const type = property(group, "type");
  const isKnown = type === undefined || type === "scope" || type === "metric_group" || type === "undefined";
  if (!isKnown) return;
  const what = type === undefined ? "without a type" : `of the type ${quote(type)}`;
  const expected = "attribute_group, span, event, metric or entity";
  problems.add("PC131", group.place.at("type"), `a group ${what} is left out`, { expected });
}

/** The keys that have a meaning for some types alone. */
const OWN_KEYS: Readonly<Record<string, readonly GroupType[]>> = {
  span_kind: ["span"],
  events: ["span"],
  body: ["event"],
  entity_associations: ["span", "event", "metric"],
  metric_name: ["metric"],
  instrument: ["metric"],
  unit: ["metric"],
};

/** Those of the keys above that may stand in other groups all the same: they do no harm. */
const HARMLESS: ReadonlySet<string> = new Set(["metric_name", "instrument", "unit"]);

/** What a schema has no word for: it is read, and left out. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  events: "the events of a span are left out",
  body: "the body of an event is left out",
};

/** Reports the keys of a group that its type has no use for, and what is left out of the others. */
export function checkOwnKeys(group: Written, type: GroupType, problems: Problems): void {
  for (const [key, types] of Object.entries(OWN_KEYS)) {
    if (property(group, key) === undefined) continue;
    const place = group.place.at(key);
    const leftOut = LEFT_OUT[key];
    if (!types.includes(type)) {
      const isHarmless = HARMLESS.has(key);
      const message = `"${key}" on a group of the type ${type}${isHarmless ? " is left out" : ""}`;
      const hint = { expected: `type: ${types.join(" or ")}, or no such key` };
      problems.add(isHarmless ? "PC131" : "PC124", place, message, hint, "key");
    } else if (leftOut !== undefined) {
      problems.add("PC131", place, leftOut, { expected: "attributes" }, "key");
    }
  }
}
