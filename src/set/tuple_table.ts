/** Places that a new table has; a power of two. */
const FIRST_CAPACITY = 16;

/**
 * Finds what belongs to a number: open addressing, linear probing, at most half full. The numbers are the tuples of
 * attribute values of a set, as mixed-radix numbers below 2^53.
 */
export class TupleTable<Value> {
  #keys = new Float64Array(FIRST_CAPACITY).fill(-1);
  #values: (Value | undefined)[] = new Array<undefined>(FIRST_CAPACITY).fill(undefined);
  #mask = FIRST_CAPACITY - 1;
  #size = 0;

  /** What belongs to a tuple. Allocates nothing. */
  get(tuple: number): Value | undefined {
    for (let place = hash(tuple) & this.#mask;; place = (place + 1) & this.#mask) {
      const key = this.#keys[place];
      if (key === tuple) return this.#values[place];
      if (key === -1) return undefined;
    }
  }

  /** Adds a tuple that isn't there. */
  add(tuple: number, value: Value): void {
    if (++this.#size * 2 > this.#keys.length) this.#grow();
    this.#put(tuple, value);
  }

  #put(tuple: number, value: Value | undefined): void {
    let place = hash(tuple) & this.#mask;
    while (this.#keys[place] !== -1) place = (place + 1) & this.#mask;
    this.#keys[place] = tuple;
    this.#values[place] = value;
  }

  #grow(): void {
    const keys = this.#keys, values = this.#values, capacity = keys.length * 2;
    this.#keys = new Float64Array(capacity).fill(-1);
    this.#values = new Array<undefined>(capacity).fill(undefined);
    this.#mask = capacity - 1;
    keys.forEach((key, place) => {
      if (key !== -1) this.#put(key, values[place]);
    });
  }
}

/** Mixes all 53 bits into the low ones. */
function hash(tuple: number): number {
  const high = (tuple / 2 ** 32) | 0;
  const mixed = Math.imul((tuple | 0) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
