import type { Place } from "./document.ts";
import type { Problems } from "./diagnostic.ts";

/** A hundred times as many as the official registry has. */
const MOST_USES = 500_000;

/**
 * Counts the attributes that all definitions have, also those that they take from groups and from what they refine: with
 * a group of a thousand attributes and ten thousand events that refer to it, a small file has ten million.
 */
export class UseLimit {
  readonly #problems: Problems;
  #uses = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  get isExceeded(): boolean {
    return this.#uses > MOST_USES;
  }

  /** Counts attributes. False, and a problem the first time, if they are too many. */
  take(uses: number, place: Place): boolean {
    if (this.isExceeded) return false;
    this.#uses += uses;
    if (!this.isExceeded) return true;
    const message = `definitions have more than ${MOST_USES} attributes together`;
    this.#problems.add("PC102", place, message, { expected: "fewer of them, or smaller groups" });
    return false;
  }
}
