import { type Code, CODES, type Level } from "./codes.ts";
import type { Place } from "./document.ts";
import { nearest } from "./nearest.ts";
import { maskInvisible, quote } from "./printable.ts";
import type { Position, SourceText } from "./source_text.ts";

/** One problem of a schema. */
export interface Diagnostic extends Position {
  /** The stable code of what is wrong. */
  readonly code: Code;
  /** That of its code, or a milder one where the same is no error. */
  readonly level: Level;
  /** The file, as it was named to the compiler. */
  readonly file: string;
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** What would be right there. */
  readonly expected?: string;
  /** The valid name that is nearest to the wrong one. */
  readonly suggestion?: string;
  /** The source line, or what is around the place if it is long, with characters that can't be seen masked. */
  readonly excerpt: string;
  /** The place's index in the excerpt. */
  readonly caret: number;
}

/** How a problem could be put right. */
export interface Hint {
  readonly expected?: string;
  /** A wrong name, and the names that were possible in its place. */
  readonly wrong?: string;
  readonly names?: Iterable<string>;
  /** What to write instead, where no search is needed to find it. */
  readonly suggestion?: string;
  /** How grave it is, where that isn't what its code says. */
  readonly level?: Level;
}

/** A report longer than this helps nobody, and a hostile file could make one of any length. */
const MOST: Readonly<Record<Level, number>> = { error: 1_000, warning: 10_000 };

/** Beyond so many problems no more nearest names are searched: the search is the one costly part of a report. */
const MOST_SUGGESTIONS = 200;

/** The problems that one run has found. */
export class Problems {
  readonly #found: Diagnostic[] = [];
  readonly #counts: Record<Level, number> = { error: 0, warning: 0 };
  readonly #warnsOf: (file: string) => boolean;

  /** @param warnsOf Whether warnings of a file, by its name, are taken; errors always are. */
  constructor(warnsOf: (file: string) => boolean = () => true) {
    this.#warnsOf = warnsOf;
  }

  /** How many were found, of both levels. */
  get count(): number {
    return this.#found.length;
  }

  /** How many keep the schema from being used. */
  get errorCount(): number {
    return this.#counts.error;
  }

  get warningCount(): number {
    return this.#counts.warning;
  }

  /** Whether no more errors are taken: a thousand were found. */
  get isFull(): boolean {
    return this.#counts.error >= MOST.error;
  }

  /** Reports a problem with the value at a place, or with its key. */
  add(code: Code, place: Place, message: string, hint: Hint = {}, on: "key" | "value" = "value"): void {
    const { document, path } = place;
    if (this.#isRefused(levelOf(code, hint), document.source)) return;
    this.addAt(code, document.source, document.offsetOf(path, on), message, hint);
  }

  /** Reports a problem at an offset of a text. The cost doesn't depend on the text's length. */
  addAt(code: Code, source: SourceText, offset: number, message: string, hint: Hint = {}): void {
    const level = levelOf(code, hint);
    if (this.#isRefused(level, source)) return;
    this.#counts[level]++;
    if (this.#isFull(level)) {
      code = "PC102";
      message = `more than ${MOST[level] - 1} ${
        level === "error" ? "problems" : "warnings"
      }: the others are left out`;
      hint = {};
    }
    const { wrong, names, expected } = hint;
    const search = wrong !== undefined && names !== undefined && this.#found.length < MOST_SUGGESTIONS;
    const suggestion = search ? nearest(wrong, names) : hint.suggestion;
    this.#found.push({
      code,
      level,
      file: source.file,
      ...source.positionAt(offset),
      message,
      ...(expected === undefined ? {} : { expected }),
      ...(suggestion === undefined ? {} : { suggestion }),
      ...source.excerptAt(offset),
    });
  }

  #isRefused(level: Level, { file }: SourceText): boolean {
    return this.#isFull(level) || (level === "warning" && !this.#warnsOf(file));
  }

  #isFull(level: Level): boolean {
    return this.#counts[level] >= MOST[level];
  }

  /** All of them, by file and place. */
  sorted(): readonly Diagnostic[] {
    return this.#found.toSorted(byPlace);
  }
}

function levelOf(code: Code, { level = CODES[code].level }: Hint): Level {
  return level;
}

/** The order of two texts by UTF-16 units: the same everywhere, whatever the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order in which problems are told: by file and place. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.code, b.code);
}

/**
 * A problem as text for people: where it is, the source line with a caret under the place, and what was expected.
 *
 *     shop.yaml:3:12: error PC107: "stabel" isn't one of the allowed values
 *       3 |     stability: stabel
 *         |                ^
 *         = expected development, alpha, beta, release_candidate or stable; did you mean "stable"?
 */
export function formatDiagnostic(problem: Diagnostic): string {
  const { file, line, column, level, code, message, excerpt, caret } = problem;
  const margin = " ".repeat(String(line).length);
  const help = helpOf(problem);
  // There is no line to show of a file that could not be read, or that is empty.
  const source = excerpt === "" ? [] : [`  ${line} | ${excerpt}`, `  ${margin} | ${" ".repeat(caret)}^`];
  return [
    `${maskInvisible(file)}:${line}:${column}: ${level} ${code}: ${message}`,
    ...source,
    ...(help.length > 0 ? [`  ${margin} = ${help.join("; ")}`] : []),
  ].join("\n");
}

/** How a problem could be put right, in words. */
export function helpOf({ expected, suggestion }: Diagnostic): readonly string[] {
  return [
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(suggestion === undefined ? [] : [`did you mean ${quote(suggestion)}?`]),
  ];
}
