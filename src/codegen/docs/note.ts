import { escapeInvisible } from "../../schema/mod.ts";
import { inline } from "./inline.ts";

/** Containers in containers beyond this are text: nobody writes so, and each costs a pass over its lines. */
const DEEPEST = 6;

/** A list that begins higher would get numbers that are no list's any more (CommonMark, "List items"). */
const HIGHEST = 1_000_000;

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const HEADING = /^ {0,3}#{1,6}(?: |$)/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( +(?=\S)|$)/;
const BREAK = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const UNDERLINE = /^ {0,3}(?:=+|-+) *$/;
const DELIMITER = /^:?-+:?$/;
const ALERT = /^\[!(note|tip|important|warning|caution)\] *$/i;

/** Lines of Markdown, and whether they are a list, or a paragraph. */
interface Block {
  readonly kind: "list" | "paragraph" | "other";
  readonly lines: readonly string[];
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}

/** The cells of a table's row. A bar in a cell is escaped, also in code (GitHub, "Tables"). */
function cellsOf(row: string): readonly string[] {
  const cells = row.trim().replace(/^\|/, "").split(/(?<!\\)\|/);
  if (cells.length > 1 && isBlank(cells.at(-1) ?? "")) cells.pop();
  return cells.map((cell) => cell.replaceAll("\\|", "|").trim());
}

/** Whether a table begins with these two lines. */
function isTable(header: string, delimiters = ""): boolean {
  if (!header.includes("|") || !delimiters.includes("|")) return false;
  const cells = cellsOf(delimiters);
  return cells.every((cell) => DELIMITER.test(cell)) && cellsOf(header).length === cells.length;
}

/** Whether a line begins something even if it stands right behind a paragraph's. */
function isBeginning(line: string, next: string | undefined): boolean {
  const [, , marker = "", space = ""] = ITEM.exec(line) ?? [];
  const isItem = space !== "" && (marker.length === 1 || Number.parseInt(marker, 10) === 1);
  return isItem || FENCE.test(line) || HEADING.test(line) || QUOTE.test(line) || BREAK.test(line) ||
    isTable(line, next);
}

/** Reads the blocks of a note and writes each of them so that it ends where it ends. */
class NoteReader {
  readonly #lines: readonly string[];
  readonly #depth: number;
  #index = 0;

  constructor(lines: readonly string[], depth: number) {
    this.#lines = lines;
    this.#depth = depth;
  }

  blocks(): readonly Block[] {
    const blocks: Block[] = [];
    while (this.#index < this.#lines.length) {
      const block = this.#block();
      if (block !== undefined && block.lines.length > 0) blocks.push(block);
    }
    return blocks;
  }

  #line(index = this.#index): string {
    return this.#lines[index] ?? "";
  }

  #block(): Block | undefined {
    const line = this.#line();
    if (isBlank(line) || BREAK.test(line)) {
      this.#index++;
      return undefined;
    }
    if (HEADING.test(line)) {
      this.#index++;
      return paragraphOf([line.replace(HEADING, "").trim().replace(/(?<![^ ])#+$/, "")], "**");
    }
    if (FENCE.test(line)) return this.#fence();
    if (isTable(line, this.#lines[this.#index + 1])) return this.#table();
    if (this.#depth < DEEPEST) {
      if (QUOTE.test(line)) return this.#quote();
      if (ITEM.test(line)) return this.#list();
    }
    return this.#paragraph();
  }

  #fence(): Block {
    const [open = "", fence = ""] = FENCE.exec(this.#line()) ?? [];
    const margin = open.length - fence.length;
    const inner: string[] = [];
    const end = new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},} *$`);
    for (this.#index++; this.#index < this.#lines.length; this.#index++) {
      const line = this.#line();
      if (end.test(line)) break;
      inner.push(line.replace(new RegExp(`^ {0,${margin}}`), ""));
    }
    this.#index++;
    return codeOf(inner);
  }

  #table(): Block {
    const header = cellsOf(this.#line());
    const rows: (readonly string[])[] = [];
    for (this.#index += 2; this.#index < this.#lines.length; this.#index++) {
      const line = this.#line();
      if (isBlank(line) || isBeginning(line, undefined)) break;
      rows.push(cellsOf(line));
    }
    const rowOf = (cells: readonly string[]) =>
      `| ${header.map((_, column) => inline(cells[column] ?? "", "cell")).join(" | ")} |`;
    return {
      kind: "other",
      lines: [rowOf(header), `|${" --- |".repeat(header.length)}`, ...rows.map(rowOf)],
    };
  }

  /** Whether a line that isn't marked as its container's goes on with the container's last paragraph. */
  #isLazy(inner: readonly string[]): boolean {
    const line = this.#line();
    return !isBlank(line) && !isBlank(inner.at(-1) ?? "") &&
      !isBeginning(line, this.#lines[this.#index + 1]) &&
      !ITEM.test(line);
  }

  #quote(): Block {
    const inner: string[] = [];
    for (; this.#index < this.#lines.length; this.#index++) {
      const line = this.#line();
      if (QUOTE.test(line)) inner.push(line.replace(QUOTE, ""));
      else if (this.#isLazy(inner)) inner.push(line);
      else break;
    }
    const [, alert] = ALERT.exec(inner[0] ?? "") ?? [];
    const lines = this.#inner(alert === undefined ? inner : inner.slice(1), false);
    const all = alert === undefined ? lines : [`[!${alert.toUpperCase()}]`, ...lines];
    return { kind: "other", lines: all.map((line) => (line === "" ? ">" : `> ${line}`)) };
  }

  #list(): Block {
    const isOrdered = /^ *\d/.test(this.#line());
    let number = isOrdered ? Math.min(Number.parseInt(this.#line(), 10), HIGHEST) : 0;
    const items: (readonly string[])[] = [];
    let isLoose = false;
    for (;;) {
      const match = ITEM.exec(this.#line());
      if (match === null || /\d/.test(match[2] ?? "") !== isOrdered || BREAK.test(this.#line())) break;
      const item = this.#item(match);
      // Blank lines behind the item may stand between it and the next one.
      isLoose ||= item.some(isBlank);
      items.push(item);
      const begin = this.#index;
      while (this.#index < this.#lines.length && isBlank(this.#line())) this.#index++;
      isLoose ||= this.#index > begin && ITEM.test(this.#line());
    }
    const lines = items.map((item) => this.#inner(item, !isLoose)).filter((item) => item.length > 0)
      .flatMap((item, index) => {
        const marker = isOrdered ? `${number++}. ` : "- ";
        const margin = " ".repeat(marker.length);
        const written = item.map((line, at) => (at === 0 ? marker + line : line === "" ? "" : margin + line));
        return isLoose && index > 0 ? ["", ...written] : written;
      });
    return { kind: "list", lines };
  }

  /** The lines of an item without its marker, and without blank lines at its end. */
  #item([marker]: RegExpExecArray): readonly string[] {
    const isEmpty = marker.trimEnd() === this.#line().trimEnd();
    const width = isEmpty ? marker.trimEnd().length + 1 : marker.length;
    const margin = " ".repeat(width);
    const inner = [this.#line().slice(marker.length)];
    for (this.#index++; this.#index < this.#lines.length; this.#index++) {
      const line = this.#line();
      if (isBlank(line)) inner.push("");
      else if (line.startsWith(margin)) inner.push(line.slice(width));
      else if (this.#isLazy(inner)) inner.push(line.trimStart());
      else break;
    }
    while (inner.length > 1 && inner.at(-1) === "") {
      inner.pop();
      this.#index--;
    }
    return inner;
  }

  #inner(lines: readonly string[], isTight: boolean): readonly string[] {
    return joined(new NoteReader(lines, this.#depth + 1).blocks(), isTight);
  }

  #paragraph(): Block {
    const lines = [this.#line()];
    for (this.#index++; this.#index < this.#lines.length; this.#index++) {
      const line = this.#line();
      if (UNDERLINE.test(line)) {
        this.#index++;
        return paragraphOf(lines, "**");
      }
      if (isBlank(line) || isBeginning(line, this.#lines[this.#index + 1])) break;
      lines.push(line);
    }
    return paragraphOf(lines, "");
  }
}

/** A paragraph; a heading's text is a bold one, as the page has headings of its own. */
function paragraphOf(lines: readonly string[], mark: "" | "**"): Block {
  const text = inline(lines.join("\n"), "paragraph");
  // What has such marks itself could make a line of nothing else, which is a thematic break.
  const marked = text.includes("*") ? text : `${mark}${text}${mark}`;
  return { kind: "paragraph", lines: text === "" ? [] : marked.split("\n") };
}

/** A block of code. Of no language, so that no tool that runs the code of documents takes it for its own. */
function codeOf(lines: readonly string[]): Block {
  const longest = Math.max(
    0,
    ...lines.flatMap((line) => Array.from(line.matchAll(/`+/g), ([run]) => run.length)),
  );
  const fence = "`".repeat(Math.max(3, longest + 1));
  return {
    kind: "other",
    lines: [`${fence}text`, ...lines.map((line) => escapeInvisible(line).trimEnd()), fence],
  };
}

/** Blocks with a blank line between each two; in a tight list, a list stands right below its paragraph. */
function joined(blocks: readonly Block[], isTight: boolean): readonly string[] {
  return blocks.flatMap(({ kind, lines }, index) => {
    if (index === 0) return lines;
    const isBelow = isTight && kind === "list" && blocks[index - 1]?.kind === "paragraph" &&
      /^(?:- |1\. )/.test(lines[0] ?? "");
    return isBelow ? lines : ["", ...lines];
  });
}

/**
 * A note of a schema as Markdown, without a line's end behind it: paragraphs, lists, tables, quotes, alerts and blocks
 * of code, each of which ends within the note, with HTML as text. Its headings become bold lines, its images links.
 */
export function noteBlocks(note: string): string {
  const lines = note.replace(/\r\n?/g, "\n").split("\n").map((line) =>
    line.replaceAll("\t", "    ").trimEnd()
  );
  return joined(new NoteReader(lines, 0).blocks(), false).join("\n");
}
