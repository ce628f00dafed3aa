import type { BucketInstruments, Buckets } from "./buckets.ts";
import type { MetricSetDefinition } from "./define.ts";

/**
 * A registered metric set. Without measurement attributes its fields are the instruments themselves; with them,
 * `with(…)` gives the instruments of one tuple of attribute values, as an object that may be kept.
 */
export type MetricSet<Instruments, Measurement extends readonly number[]> =
  & (Measurement extends readonly [] ? Instruments : Labelled<Instruments, Measurement>)
  & Closable;

/** A set whose instruments depend on attribute values that are given with each recording. */
export interface Labelled<Instruments, Measurement extends readonly number[]> {
  /**
   * The instruments for these attribute values, given as indices of their enumerations. Costs a multiplication
   * and a load for each attribute; allocates at the first call for a tuple alone. An index that isn't one of the
   * attribute's gives instruments that record nothing, and is counted.
   */
  with(...indices: Measurement): Instruments;
}

/** What every registered set can do. */
export interface Closable {
  /**
   * Ends the registration: what was recorded is flushed exactly once, and the lanes are free for other sets.
   * Recordings made afterwards reach nobody.
   */
  close(): void;
}

abstract class RegisteredSet implements Closable {
  protected readonly buckets: Buckets;
  readonly #onClose: () => void;

  constructor(buckets: Buckets, onClose: () => void) {
    this.buckets = buckets;
    this.#onClose = onClose;
  }

  close(): void {
    this.#onClose();
  }
}

/** Without measurement attributes: one bucket, its instruments are properties of the set. */
class PlainSet extends RegisteredSet {
  constructor(buckets: Buckets, onClose: () => void) {
    super(buckets, onClose);
    Object.assign(this, buckets.at(0));
  }
}

// An index must be checked against its own attribute's values: one too large would name another tuple's bucket.

class SetWithOne extends RegisteredSet {
  with(index: number): BucketInstruments {
    return this.buckets.at(index);
  }
}

class SetWithTwo extends RegisteredSet {
  readonly #first: number;
  readonly #second: number;

  constructor(buckets: Buckets, onClose: () => void, radix: readonly number[]) {
    super(buckets, onClose);
    [this.#first = 1, this.#second = 1] = radix;
  }

  with(first: number, second: number): BucketInstruments {
    if (!(first < this.#first && second < this.#second && first >= 0)) return this.buckets.unknown();
    return this.buckets.at(first + this.#first * second);
  }
}

class SetWithMany extends RegisteredSet {
  readonly #radix: readonly number[];

  constructor(buckets: Buckets, onClose: () => void, radix: readonly number[]) {
    super(buckets, onClose);
    this.#radix = radix;
  }

  with(...indices: readonly number[]): BucketInstruments {
    let bucket = 0, weight = 1;
    for (let i = 0; i < this.#radix.length; i++) {
      const index = indices[i] ?? NaN, values = this.#radix[i] ?? 0;
      if (!(index >= 0 && index < values)) return this.buckets.unknown();
      bucket += weight * index;
      weight *= values;
    }
    return this.buckets.at(bucket);
  }
}

/** Makes the object that a program records with. */
export function metricSet<Instruments, Measurement extends readonly number[], Registration, Entity>(
  definition: MetricSetDefinition<Instruments, Measurement, Registration, Entity>,
  buckets: Buckets,
  onClose: () => void,
): MetricSet<Instruments, Measurement> {
  const { radix } = definition.layout;
  const kinds = [PlainSet, SetWithOne, SetWithTwo];
  const Kind = kinds[radix.length] ?? SetWithMany;
  const set: unknown = new Kind(buckets, onClose, radix);
  // The fields' names and kinds come from the descriptor, of which `Instruments` is the type: the compiler can't
  // follow that through a loop over its fields.
  return set as MetricSet<Instruments, Measurement>;
}
