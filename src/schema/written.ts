import type { Place } from "./document.ts";

/** A value as it is written, and where. */
export interface Written {
  readonly value: unknown;
  readonly place: Place;
}

/** The value of a key; `undefined` if there is none. */
export function property({ value }: Written, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** The items of a list below a value; none if it has no such list. */
export function itemsOf(written: Written, key: string): readonly Written[] {
  const list = property(written, key);
  if (!Array.isArray(list)) return [];
  return list.map((value, index) => ({ value, place: written.place.at(key, index) }));
}
