import { type Deprecated, escapeInvisible } from "../schema/mod.ts";
import { LINE_WIDTH } from "./literal.ts";

/**
 * A schema's text as a doc comment can hold it: on one line, unable to end the comment, to begin a tag such as
 * `@ts-ignore`, or to open a block of code, which a test runner would run.
 */
function inert(text: string): string {
  return escapeInvisible(text.replace(/\s+/g, " ").trim())
    .replaceAll("*/", "*\\/")
    .replace(/(?<!\w)@/g, "\\@")
    .replace(/`{3,}/g, (fence) => fence.replaceAll("`", "\\`"));
}

/** Lines of at most so many characters, broken between words; a longer word has a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function deprecation({ renamedTo, note }: Deprecated): string {
  const replacement = renamedTo === undefined ? "" : `Replaced by \`${renamedTo}\`. `;
  return `@deprecated ${inert(replacement + (note ?? ""))}`.trim();
}

/** Characters that a note in short has at most. */
const SHORT = 300;

/** The first sentence of a note, or what begins it; nothing of what only introduces a list. */
export function shortNote(note = ""): string {
  // Without the marks of a quotation, and of what it is for: `> [!WARNING]`.
  const plain = note.replace(/^[ \t]*>[ \t]?(?:\[![A-Z]+\])?/gm, "");
  const [paragraph = ""] = plain.trim().split(/\n\s*\n/, 1);
  const text = paragraph.replace(/\s+/g, " ");
  const end = text.search(/(?<!\b(?:e\.g|i\.e|etc|vs))[.!?](?= |$)/);
  const sentence = end < 0 ? text : text.slice(0, end + 1);
  if (sentence.endsWith(":")) return "";
  if (sentence.length <= SHORT) return sentence;
  const cut = sentence.lastIndexOf(" ", SHORT);
  return `${sentence.slice(0, cut > 0 ? cut : SHORT).toWellFormed()} …`;
}

/**
 * A doc comment, with the line's end behind it: the texts, each on a line of its own, then why not to use what it
 * belongs to. Empty for no text.
 */
export function docComment(
  text: string | readonly string[],
  indent: number,
  deprecated?: Deprecated,
): string {
  const margin = " ".repeat(indent);
  const width = LINE_WIDTH - indent - " * ".length;
  const texts = [...[text].flat().map(inert), ...(deprecated === undefined ? [] : [deprecation(deprecated)])];
  const lines = texts.filter((text) => text !== "").flatMap((text) => wrapped(text, width));
  const [only] = lines;
  if (only === undefined) return "";
  if (lines.length === 1 && margin.length + `/** ${only} */`.length <= LINE_WIDTH) {
    return `${margin}/** ${only} */\n`;
  }
  return [`${margin}/**`, ...lines.map((line) => `${margin} * ${line}`), `${margin} */\n`].join("\n");
}
