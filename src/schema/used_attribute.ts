import { mergeAnnotations } from "./annotations.ts";
import type { DeclaredReference } from "./declared.ts";
import type { Attribute, Definition, RequirementLevel, UsedAttribute } from "./model.ts";
import type { Described } from "./attribute.ts";

/** A definition as something that refers to it, or refines it, changes it: what that says goes before. */
export function overlaid<Base extends Definition>(base: Base, over: Described): Base {
  const { brief, note, stability, deprecated, annotations } = over;
  const result = {
    ...base,
    ...(brief === undefined ? {} : { brief }),
    ...(note === undefined ? {} : { note }),
    ...(stability === undefined ? {} : { stability }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(annotations === undefined
      ? {}
      : { annotations: mergeAnnotations(base.annotations ?? {}, annotations) }),
  };
  if (note === "") Reflect.deleteProperty(result, "note");
  return result;
}

const RECOMMENDED: RequirementLevel = { level: "recommended" };

/** An attribute that nothing has referred to yet, as a reference that says nothing would have it. */
export function unrefined(definition: Attribute, requirementLevel = RECOMMENDED): UsedAttribute {
  return { ...definition, requirementLevel, definition };
}

/** An attribute, as used so far, with what a further reference to it says. */
export function refined(used: UsedAttribute, reference: DeclaredReference): UsedAttribute {
  const { requirementLevel, isSamplingRelevant, examples, place } = reference;
  return {
    ...overlaid(used, reference),
    ...(requirementLevel === undefined ? {} : { requirementLevel }),
    ...(isSamplingRelevant === undefined ? {} : { isSamplingRelevant }),
    ...(examples === undefined ? {} : { examples }),
    place,
  };
}
