import { quote } from "./printable.ts";
import { METRIC_ATOMS, OTHER_ATOMS, PREFIXES } from "./unit_atoms.ts";

/** One term of a unit: `ms`, `10`, `{request}`. */
export interface UnitTerm {
  /** `m` of `ms`; empty where there is none. */
  readonly prefix: string;
  /** `s` of `ms`; empty for a number and for an annotation alone. */
  readonly atom: string;
  /** Where it begins. */
  readonly offset: number;
  /** What stands in braces behind it or in place of it, and where: the brace's offset. */
  readonly annotation?: { readonly text: string; readonly offset: number };
}

/** Why a text is no unit. */
export interface UnitProblem {
  readonly offset: number;
  /** In a sentence without a full stop. */
  readonly reason: string;
}

/** A unit's terms in their order, or why it is none. */
export type ParsedUnit =
  | { readonly terms: readonly UnitTerm[]; readonly problem?: undefined }
  | { readonly terms?: undefined; readonly problem: UnitProblem };

/** Parentheses nest in a unit; the limit keeps the parser on the stack. Exporters cut or refuse what is longer than 63. */
const LONGEST = 255;

/** Letters and what else an atom is made of; in brackets also digits, points and slashes. */
const SYMBOL = /(?:\[[!-Z\\^-z|~]*\]|[A-Za-z%'_])+/y;
const POWER_OF_TEN = /10[*^]/y;
const NUMBER = /[0-9]+/y;
const EXPONENT = /[+-]?[0-9]+/y;
/** Any visible ASCII character but braces. */
const ANNOTATION = /\{[!-z|~]*\}/y;

class UnitError extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

/** The grammar of UCUM, section 2: terms joined by `.` and `/`, in parentheses or not. */
class UnitParser {
  readonly terms: UnitTerm[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): void {
    this.#take("/");
    this.#term();
    if (this.#at < this.#text.length) throw this.#unexpected();
  }

  #term(): void {
    do this.#component(); while (this.#take(".") || this.#take("/"));
  }

  #component(): void {
    const offset = this.#at;
    if (this.#take("(")) {
      this.#term();
      if (!this.#take(")")) throw this.#unexpected(`a "(" without its ")"`, offset);
      return;
    }
    let symbol = this.#match(POWER_OF_TEN);
    if (symbol === undefined && this.#match(NUMBER) !== undefined) {
      this.terms.push({ prefix: "", atom: "", offset });
      return;
    }
    symbol ??= this.#match(SYMBOL) ?? "";
    const parts = symbol === "" ? { prefix: "", atom: "" } : partsOf(symbol);
    if (parts === undefined) throw new UnitError(offset, `${quote(symbol)} is no unit of UCUM`);
    if (symbol !== "") this.#match(EXPONENT);
    const begin = this.#at;
    const braces = this.#match(ANNOTATION);
    if (symbol === "" && braces === undefined) throw this.#unexpected();
    const annotation = braces === undefined
      ? {}
      : { annotation: { text: braces.slice(1, -1), offset: begin } };
    this.terms.push({ ...parts, offset, ...annotation });
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #unexpected(reason?: string, offset = this.#at): UnitError {
    const at = this.#at, character = this.#text[at];
    if (character === undefined) return new UnitError(offset, reason ?? "a unit is missing at the end");
    if (character === "{" && this.#match(ANNOTATION) === undefined) {
      return new UnitError(at, `a "{" without its "}", or a character between them that may not be there`);
    }
    const before = at === 0 ? "at the beginning" : `behind ${quote(this.#text.slice(0, at))}`;
    return new UnitError(at, `${quote(character)} can't stand ${before}`);
  }
}

/** The prefix and the atom of a symbol; `undefined` if there are none. */
function partsOf(symbol: string): { readonly prefix: string; readonly atom: string } | undefined {
  if (METRIC_ATOMS.has(symbol) || OTHER_ATOMS.has(symbol)) return { prefix: "", atom: symbol };
  for (const length of [1, 2]) {
    const prefix = symbol.slice(0, length), atom = symbol.slice(length);
    if (PREFIXES.has(prefix) && METRIC_ATOMS.has(atom)) return { prefix, atom };
  }
  return undefined;
}

/**
 * Reads a unit of the Unified Code for Units of Measure in its case-sensitive form, with annotations in braces:
 * `By/s`, `{request}`, `10*3/uL`. Takes time linear in the text.
 */
export function parseUnit(text: string): ParsedUnit {
  if (text === "") return { problem: { offset: 0, reason: "there is no unit" } };
  if (text.length > LONGEST) {
    return { problem: { offset: 0, reason: `it is longer than ${LONGEST} characters` } };
  }
  const parser = new UnitParser(text);
  try {
    parser.parse();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { problem: { offset: error.offset, reason: error.message } };
  }
  return { terms: parser.terms };
}
