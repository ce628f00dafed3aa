import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { Member } from "./model.ts";
import { quote } from "./printable.ts";

/** Whether a property of that name would hide, or be hidden by, one that the object has already. */
export function isReserved(name: string): boolean {
  return ["with", "close", "from", "then"].includes(name) || Object.hasOwn(Object.prototype, name);
}

/** Reports an enum's id that can't be a property of its enumeration. Its form is checked with its shape. */
export function checkMemberId(id: unknown, place: Place, problems: Problems): void {
  if (typeof id !== "string" || !isReserved(id)) return;
  const expected = `another id, with ${quote(id)} as its value`;
  problems.add("PC113", place, `${quote(id)} can't be a property of an enumeration`, { expected });
}

/** Reports a field that can't be a property of a metric set. */
export function checkField(field: unknown, place: Place, problems: Problems): void {
  if (typeof field !== "string" || field === "") return;
  if (isReserved(field)) {
    const message = `${quote(field)} can't be a property of a metric set`;
    problems.add("PC113", place, message, { expected: "another name" });
  } else if (!/^[a-z][A-Za-z0-9_]*$/.test(field)) {
    const expected = "a lower-case letter, then letters, digits and underscores, such as flushDuration";
    problems.add("PC113", place, `${quote(field)} is no name of a property`, { expected });
  }
}

/**
 * The properties of an enumeration, one for each of its members: their ids. A registry that somebody else wrote may have
 * ids that no property can have, or two that are the same: such a one has an underscore behind it.
 */
export function memberProperties(members: readonly Member[]): readonly string[] {
  const ids = new Set(members.map(({ id }) => id)), taken = new Set<string>();
  return members.map(({ id }) => {
    let name = id;
    while (isReserved(name) || taken.has(name) || name !== id && ids.has(name)) name += "_";
    taken.add(name);
    return name;
  });
}
