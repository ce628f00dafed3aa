import { escapeInvisible } from "../../schema/mod.ts";

/** Where a text stands: in a paragraph, whose lines it may have, or in a table's cell, which is one line. */
export type Where = "paragraph" | "cell";

/**
 * `[label](destination "title")`, an image's too, with the label and the destination as groups. Both are bounded, as
 * each bracket of a text is tried.
 */
const LINK =
  /!?\[((?:[^[\]\\`]|\\.|`[^`]*`|\[[^[\]]*\]){0,1000})\]\(\s*(?:<([^<>\n]{0,2000})>|((?:[^\s()<>]|\([^\s()<>]*\)){0,2000}))(?:\s+"[^"]*")?\s*\)/sy;

/** `<https://example.com>`. */
const AUTOLINK = /<(https?:\/\/[^\s<>|\\`"{}^[\]]{1,2000})>/iy;

const RUN = /`+/g;

/** What of a backslash makes an escape (CommonMark, "Backslash escapes"). */
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/** An ampersand that would begin a character reference. */
const REFERENCE = /&(?:#\d|#x|[a-z][a-z\d]{0,40};)/iy;

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(RUN), ([run]) => run.length));
}

/** A text on one line, with characters that can't be seen written out. */
function oneLine(text: string): string {
  return escapeInvisible(text.replace(/\s+/g, " ").trim());
}

/** A text as code on one line. Empty for no text: there is no empty code. */
export function code(text: string, where: Where): string {
  const line = oneLine(text);
  if (line === "") return "";
  // In a cell, a bar in code would begin the next cell; how a backslash before it is read differs between renderers.
  if (where === "cell" && line.includes("|")) {
    const entities = line.replace(/[^\w .:/-]/gu, (character) => `&#${character.codePointAt(0)};`);
    return `<code>${entities}</code>`;
  }
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = /^`|`$/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Where a link of a schema's text may lead; `undefined` for nowhere. Other pages of the same folder are the schema's. */
function destinationOf(written: string): string | undefined {
  const destination = written.replace(/\\([!-/:-@[-`{-~])/g, "$1");
  if (!/^(?:https?:\/\/|mailto:|\/(?!\/))/i.test(destination)) return undefined;
  return destination.replace(
    /[^\w!#$%&*+,./:;=?@~-]/gu,
    (character) =>
      encodeURIComponent(character).replace(/['()]/, (mark) => `%${mark.charCodeAt(0).toString(16)}`),
  );
}

/** A character of a text as itself, and nothing that Markdown or HTML would make of it. */
function plain(character: string, next: string): string {
  switch (character) {
    case "<":
      return "&lt;";
    case "!":
      return next === "[" || next === "!" ? "\\!" : character;
    case "\\":
    case "`":
    case "[":
    case "]":
    case "|":
    case "$":
      return `\\${character}`;
    default:
      return character;
  }
}

/** The places of the runs of backticks in a text, by the length of a run, the last one first. */
function runsOf(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: { length }, index } of [...text.matchAll(RUN)].reverse()) {
    const places = runs.get(length);
    if (places === undefined) runs.set(length, [index]);
    else places.push(index);
  }
  return runs;
}

/** Reads a text's code, links and escapes, and writes them so that every renderer reads the same. */
class InlineWriter {
  readonly #text: string;
  readonly #where: Where;
  readonly #hasLinks: boolean;
  readonly #runs: Map<number, number[]>;
  #offset = 0;

  constructor(text: string, where: Where, hasLinks: boolean) {
    this.#text = text;
    this.#where = where;
    this.#hasLinks = hasLinks;
    this.#runs = runsOf(text);
  }

  written(): string {
    let written = "";
    while (this.#offset < this.#text.length) written += this.#code() ?? this.#link() ?? this.#character();
    return written;
  }

  /** Code, or a run of backticks that nothing closes. */
  #code(): string | undefined {
    const text = this.#text;
    if (text[this.#offset] !== "`") return undefined;
    let begin = this.#offset;
    while (text[begin] === "`") begin++;
    const length = begin - this.#offset;
    const ends = this.#runs.get(length) ?? [];
    while ((ends.at(-1) ?? Infinity) < begin) ends.pop();
    const end = ends.at(-1);
    if (end === undefined) {
      this.#offset = begin;
      return "\\`".repeat(length);
    }
    this.#offset = end + length;
    return code(text.slice(begin, end), this.#where) || "` `";
  }

  #link(): string | undefined {
    const text = this.#text;
    AUTOLINK.lastIndex = LINK.lastIndex = this.#offset;
    const auto = this.#hasLinks && text[this.#offset] === "<" ? AUTOLINK.exec(text) : null;
    if (auto !== null) {
      this.#offset += auto[0].length;
      return auto[0];
    }
    const link = /[![]/.test(text[this.#offset] ?? "") ? LINK.exec(text) : null;
    if (link === null) return undefined;
    const { 0: { length }, 1: label = "", 2: bracketed, 3: bare = "" } = link;
    const written = bracketed ?? bare;
    const destination = destinationOf(written);
    if (destination === undefined && (/^[^/?#]*:/.test(written) || written === "")) return undefined;
    this.#offset += length;
    const inner = new InlineWriter(label, this.#where, false).written();
    return destination === undefined || !this.#hasLinks ? inner : `[${inner}](${destination})`;
  }

  #character(): string {
    const text = this.#text;
    const character = text[this.#offset] ?? "";
    const next = text[this.#offset + 1] ?? "";
    if (character === "\\" && PUNCTUATION.test(next)) {
      this.#offset += 2;
      return `\\${next}`;
    }
    REFERENCE.lastIndex = this.#offset++;
    return character === "&" && REFERENCE.test(text) ? "&amp;" : plain(character, next);
  }
}

/** Keeps a line of a paragraph from beginning anything else. */
function asParagraph(line: string): string {
  if (/^(?:[#>~]|[-+*](?: |$)|[-:][-: ]*$|=+$)/.test(line) || /^(?:[-*_] *){3,}$/.test(line)) {
    return `\\${line}`;
  }
  return line.replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");
}

/**
 * A text of a schema as Markdown: its code, its links to web pages and to absolute paths, its emphasis; all else is
 * text. It stays where it is put: no heading, list, table, block of code, HTML or image begins in it.
 */
export function inline(text: string, where: Where): string {
  const lines = where === "cell"
    ? [oneLine(text)]
    : text.split("\n").map(oneLine).filter((line) => line !== "");
  const written = new InlineWriter(lines.join("\n"), where, true).written();
  return where === "cell" ? written : written.split("\n").map(asParagraph).join("\n");
}
