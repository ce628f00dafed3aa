import type { Problems } from "./diagnostic.ts";
import { property, type Written } from "./written.ts";

/**
 * A definition or a reference of version 1 in today's words. Older files deprecate with a text, or with a stability;
 * that is a warning.
 */
export function modernized(written: Written, problems: Problems): Written {
  const { value, place } = written;
  const [deprecated, stability] = [property(written, "deprecated"), property(written, "stability")];
  if (typeof value !== "object" || value === null) return written;
  if (typeof deprecated === "string") {
    const hint = { expected: "{reason: obsoleted, note: …}, or another reason" };
    problems.add("PC130", place.at("deprecated"), "a deprecation without a reason", hint);
  }
  if (stability === "deprecated") {
    const hint = { expected: "a stability, and the key deprecated" };
    problems.add("PC130", place.at("stability"), `"deprecated" is no stability any more`, hint);
  }
  if (typeof deprecated === "string") {
    return { value: { ...value, deprecated: { reason: "unspecified", note: deprecated } }, place };
  }
  if (stability === "deprecated" && deprecated === undefined) {
    return { value: { ...value, deprecated: { reason: "unspecified" } }, place };
  }
  return written;
}

/** Reports a key that a definition of version 1 may lack, and should have. */
export function checkPresent(written: Written, key: string, expected: string, problems: Problems): void {
  if (property(written, key) !== undefined) return;
  problems.add("PC132", written.place, `the key "${key}" is missing`, { expected });
}
