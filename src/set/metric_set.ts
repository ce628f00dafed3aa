import type { MetricSetDefinition } from "./define.ts";
import type { Digit } from "./tuple_code.ts";
import type { Rows } from "./rows.ts";
import type { TupleTable } from "./tuple_table.ts";
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
    Object.assign(this, rows.at(0, 0));
  }
}

const NONE: Digit = { radix: 1, absent: 0, weight: 1 };

// As a constant of this module, a call of it is a multiplication.
const imul = Math.imul;

// An index must be checked against its own attribute's values: one too large would name another tuple's row. The
// parts of a digit are fields of their own: objects, or an array of them, make `with()` take twice as long. So does a
// function that is too long to be inlined, as one for eight attributes would be.

/** One attribute, dense storage. */
class SetWithOne extends RegisteredSet {
  readonly #rows: Rows;
  readonly #dense: readonly (View | undefined)[];
  readonly #radix: number;
  readonly #absent: number;

  constructor(rows: Rows, onClose: () => void, [{ radix, absent } = NONE]: readonly Digit[]) {
    super(onClose);
    this.#rows = rows;
    this.#dense = rows.dense;
    this.#radix = radix;
    this.#absent = absent;
  }

  with(first: ValueIndex): View {
    const a = first === undefined ? this.#absent : first;
    if (typeof a !== "number" || (a | 0) !== a || a < 0 || a >= this.#radix) return this.#rows.unknown();
    const view = a < this.#dense.length ? this.#dense[a] : undefined;
    return view ?? this.#rows.at(a, 0);
  }
}

/** Two attributes, dense storage. */
class SetWithTwo extends RegisteredSet {
  readonly #rows: Rows;
  readonly #dense: readonly (View | undefined)[];
  readonly #firstRadix: number;
  readonly #firstAbsent: number;
  readonly #secondRadix: number;
  readonly #secondAbsent: number;

  constructor(rows: Rows, onClose: () => void, [first = NONE, second = NONE]: readonly Digit[]) {
    super(onClose);
    this.#rows = rows;
    this.#dense = rows.dense;
    this.#firstRadix = first.radix;
    this.#firstAbsent = first.absent;
    this.#secondRadix = second.radix;
    this.#secondAbsent = second.absent;
  }

  with(first: ValueIndex, second: ValueIndex): View {
    const a = first === undefined ? this.#firstAbsent : first;
    const b = second === undefined ? this.#secondAbsent : second;
    if (
      typeof a !== "number" || typeof b !== "number" || (a | 0) !== a || (b | 0) !== b || (a | b) < 0 ||
      a >= this.#firstRadix || b >= this.#secondRadix
    ) return this.#rows.unknown();
    const tuple = a + imul(this.#firstRadix, b);
    const view = tuple < this.#dense.length ? this.#dense[tuple] : undefined;
    return view ?? this.#rows.at(tuple, 0);
  }
}

/** Any number of attributes and any storage. */
class SetWithMany extends RegisteredSet {
  readonly #rows: Rows;
  readonly #table: TupleTable<View> | undefined;
  // The radix of each attribute, and what absence counts as.
  readonly #ra: number;
  readonly #rb: number;
  readonly #rc: number;
  readonly #rd: number;
  readonly #re: number;
  readonly #rf: number;
  readonly #rg: number;
  readonly #rh: number;
  readonly #aa: number;
  readonly #ab: number;
  readonly #ac: number;
  readonly #ad: number;
  readonly #ae: number;
  readonly #af: number;
  readonly #ag: number;
  readonly #ah: number;

  constructor(rows: Rows, onClose: () => void, digits: readonly Digit[]) {
    super(onClose);
    this.#rows = rows;
    this.#table = rows.table;
    const [a = NONE, b = NONE, c = NONE, d = NONE, e = NONE, f = NONE, g = NONE, h = NONE] = digits;
    [this.#ra, this.#rb, this.#rc, this.#rd] = [a.radix, b.radix, c.radix, d.radix];
    [this.#re, this.#rf, this.#rg, this.#rh] = [e.radix, f.radix, g.radix, h.radix];
    [this.#aa, this.#ab, this.#ac, this.#ad] = [a.absent, b.absent, c.absent, d.absent];
    [this.#ae, this.#af, this.#ag, this.#ah] = [e.absent, f.absent, g.absent, h.absent];
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
    const low = this.#low(
      a === undefined ? this.#aa : a,
      b === undefined ? this.#ab : b,
      c === undefined ? this.#ac : c,
      d === undefined ? this.#ad : d,
    );
    const high = this.#high(
      e === undefined ? this.#ae : e,
      f === undefined ? this.#af : f,
      g === undefined ? this.#ag : g,
      h === undefined ? this.#ah : h,
    );
    if ((low | high) < 0) return this.#rows.unknown();
    return this.#table?.get(low, high) ?? this.#rows.at(low, high);
  }

  /** The number of the first four indices; -1 when one isn't its attribute's. */
  #low(a: number, b: number, c: number, d: number): number {
    if (typeof a !== "number" || typeof b !== "number" || typeof c !== "number" || typeof d !== "number") {
      return -1;
    }
    if ((a | 0) !== a || (b | 0) !== b || (c | 0) !== c || (d | 0) !== d || (a | b | c | d) < 0) return -1;
    if (a >= this.#ra || b >= this.#rb || c >= this.#rc || d >= this.#rd) return -1;
    return a + imul(this.#ra, b + imul(this.#rb, c + imul(this.#rc, d)));
  }

  /** The same of the others. */
  #high(e: number, f: number, g: number, h: number): number {
    if (typeof e !== "number" || typeof f !== "number" || typeof g !== "number" || typeof h !== "number") {
      return -1;
    }
    if ((e | 0) !== e || (f | 0) !== f || (g | 0) !== g || (h | 0) !== h || (e | f | g | h) < 0) return -1;
    if (e >= this.#re || f >= this.#rf || g >= this.#rg || h >= this.#rh) return -1;
    return e + imul(this.#re, f + imul(this.#rf, g + imul(this.#rg, h)));
  }
}

/** Makes the object that a program records with. */
export function metricSet<Instruments, Measurement extends readonly ValueIndex[], Registration, Entity>(
  { layout }: MetricSetDefinition<Instruments, Measurement, Registration, Entity>,
  rows: Rows,
  onClose: () => void,
): MetricSet<Instruments, Measurement> {
  const { digits, table } = layout;
  const Kind = table ? SetWithMany : [PlainSet, SetWithOne, SetWithTwo][digits.length] ?? SetWithMany;
  const set: unknown = new Kind(rows, onClose, digits);
  // The fields' names and kinds come from the descriptor, of which `Instruments` is the type: the compiler can't
  // follow that through a loop over its fields.
  return set as MetricSet<Instruments, Measurement>;
}
