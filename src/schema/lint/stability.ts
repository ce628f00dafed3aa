import { withArticle } from "../article.ts";
import { typeOfValues } from "../enum_type.ts";
import type { Attribute, UsedAttribute } from "../model.ts";
import { quote } from "../printable.ts";
import { isMoreSettled } from "../stability.ts";
import type { Policy } from "./exceptions.ts";
import type { Lints } from "./lints.ts";
import { placeOf, type Subject, type Subjects } from "./subjects.ts";

function stability(id: string): readonly Policy[] {
  return [{ package: "stability", id }];
}

/** Whether what is settled rests on what isn't, and whether what was renamed can be found. */
export function lintStability(subjects: Subjects, lints: Lints): void {
  const { attributes, publicGroups, entities, events, metrics, metricSets, spans } = subjects;
  for (const subject of [...publicGroups, ...events, ...spans]) {
    lintLevels(subject, subject.definition.attributes, lints);
  }
  for (const subject of metrics) {
    if ("attributes" in subject.definition) lintLevels(subject, subject.definition.attributes, lints);
  }
  const fields = new Map(metrics.map((subject) => [subject.definition, subject]));
  for (const subject of metricSets) {
    const { registration, measurement, stability: level, metrics: own } = subject.definition;
    const used = [...registration, ...measurement];
    lintLevels(subject, used, lints);
    // What is reported of the set isn't reported of its metrics again.
    const missed = used.filter((attribute) => !isMoreSettled(level, attribute.stability));
    for (const field of own) {
      const metric = fields.get(field);
      if (metric !== undefined) lintLevels(metric, missed, lints);
    }
  }
  for (const subject of entities) {
    const { identity, description, stability: level } = subject.definition;
    lintLevels(subject, [...identity, ...description], lints);
    if (level !== "stable" || identity.length > 0) continue;
    lints.addToName("PC171", subject, `the stable entity ${quote(subject.name)} has no identity`, {
      expected: "the attributes that tell one such entity from another",
      policies: stability("entity_no_identity"),
    });
  }
  for (const all of [attributes, entities, events, metrics, metricSets, spans]) lintRenamed(all, lints);
  lintRenamedTypes(attributes, lints);
  for (const subject of attributes) lintRenamedMembers(subject, lints);
}

function lintLevels(subject: Subject, attributes: readonly UsedAttribute[], lints: Lints): void {
  const { kind, name, definition } = subject;
  for (const attribute of attributes) {
    if (attribute.requirementLevel.level === "opt_in") continue;
    if (!isMoreSettled(definition.stability, attribute.stability)) continue;
    const message = `the ${kind} ${quote(name)} is ${definition.stability}, but its attribute ${
      quote(attribute.key)
    } is ${attribute.stability}`;
    // A reference in a group is reported at each signal that has the group, and there it isn't.
    const isOwn = attribute.place.document === definition.place.document &&
      definition.place.path.every((step, index) => attribute.place.path[index] === step);
    const place = isOwn ? attribute.place : placeOf(definition, subject.nameKeys);
    lints.add("PC170", subject, place, message, {
      expected: "an attribute as settled as that, or requirement_level: opt_in",
      others: [attribute],
      policies: stability(`${kind.replace(" ", "_")}_lower_stability_attribute`),
    });
  }
}

/** Reports a definition that was renamed to what isn't there, or is to be avoided itself. */
function lintRenamed(all: readonly Subject[], lints: Lints): void {
  const renamedTo = new Map(all.map(({ name, definition: { deprecated } }) => [name, deprecated?.renamedTo]));
  const isLiving = ({ definition }: Subject) => definition.deprecated === undefined;
  const living = new Set(all.filter(isLiving).map(({ name }) => name));
  for (const subject of all) {
    const { kind, name, definition: { deprecated, place } } = subject;
    const target = deprecated?.renamedTo;
    if (target === undefined || living.has(target)) continue;
    const isDeprecated = renamedTo.has(target), next = renamedTo.get(target);
    const message = `the ${kind} ${quote(name)} was renamed to ${quote(target)}, which ${
      isDeprecated ? "is deprecated itself" : "isn't defined"
    }`;
    lints.add("PC172", subject, place.at("deprecated", "renamed_to"), message, {
      expected: `the name of ${withArticle(kind)} that isn't deprecated`,
      ...(isDeprecated ? {} : { wrong: target, names: living }),
      ...(next !== undefined && living.has(next) ? { suggestion: next } : {}),
      policies: stability(`deprecation_${kind}_renamed_to_invalid`),
    });
  }
}

/** Reports an attribute that was renamed to one whose values are of another type. */
function lintRenamedTypes(attributes: readonly Subject<Attribute>[], lints: Lints): void {
  const byKey = new Map(attributes.map((subject) => [subject.name, subject.definition]));
  for (const subject of attributes) {
    const { key, type, deprecated, place } = subject.definition;
    const target = deprecated?.renamedTo === undefined ? undefined : byKey.get(deprecated.renamedTo);
    if (target === undefined || typeOfValues(type) === typeOfValues(target.type)) continue;
    const message = `the attribute ${quote(key)} is of type ${typeOfValues(type)}, but ${
      quote(target.key)
    }, to which it was renamed, is of type ${typeOfValues(target.type)}`;
    lints.add("PC172", subject, place.at("deprecated", "renamed_to"), message, {
      expected: `reason: uncategorized with a note, or an attribute of type ${typeOfValues(type)}`,
      policies: stability("deprecation_attribute_renamed_to_type_mismatch"),
    });
  }
}

/** Reports a member of an enum that was renamed to none that is there. */
function lintRenamedMembers(subject: Subject<Attribute>, lints: Lints): void {
  const { type, place } = subject.definition;
  if (typeof type === "string") return;
  const living = new Set(
    type.members.filter(({ deprecated }) => deprecated === undefined).map(({ id }) => id),
  );
  for (const [index, member] of type.members.entries()) {
    const target = member.deprecated?.renamedTo;
    if (target === undefined || living.has(target)) continue;
    const at = place.at("type", "members", index, "deprecated", "renamed_to");
    const message = `the enum id ${quote(member.id)} was renamed to ${
      quote(target)
    }, which isn't there or is deprecated`;
    lints.add("PC172", subject, at, message, {
      expected: "the id of a member that isn't deprecated",
      wrong: target,
      names: living,
      others: [member],
      policies: stability("deprecation_enum_member_renamed_to_invalid"),
    });
  }
}
