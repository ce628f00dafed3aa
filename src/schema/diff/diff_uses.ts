import type { RequirementLevel, UsedAttribute } from "../model.ts";
import type { Comparison, JudgedPart } from "./comparison.ts";

/** How sure a reader may be that an attribute is there: always, where it applies, or where a user wants it. */
function certainty({ level }: RequirementLevel): number {
  return level === "required" ? 2 : level === "opt_in" ? 0 : 1;
}

/** What an attribute's use in something is, so that its changes can be judged. */
export interface Uses {
  /** Whether a further attribute breaks a reader, or a program that records. */
  readonly isBrokenBy: (added: UsedAttribute) => boolean;
  /** Whether an attribute that may no longer be left out breaks a program that records. */
  readonly isBrokenByDemand: (demanded: UsedAttribute) => boolean;
  /** Whether each value tells a series of its own, so that an attribute that comes by default breaks series apart. */
  readonly tellSeries: boolean;
}

function partOf(attribute: UsedAttribute): JudgedPart {
  return { part: { kind: "attribute", name: attribute.key }, judged: attribute };
}

function byKey<A extends UsedAttribute>(attributes: readonly A[]): ReadonlyMap<string, A> {
  return new Map(attributes.map((attribute) => [attribute.key, attribute]));
}

function diffUse(old: UsedAttribute, next: UsedAttribute, uses: Uses, comparison: Comparison): void {
  const of = partOf(old);
  const [before, after] = [old.requirementLevel, next.requirementLevel];
  const falls = certainty(after) < certainty(before);
  const arrives = uses.tellSeries && before.level === "opt_in" && after.level !== "opt_in";
  const isDemanded = after.level === "required" && uses.isBrokenByDemand(next);
  comparison.text("requirement_level", before.level, after.level, falls || arrives || isDemanded, of);
  const [was, is] = [old.isSamplingRelevant === true, next.isSamplingRelevant === true];
  comparison.text("sampling_relevant", String(was), String(is), was, of);
}

/** Compares the attributes of something; `both` compares further what only some attributes have. */
export function diffUses<A extends UsedAttribute>(
  old: readonly A[],
  next: readonly A[],
  uses: Uses,
  comparison: Comparison,
  both: (old: A, next: A, of: JudgedPart) => void = () => {},
): void {
  const [before, after] = [byKey(old), byKey(next)];
  for (const [key, attribute] of before) {
    const successor = after.get(key);
    if (successor === undefined) {
      comparison.add(
        "removed",
        { before: attribute.requirementLevel.level, isBreaking: true },
        partOf(attribute),
      );
    } else {
      diffUse(attribute, successor, uses, comparison);
      both(attribute, successor, partOf(attribute));
    }
  }
  for (const [key, attribute] of after) {
    if (before.has(key)) continue;
    const { level } = attribute.requirementLevel;
    // How settled the attribute is doesn't matter: what it breaks is the definition.
    const of = { part: partOf(attribute).part, judged: { stability: "stable" } } as const;
    comparison.add("added", { after: level, isBreaking: uses.isBrokenBy(attribute) }, of);
  }
}
