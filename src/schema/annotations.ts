import type { Annotations } from "./model.ts";

export function isMapping(value: unknown): value is Annotations {
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

/** Annotations without one key of percore's own; `undefined` if there is nothing left. */
export function withoutOwn(annotations: Annotations, key: string): Annotations | undefined {
  const { percore } = annotations;
  return without(annotations, "percore", isMapping(percore) ? without(percore, key) : percore);
}

/** A mapping with another value for one key, or without it; `undefined` if there is nothing in it then. */
function without(mapping: Annotations, key: string, value?: unknown): Annotations | undefined {
  const others: Record<string, unknown> = Object.assign(Object.create(null), mapping);
  if (value === undefined) delete others[key];
  else others[key] = value;
  return Object.keys(others).length === 0 ? undefined : others;
}
