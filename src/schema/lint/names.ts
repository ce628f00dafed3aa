import { annotationAt } from "../annotations.ts";
import { quote } from "../printable.ts";
import type { Policy } from "./exceptions.ts";
import type { Lints } from "./lints.ts";
import type { Annotated, Subject, Subjects } from "./subjects.ts";

/** Both are those of Weaver's policies; the second accepts the same names as `^[a-z0-9_]+\.([a-z0-9._]+)+$`, in linear time. */
const NAME = /^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$/;
const NAMESPACED = /^[a-z0-9_]+\.[a-z0-9._]+$/;

const NAME_EXPECTED = "lower-case words joined by dots or underscores, such as shop.orders";
const KEY_EXPECTED = "lower-case words after a namespace and a dot, such as shop.order.outcome";

function naming(id: string): readonly Policy[] {
  return [{ package: "naming_conventions", id }];
}

/** Names as semantic conventions write them: their form, their namespaces, and the constants made of them. */
export function lintNames(subjects: Subjects, lints: Lints): void {
  const { attributes, entities, events, metrics, metricSets, spans } = subjects;
  const kinds = [
    [entities, "entity_type"],
    [events, "event_name"],
    [metrics, "metric_name"],
    [metricSets, "metric_set_name"],
    [spans, "span_type"],
  ] as const;
  for (const [all, policy] of kinds) {
    for (const subject of all) {
      if (NAME.test(subject.name)) continue;
      const hint = { expected: NAME_EXPECTED, policies: naming(policy) };
      lints.addToName(
        "PC150",
        subject,
        `the name of the ${subject.kind} ${quote(subject.name)} is malformed`,
        hint,
      );
    }
  }
  for (const subject of attributes) {
    if (subject.definition.deprecated === undefined && !NAMESPACED.test(subject.name)) {
      const hint = { expected: KEY_EXPECTED, policies: naming("attr_has_namespace") };
      lints.addToName("PC150", subject, `the key of the attribute ${quote(subject.name)} is malformed`, hint);
    }
    lintMembers(subject, lints);
  }
  lintNamespaces(attributes, naming("attribute_namespace_collision"), lints);
  lintNamespaces(metrics, naming("metric_namespace_collision"), lints);
  for (const all of [attributes, entities, events, metrics]) lintConstants(all, lints);
}

/** Reports a name that is also the beginning of another one of its kind; deprecated ones don't count. */
function lintNamespaces(all: readonly Subject[], policies: readonly Policy[], lints: Lints): void {
  const living = all.filter(({ definition }) => definition.deprecated === undefined);
  const byName = new Map(living.map((subject) => [subject.name, subject]));
  const reported = new Set<string>();
  for (const longer of living) {
    for (let end = longer.name.lastIndexOf("."); end > 0; end = longer.name.lastIndexOf(".", end - 1)) {
      const shorter = byName.get(longer.name.slice(0, end));
      if (shorter === undefined || reported.has(shorter.name)) continue;
      const [subject, other] = shorter.isForeign ? [longer, shorter] : [shorter, longer];
      const { kind } = subject;
      const message = `the ${kind} ${quote(shorter.name)} is the namespace of the ${kind} ${
        quote(longer.name)
      }`;
      const hint = { expected: "a name that isn't one", others: other.owners, policies };
      if (lints.addToName("PC151", subject, message, hint)) reported.add(shorter.name);
    }
  }
}

/** Whether Weaver's code generators leave something out. */
function isExcluded({ annotations }: Annotated): boolean {
  return annotationAt(annotations, "code_generation", "exclude") === true;
}

/** Reports two names of a kind that become one constant: dots and underscores become the same there. */
function lintConstants(all: readonly Subject[], lints: Lints): void {
  const byConstant = new Map<string, Subject>();
  for (const subject of all) {
    if (isExcluded(subject.definition)) continue;
    const constant = subject.name.replaceAll(".", "_");
    const first = byConstant.get(constant);
    if (first === undefined) byConstant.set(constant, subject);
    if (first === undefined || first.name === subject.name) continue;
    const [later, earlier] = subject.isForeign ? [first, subject] : [subject, first];
    const message = `${quote(later.name)} and ${quote(earlier.name)} are one constant: ${quote(constant)}`;
    lints.addToName("PC152", later, message, {
      expected: "names that differ in more than dots and underscores",
      others: earlier.owners,
      policies: naming(`${subject.kind}_constant_collision`),
    });
  }
}

/** Reports the members of an enum whose ids are malformed, or become one constant. */
function lintMembers(subject: Subjects["attributes"][number], lints: Lints): void {
  const { type, place } = subject.definition;
  if (typeof type === "string") return;
  const ids = new Map<string, string>();
  for (const [index, member] of type.members.entries()) {
    const at = place.at("type", "members", index), others = [member];
    if (!NAME.test(member.id)) {
      lints.add("PC150", subject, at.at("id"), `the enum id ${quote(member.id)} is malformed`, {
        expected: NAME_EXPECTED,
        others,
        policies: naming("enum_id"),
      });
    }
    if (isExcluded(member)) continue;
    const constant = member.id.replaceAll(".", "_");
    const first = ids.get(constant);
    ids.set(constant, first ?? member.id);
    if (first === undefined) continue;
    const message = `the enum ids ${quote(first)} and ${quote(member.id)} are one constant: ${
      quote(constant)
    }`;
    const policies = naming("enum_member_collision");
    lints.add("PC153", subject, at.at("id"), message, { expected: "another id", others, policies });
  }
}
