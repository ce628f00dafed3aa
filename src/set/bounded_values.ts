import { warnOnce } from "../host/warn.ts";
import { allocate, arena, NO_SPACE } from "./arena.ts";
import { writeRecord } from "./record.ts";

/** Characters (UTF-16 units) of a string that are kept; strings that are equal so far are one value. */
export const MAX_LENGTH = 1024;

/** What a bounded attribute is. */
export interface BoundedDescriptor {
  /** Its name, such as `http.route`. */
  readonly key: string;
  /** The type of its values. */
  readonly type: "string" | "int";
  /** How many different values each worker tells apart. */
  readonly bound: number;
}

/** The values of a `string` or `int` attribute that is given with a recording, as indices. */
export interface BoundedValues<Value extends string | number> {
  /**
   * The index of a value. The first `bound` different values of a worker get indices of their own; all others share
   * one, whose recordings are exported under `otel.metric.overflow`. Costs a look-up; keep the index where a value
   * is used again. A string is cut at 1,024 characters, its lone surrogates are replaced; what isn't a value of the
   * type has the shared index.
   */
  from(value: Value): number;
}

/** The values of one attribute on this thread, in the order in which they came. */
export class Dictionary implements BoundedValues<string | number> {
  readonly #key: string;
  readonly #type: "string" | "int";
  readonly #bound: number;
  readonly #indices = new Map<string | number, number>();
  #table = NO_SPACE;
  #isWarned = false;

  constructor({ key, type, bound }: BoundedDescriptor) {
    this.#key = key;
    this.#type = type;
    this.#bound = bound;
  }

  /** Offset of the table of records, in the order of the indices; `NO_SPACE` as long as there is no room for it. */
  get table(): number {
    if (this.#table === NO_SPACE) this.#table = allocate(this.#bound * 4);
    return this.#table;
  }

  /** How many values have an index of their own. */
  get size(): number {
    return this.#indices.size;
  }

  from(value: string | number): number {
    const short = typeof value === "string" && value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value;
    return this.#indices.get(short) ?? this.#intern(short);
  }

  #intern(value: string | number): number {
    const index = this.#indices.size;
    if (!this.#fits(value)) return this.#overflow(`a value isn't of type ${this.#type}`);
    if (index >= this.#bound) return this.#overflow(`there are more than ${this.#bound} values`);
    if (this.table === NO_SPACE) return this.#bound;
    const record = writeRecord(typeof value === "string" ? value.toWellFormed() : value);
    if (record === NO_SPACE) return this.#bound;
    new Uint32Array(arena)[this.table / 4 + index] = record;
    this.#indices.set(value, index);
    return index;
  }

  #overflow(reason: string): number {
    // Once: that there are too many is no news, and the messages cost more than the look-up.
    if (!this.#isWarned) {
      warnOnce(`attribute ${this.#key}: ${reason}; what is beyond counts as otel.metric.overflow`);
    }
    this.#isWarned = true;
    return this.#bound;
  }

  #fits(value: unknown): boolean {
    return this.#type === "string" ? typeof value === "string" : Number.isSafeInteger(value);
  }
}

const dictionaries = new Map<string, Dictionary>();

/** This thread's dictionary of an attribute: one for all sets that use it. */
export function dictionaryOf(descriptor: BoundedDescriptor): Dictionary {
  const id = `${descriptor.bound} ${descriptor.type} ${descriptor.key}`;
  let dictionary = dictionaries.get(id);
  if (dictionary === undefined) {
    dictionary = new Dictionary(descriptor);
    dictionaries.set(id, dictionary);
  }
  return dictionary;
}

/**
 * Names the values of a bounded attribute: `Route.from("/orders")` is the index to give to `with()`.
 *
 * @example
 * ```ts
 * import { defineBounded } from "@percore/telemetry";
 * const Route = defineBounded({ key: "http.route", type: "string", bound: 100 });
 * if (Route.from("/orders") !== Route.from("/orders")) throw new Error("two indices for one value");
 * ```
 */
export function defineBounded(
  descriptor: BoundedDescriptor & { readonly type: "string" },
): BoundedValues<string>;
/** Names the values of a bounded attribute of whole numbers. */
export function defineBounded(
  descriptor: BoundedDescriptor & { readonly type: "int" },
): BoundedValues<number>;
export function defineBounded(descriptor: BoundedDescriptor): BoundedValues<string> | BoundedValues<number> {
  let dictionary: Dictionary | undefined;
  // Memory is taken when the first value comes, not when a module is loaded.
  return { from: (value: string | number) => (dictionary ??= dictionaryOf(descriptor)).from(value) };
}
