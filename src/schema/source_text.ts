import { maskInvisible } from "./printable.ts";

/** A place in a text, counted from one; columns count UTF-16 units, as editors do. */
export interface Position {
  /** From one. */
  readonly line: number;
  /** From one, in UTF-16 units. */
  readonly column: number;
}

const WIDEST_EXCERPT = 120;

/** The text of one schema file, and where its lines begin. */
export class SourceText {
  /** The file's name as messages give it. */
  readonly file: string;
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#starts = [0, ...Array.from(text.matchAll(/\n/g), (match) => match.index + 1)];
  }

  /** Where a line begins, counted from zero; the text's end for the line behind the last one. */
  #startOf(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  positionAt(offset: number): Position {
    let low = 0, high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#startOf(middle) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#startOf(low) + 1 };
  }

  /**
   * The line that holds an offset, or what is around the offset if the line is long, with characters that can't
   * be seen masked; and the offset's index in it.
   */
  excerptAt(offset: number): { readonly excerpt: string; readonly caret: number } {
    const { line, column } = this.positionAt(offset);
    const first = offset - column + 1;
    const end = this.#startOf(line);
    const start = Math.max(first, Math.min(offset - WIDEST_EXCERPT / 2, end - WIDEST_EXCERPT));
    const excerpt = this.text.slice(start, Math.min(end, start + WIDEST_EXCERPT));
    return { excerpt: maskInvisible(excerpt.trimEnd()), caret: offset - start };
  }
}
