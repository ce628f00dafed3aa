import { memberOf } from "./attribute.ts";
import type { Problems } from "./diagnostic.ts";
import type { MemberShape, Shapes } from "./language.ts";
import type { Member } from "./model.ts";
import { NameTable } from "./name_table.ts";
import { checkMemberId } from "./property_name.ts";
import { checkShape } from "./shape.ts";
import { property, type Written } from "./written.ts";

/**
 * The values of an enum, each with an id and a value that no other has. Where the enum is one of percore's own files, its
 * ids have to be possible names of properties.
 */
export function readMembers(
  items: readonly Written[],
  shape: Shapes["member"],
  isOwn: boolean,
  problems: Problems,
): readonly Member[] {
  const ids = new NameTable<Member>("enum id", problems);
  const values = new NameTable<Member>("enum value", problems);
  const members: Member[] = [];
  for (const { value: written, place } of items) {
    const checked: MemberShape | undefined = checkShape(shape, place, written, problems);
    const member = checked && memberOf(checked, place, problems);
    const id = property({ value: written, place }, "id");
    const value = property({ value: written, place }, "value");
    if (isOwn) checkMemberId(id, place.at("id"), problems);
    // An id that is given twice is one problem, not also a value that is given twice.
    const isRepeated = value === undefined && typeof id === "string" && ids.has(id);
    ids.declare(id, place.at("id"), member);
    if (!isRepeated) {
      const name = value ?? id;
      values.declare(
        typeof name === "object" || name === undefined ? undefined : String(name),
        place.at(value === undefined ? "id" : "value"),
        member,
        // Registries have a value under an older id and under a newer one.
        isOwn ? "error" : "warning",
      );
    }
    if (member === undefined) continue;
    const [first] = members;
    if (first !== undefined && typeof first.value !== typeof member.value) {
      const message = `a ${typeof member.value} beside values that are ${typeof first.value}s`;
      problems.add("PC106", place.at(value === undefined ? "id" : "value"), message, {
        expected: "values of one type",
      });
    }
    members.push(member);
  }
  return members;
}
