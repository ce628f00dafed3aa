import type { Attribute, AttributeType, Member } from "../model.ts";
import type { Part } from "./change.ts";
import type { Comparison, Judged } from "./comparison.ts";

/** The members of a type, by their ids. */
function membersOf(type: AttributeType): ReadonlyMap<string, Member> {
  return new Map(typeof type === "string" ? [] : type.members.map((member) => [member.id, member]));
}

function typeText(type: AttributeType): string {
  return typeof type === "string" ? type : `enum of ${typeof type.members[0]?.value}`;
}

/** A member, which is as settled as its attribute where it doesn't say. */
function judgedMember({ stability, deprecated }: Member, attribute: Attribute): Judged {
  return { stability: stability ?? attribute.stability, ...(deprecated === undefined ? {} : { deprecated }) };
}

function diffMembers(old: Attribute, next: Attribute, comparison: Comparison): void {
  const [before, after] = [membersOf(old.type), membersOf(next.type)];
  for (const [id, member] of before) {
    const part: Part = { kind: "member", name: id };
    const judged = judgedMember(member, old);
    const successor = after.get(id);
    if (successor === undefined) {
      comparison.add("removed", { before: String(member.value), isBreaking: true }, { part, judged });
    } else {
      comparison.lifecycle(judged, judgedMember(successor, next), part);
      comparison.text("value", String(member.value), String(successor.value), true, { part, judged });
    }
  }
  for (const [id, member] of after) {
    if (before.has(id)) continue;
    const of = { part: { kind: "member", name: id }, judged: judgedMember(member, next) } as const;
    comparison.add("added", { after: String(member.value), isBreaking: false }, of);
  }
}

/** Compares two versions of an attribute's definition. */
export function diffAttribute(old: Attribute, next: Attribute, comparison: Comparison): void {
  const [before, after] = [typeText(old.type), typeText(next.type)];
  comparison.text("type", before, after, true);
  // The members of another type of enum have other values, all of them.
  if (before === after) diffMembers(old, next, comparison);
}
