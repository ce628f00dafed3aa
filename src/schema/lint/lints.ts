import type { Code } from "../codes.ts";
import type { Hint, Problems } from "../diagnostic.ts";
import type { Place } from "../document.ts";
import { Exceptions, type Policy } from "./exceptions.ts";
import { placeOf, type Subject } from "./subjects.ts";

/** How a lint is reported, besides its message. */
export interface LintHint extends Hint {
  /** Whose exceptions count besides the subject's own. */
  readonly others?: Subject["owners"];
  /** The checks of Weaver's that the lint follows. */
  readonly policies?: readonly Policy[];
}

/** Takes what the lints find, unless an exception silences it. */
export class Lints {
  readonly #problems: Problems;
  readonly #exceptions: Exceptions;

  constructor(problems: Problems, exceptions: Exceptions) {
    this.#problems = problems;
    this.#exceptions = exceptions;
  }

  /** Reports something of a subject at a place. Whether it is reported: `false` if an exception silences it. */
  add(
    code: Code,
    { owners, isForeign }: Subject,
    place: Place,
    message: string,
    hint: LintHint = {},
  ): boolean {
    const { others = [], policies = [], ...rest } = hint;
    if (isForeign || this.#exceptions.silence(code, [...owners, ...others], policies)) return false;
    this.#problems.add(code, place, message, rest);
    return true;
  }

  /** Reports something of a subject's name. */
  addToName(code: Code, subject: Subject, message: string, hint: LintHint = {}): boolean {
    return this.add(code, subject, placeOf(subject.definition, subject.nameKeys), message, hint);
  }
}
