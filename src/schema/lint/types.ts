import type { UsedAttribute } from "../model.ts";
import { quote } from "../printable.ts";
import type { Lints } from "./lints.ts";
import type { Subject, Subjects } from "./subjects.ts";

/** Attributes of any type where only events and spans may have them. */
export function lintTypes({ publicGroups, entities, metrics }: Subjects, lints: Lints): void {
  for (const subject of publicGroups) lintAttributes(subject, subject.definition.attributes, lints);
  for (const subject of entities) {
    lintAttributes(subject, [...subject.definition.identity, ...subject.definition.description], lints);
  }
  for (const subject of metrics) {
    if ("attributes" in subject.definition) lintAttributes(subject, subject.definition.attributes, lints);
  }
}

function lintAttributes(subject: Subject, attributes: readonly UsedAttribute[], lints: Lints): void {
  for (const attribute of attributes) {
    const { key, type, place } = attribute;
    if (type !== "any" && type !== "template[any]") continue;
    const message = `the ${subject.kind} ${quote(subject.name)} has the attribute ${
      quote(key)
    } of type ${type}`;
    lints.add("PC154", subject, place, message, {
      expected: "such attributes on events and spans alone",
      others: [attribute],
      policies: [{ package: "naming_conventions", id: "attribute_complex_type_violation" }],
    });
  }
}
