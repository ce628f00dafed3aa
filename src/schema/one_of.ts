import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";

/** Reports a mapping that has none of its keys, or more than one, where they exclude each other. */
export function checkOneOf(mapping: object, expected: string, place: Place, problems: Problems): void {
  const [first, ...others] = Object.keys(mapping);
  if (first === undefined) problems.add("PC106", place, "nothing in it", { expected });
  for (const other of others) {
    problems.add(
      "PC124",
      place.at(other),
      `"${other}" beside "${first}"`,
      { expected: "one of them" },
      "key",
    );
  }
}
