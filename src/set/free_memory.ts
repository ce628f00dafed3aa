/** No piece, and the end of a list: never the first unit of a piece. */
const NONE = 0;

/**
 * Which of a run of units are free. What is given back is merged with its free neighbours, so that it serves any
 * size. All that is known of the units stands here, not in them.
 *
 * A *piece* is free units side by side whose neighbours are taken. Pieces stand in lists by size, eight lists for
 * each power of two. A size that is asked for is rounded up to the smallest size of a list, so that every piece of
 * that list and of the higher ones is large enough: at most an eighth is taken in excess, and nothing for sizes up to
 * sixteen. The cost depends on the number of lists, which is some hundred, and not on the number of pieces.
 */
export class FreeMemory {
  /** For each first and each last unit of a piece, the piece's size; 0 for all other units. */
  readonly #sizes: Int32Array;
  /** For each first unit of a piece, its neighbours in the list: their first units, or `NONE`. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** The first piece of each list, or `NONE`. */
  readonly #lists: Int32Array;
  #size = 0;

  /** The `size` units from `first` on are free. The unit 0 never is. */
  constructor(first: number, size: number) {
    const end = first + size;
    // Memory that nothing was written to takes no room, so what stands here follows what is in use. The unit after
    // the last is one that is taken.
    this.#sizes = new Int32Array(end + 1);
    this.#next = new Int32Array(end);
    this.#previous = new Int32Array(end);
    this.#lists = new Int32Array(listOf(size) + 1);
    this.#insert(first, size);
  }

  /** How many units are free, in however many pieces. */
  get size(): number {
    return this.#size;
  }

  /** Takes `size` units, one at least, that lie side by side: the first of them; `undefined` when there are none. */
  take(size: number): number | undefined {
    // Also keeps sizes beyond 2^32 from the arithmetic of lists.
    if (size > this.#size) return undefined;
    const taken = roundUp(size);
    for (let list = listOf(taken); list < this.#lists.length; list++) {
      const first = this.#lists[list] ?? NONE;
      if (first === NONE) continue;
      const found = this.#remove(first);
      if (found > taken) this.#insert(first + taken, found - taken);
      return first;
    }
    return undefined;
  }

  /** Gives back what {@linkcode take} returned for the same size. */
  give(first: number, size: number): void {
    const given = roundUp(size), end = first + given;
    const before = this.#sizes[first - 1] ?? 0, after = this.#sizes[end] ?? 0;
    if (before > 0) this.#remove(first - before);
    if (after > 0) this.#remove(end);
    this.#insert(first - before, before + given + after);
  }

  #insert(first: number, size: number): void {
    const list = listOf(size), next = this.#lists[list] ?? NONE;
    this.#sizes[first] = size;
    this.#sizes[first + size - 1] = size;
    this.#next[first] = next;
    this.#previous[first] = NONE;
    if (next !== NONE) this.#previous[next] = first;
    this.#lists[list] = first;
    this.#size += size;
  }

  /** Takes a piece out of its list; its size. */
  #remove(first: number): number {
    const size = this.#sizes[first] ?? 0, next = this.#next[first] ?? NONE;
    const previous = this.#previous[first] ?? NONE;
    if (previous === NONE) this.#lists[listOf(size)] = next;
    else this.#next[previous] = next;
    if (next !== NONE) this.#previous[next] = previous;
    this.#sizes[first] = 0;
    this.#sizes[first + size - 1] = 0;
    this.#size -= size;
    return size;
  }
}

/** How many of a size's low bits don't count: all but the four highest. */
function spareBits(size: number): number {
  return Math.max(0, 28 - Math.clz32(size));
}

/** The smallest size of a list that is not less than `size`. */
function roundUp(size: number): number {
  const step = 2 ** spareBits(size);
  return Math.ceil(size / step) * step;
}

/** The list of the pieces of a size. */
function listOf(size: number): number {
  const spare = spareBits(size);
  return spare * 8 + (size >>> spare);
}
