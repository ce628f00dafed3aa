import type { Place } from "./document.ts";

/** A value as it is written, and where. */
export interface Written {
  readonly value: unknown;
  readonly place: Place;
}

/** What a mapping or a list has under a key or an index; `undefined` if it is neither, or hasn't it. */
export function valueIn(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

/** The value of a key; `undefined` if there is none. */
export function property({ value }: Written, key: string): unknown {
  return valueIn(value, key);
}

/** The items of a list below a value; none if it has no such list. */
export function itemsOf(written: Written, key: string): readonly Written[] {
  const list = property(written, key);
  if (!Array.isArray(list)) return [];
  return list.map((value, index) => ({ value, place: written.place.at(key, index) }));
}

/**
 * A value without the keys that have no value, which some formats take for keys that aren't there. Annotations and
 * examples stay as they are: they are anybody's.
 */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) continue;
    plain[key] = key === "annotations" || key === "examples" ? inner : withoutNulls(inner);
  }
  return plain;
}
