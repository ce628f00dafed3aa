import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import { quote } from "./printable.ts";
import { alternatives } from "./shape.ts";
import { property, type Written } from "./written.ts";

/** The types of groups that have a place in a schema. */
export type GroupType = "attribute_group" | "span" | "event" | "metric" | "entity";

const GROUP_TYPES: readonly GroupType[] = ["attribute_group", "span", "event", "metric", "entity"];

/** A group's type, of which `resource` is an older name for `entity`; `undefined` if it has no place in a schema. */
export function typeOf(group: Written, problems: Problems): GroupType | undefined {
  const type = property(group, "type");
  const today = GROUP_TYPES.find((known) => known === type);
  if (today !== undefined) return today;
  if (type !== "resource") return undefined;
  const hint = { expected: "type: entity" };
  problems.add("PC130", group.place.at("type"), `"resource" is an older name for "entity"`, hint);
  return "entity";
}

/** Reports a group that its type keeps out of the schema. */
export function reportLeftOut(type: string | undefined, place: Place, problems: Problems): void {
  const what = type === undefined ? "without a type" : `of the type ${quote(type)}`;
  const expected = alternatives(GROUP_TYPES);
  problems.add("PC131", place.at("type"), `a group ${what} is left out`, { expected });
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
      const hint = { expected: `type: ${alternatives(types)}, or no such key` };
      problems.add(isHarmless ? "PC131" : "PC124", place, message, hint, "key");
    } else if (leftOut !== undefined) {
      problems.add("PC131", place, leftOut, { expected: "attributes" }, "key");
    }
  }
}
