/** Places that a new table has; a power of two. */
const FIRST_CAPACITY = 16;

/** What stands in the place of a low number where there is nothing. */
const NOTHING = -1;

/**
 * Finds what belongs to a tuple of attribute indices, that is to two numbers below 2^31: open addressing, linear
 * probing, at most half full.
 */
export class TupleTable<Value> {
  #lows = new Int32Array(FIRST_CAPACITY).fill(NOTHING);
  #highs = new Int32Array(FIRST_CAPACITY);
  #values: (Value | undefined)[] = new Array<undefined>(FIRST_CAPACITY).fill(undefined);
  #mask = FIRST_CAPACITY - 1;
  #size = 0;

  /** What belongs to a tuple. Allocates nothing. */
  get(low: number, high: number): Value | undefined {
    const lows = this.#lows, mask = this.#mask;
    for (let place = hash(low, high) & mask;; place = (place + 1) & mask) {
      const found = lows[place];
      if (found === low && this.#highs[place] === high) return this.#values[place];
      if (found === NOTHING) return undefined;
    }
  }

  /** Adds a tuple that isn't there. */
  add(low: number, high: number, value: Value): void {
    if (++this.#size * 2 > this.#lows.length) this.#grow();
    this.#put(low, high, value);
  }

  #put(low: number, high: number, value: Value | undefined): void {
    let place = hash(low, high) & this.#mask;
    while (this.#lows[place] !== NOTHING) place = (place + 1) & this.#mask;
    this.#lows[place] = low;
    this.#highs[place] = high;
    this.#values[place] = value;
  }

  #grow(): void {
    const lows = this.#lows, highs = this.#highs, values = this.#values, capacity = lows.length * 2;
    this.#lows = new Int32Array(capacity).fill(NOTHING);
    this.#highs = new Int32Array(capacity);
    this.#values = new Array<undefined>(capacity).fill(undefined);
    this.#mask = capacity - 1;
    lows.forEach((low, place) => {
      if (low !== NOTHING) this.#put(low, highs[place] ?? 0, values[place]);
    });
  }
}

/** Mixes all bits into the low ones. */
function hash(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
