import type { Annotations } from "./model.ts";

function isMapping(value: unknown): value is Annotations {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Two values in one: mappings key by key, anything else as the second has it. */
function merged(base: unknown, over: unknown): unknown {
  return isMapping(base) && isMapping(over) ? mergeAnnotations(base, over) : over;
}

/** Annotations, and those of a reference or a refinement over them, key by key at every level. */
export function mergeAnnotations(base: Annotations, over: Annotations): Annotations {
  // No prototype: `__proto__` is a key like any other.
  const result: Record<string, unknown> = Object.assign(Object.create(null), base);
  for (const [key, value] of Object.entries(over)) {
    result[key] = Object.hasOwn(result, key) ? merged(result[key], value) : value;
  }
  return result;
}

/** The value at a path of keys; `undefined` if there is none. */
export function annotationAt(annotations: Annotations | undefined, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined,
    annotations,
  );
}
