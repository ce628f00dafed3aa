import type { EnumValues } from "./descriptor.ts";

/**
 * The values of an enum attribute, as numbers: `Outcome.ok` is an index and costs no look-up when recording.
 * `from()` turns a value into an index.
 */
export type Enumeration<
  Members extends Readonly<Record<string, number>>,
  Value extends string | number | boolean = string,
> = Members & {
  /** The index of an exported value; `undefined` when the schema doesn't list it. */
  from(value: Value): Members[keyof Members] | undefined;
};

/** Any of the indices of an {@linkcode Enumeration}. */
export type IndexOf<E> = E extends Enumeration<infer Members, never> ? Members[keyof Members] : never;

/**
 * Makes an {@linkcode Enumeration} from its members' indices and the values that are exported for them, which are all
 * texts, all numbers, or truth values.
 *
 * @example
 * ```ts
 * import { defineEnumeration } from "@percore/telemetry";
 * const Outcome = defineEnumeration({ ok: 0, rejected: 1 }, ["ok", "rejected"]);
 * if (Outcome.from("rejected") !== Outcome.rejected) throw new Error("unexpected index");
 * ```
 */
export function defineEnumeration<const Members extends Readonly<Record<string, number>>>(
  members: Members,
  values: readonly string[],
): Enumeration<Members>;
/** Makes an enumeration of numbers. */
export function defineEnumeration<const Members extends Readonly<Record<string, number>>>(
  members: Members,
  values: readonly number[],
): Enumeration<Members, number>;
/** Makes an enumeration of truth values. */
export function defineEnumeration<const Members extends Readonly<Record<string, number>>>(
  members: Members,
  values: readonly boolean[],
): Enumeration<Members, boolean>;
export function defineEnumeration<const Members extends Readonly<Record<string, number>>>(
  members: Members,
  values: EnumValues,
): Enumeration<Members, string | number | boolean> {
  const indices = new Map<string | number | boolean, Members[keyof Members]>();
  for (const index of Object.values(members)) {
    const value = values[index];
    // The members are Members' own values: only their order, which Object.values() keeps, is in doubt to the compiler.
    if (value !== undefined) indices.set(value, index as Members[keyof Members]);
  }
  return Object.freeze({ ...members, from: (value: string | number | boolean) => indices.get(value) });
}
