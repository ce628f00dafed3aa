/**
 * The values of an enum attribute, as numbers: `Outcome.ok` is an index and costs no look-up when recording.
 * `from()` turns a text into an index.
 */
export type Enumeration<Members extends Readonly<Record<string, number>>> = Members & {
  /** The index of an exported value; `undefined` when the schema doesn't list it. */
  from(value: string): Members[keyof Members] | undefined;
};

/** Any of the indices of an {@linkcode Enumeration}. */
export type IndexOf<E> = E extends Enumeration<infer Members> ? Members[keyof Members] : never;

/**
 * Makes an {@linkcode Enumeration} from its members' indices and the values that are exported for them.
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
): Enumeration<Members> {
  const indices = new Map<string, Members[keyof Members]>();
  for (const index of Object.values(members)) {
    const value = values[index];
    // The members are Members' own values: only their order, which Object.values() keeps, is in doubt to the compiler.
    if (value !== undefined) indices.set(value, index as Members[keyof Members]);
  }
  return Object.freeze({ ...members, from: (value: string) => indices.get(value) });
}
