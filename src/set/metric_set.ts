import type { MetricSetDefinition } from "./define.ts";
import type { Rows } from "./rows.ts";
import type { View } from "./views.ts";

/** The index of an attribute's value; `undefined` for an optional attribute that is absent. */
export type ValueIndex = number | undefined;

/**
 * A registered metric set. Without measurement attributes its fields are the instruments themselves; with them,
 * `with(…)` gives the instruments of one tuple of attribute values, as an object that may be kept.
 */
export type MetricSet<Instruments, Measurement extends readonly ValueIndex[]> =
  & (Measurement extends readonly [] ? Instruments : Labelled<Instruments, Measurement>)
  & Closable;

/** A set whose instruments depend on attribute values that are given with each recording. */
export interface Labelled<Instruments, Measurement extends readonly ValueIndex[]> {
  /**
   * The instruments for these attribute values, given as indices of their enumerations. Costs a multiplication for
   * each attribute and two loads, or a look-up in a table of integers; allocates at the first call for a tuple
   * alone. An index that isn't one of the attribute's gives instruments that record nothing, and is counted.
   */
  with(...indices: Measurement): Instruments;
}

/** What every registered set can do. */
export interface Closable {
  /**
   * Ends the registration: what was recorded is flushed exactly once, and the memory is free for other sets.
   * Recordings made afterwards reach nobody.
   */
  close(): void;
}

abstract class RegisteredSet implements Closable {
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  close(): void {
    this.#onClose();
  }
}

/** Without measurement attributes: one row, its instruments are properties of the set. */
class PlainSet extends RegisteredSet {
  constructor(rows: Rows, onClose: () => void) {
    super(onClose);
    Object.assign(this, rows.at(0));
  }
}

/** How an attribute's index enters a tuple's number. */
interface Digit {
  readonly radix: number;
  /** What absence counts as; -1 where the attribute is required. */
  readonly absent: number;
  readonly weight: number;
}

const NONE: Digit = { radix: 1, absent: 0, weight: 0 };

// An index must be checked against its own attribute's values: one too large would name another tuple's row.

class SetWithOne extends RegisteredSet {
  readonly #rows: Rows;
  readonly #radix: number;
  readonly #absent: number;

  constructor(rows: Rows, onClose: () => void, [{ radix, absent } = NONE]: readonly Digit[]) {
    super(onClose);
    this.#rows = rows;
    this.#radix = radix;
    this.#absent = absent;
  }

  with(first: ValueIndex): View {
    const a = first === undefined ? this.#absent : first;
    if (typeof a !== "number" || a >>> 0 !== a || a >= this.#radix) return this.#rows.unknown();
    return this.#rows.at(a);
  }
}

class SetWithTwo extends RegisteredSet {
  readonly #rows: Rows;
  readonly #firstRadix: number;
  readonly #firstAbsent: number;
  readonly #secondRadix: number;
  readonly #secondAbsent: number;

  constructor(rows: Rows, onClose: () => void, [first = NONE, second = NONE]: readonly Digit[]) {
    super(onClose);
    this.#rows = rows;
    this.#firstRadix = first.radix;
    this.#firstAbsent = first.absent;
    this.#secondRadix = second.radix;
    this.#secondAbsent = second.absent;
  }

  with(first: ValueIndex, second: ValueIndex): View {
    const a = first === undefined ? this.#firstAbsent : first;
    const b = second === undefined ? this.#secondAbsent : second;
    if (typeof a !== "number" || a >>> 0 !== a || a >= this.#firstRadix) return this.#rows.unknown();
    if (typeof b !== "number" || b >>> 0 !== b || b >= this.#secondRadix) return this.#rows.unknown();
    return this.#rows.at(a + this.#firstRadix * b);
  }
}

class SetWithMany extends RegisteredSet {
  readonly #rows: Rows;
  readonly #digits: readonly Digit[];

  constructor(rows: Rows, onClose: () => void, digits: readonly Digit[]) {
    super(onClose);
    this.#rows = rows;
    this.#digits = digits;
  }

  // Named parameters, since a rest parameter would allocate an array for each call.
  with(
    a: ValueIndex,
    b: ValueIndex,
    c: ValueIndex,
    d: ValueIndex,
    e: ValueIndex,
    f: ValueIndex,
    g: ValueIndex,
    h: ValueIndex,
  ): View {
    const digits = this.#digits, count = digits.length;
    let tuple = part(digits[0], a) + part(digits[1], b) + part(digits[2], c);
    if (count > 3) tuple += part(digits[3], d);
    if (count > 4) tuple += part(digits[4], e);
    if (count > 5) tuple += part(digits[5], f);
    if (count > 6) tuple += part(digits[6], g);
    if (count > 7) tuple += part(digits[7], h);
    // One index that isn't the attribute's makes the whole NaN.
    return tuple >= 0 ? this.#rows.at(tuple) : this.#rows.unknown();
  }
}

function part(digit: Digit = NONE, index: ValueIndex): number {
  const value = index === undefined ? digit.absent : index;
  return typeof value === "number" && value >>> 0 === value && value < digit.radix
    ? value * digit.weight
    : NaN;
}

/** Makes the object that a program records with. */
export function metricSet<Instruments, Measurement extends readonly ValueIndex[], Registration, Entity>(
  { descriptor, layout }: MetricSetDefinition<Instruments, Measurement, Registration, Entity>,
  rows: Rows,
  onClose: () => void,
): MetricSet<Instruments, Measurement> {
  let weight = 1;
  const digits = descriptor.attributes.measurement.map(({ optional = false }, i): Digit => {
    const radix = layout.radix[i] ?? 1, digit = { radix, absent: optional ? radix - 1 : -1, weight };
    weight *= radix;
    return digit;
  });
  const kinds = [PlainSet, SetWithOne, SetWithTwo];
  const Kind = kinds[digits.length] ?? SetWithMany;
  const set: unknown = new Kind(rows, onClose, digits);
  // The fields' names and kinds come from the descriptor, of which `Instruments` is the type: the compiler can't
  // follow that through a loop over its fields.
  return set as MetricSet<Instruments, Measurement>;
}
