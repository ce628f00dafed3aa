/** Control and format characters (bidirectional overrides among them), line separators and lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}

/** Writes out, as an escape, each character that can't be seen or that changes how its neighbours are seen. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, escaped);
}

/** Replaces such characters one for one, so that columns stay where they are. */
export function maskInvisible(text: string): string {
  return text.replaceAll("\t", " ").replace(INVISIBLE, (character) => "\ufffd".repeat(character.length));
}

/** A value as JSON, with an escape for each character that can't be seen. Controls and lone surrogates JSON escapes itself. */
export function jsonText(value: unknown, indent?: number): string {
  const units = (text: string) =>
    Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16).padStart(4, "0"));
  return JSON.stringify(value, null, indent).replace(
    /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => units(character).map((unit) => `\\u${unit}`).join(""),
  );
}

/** So many names help whoever reads them; an error for each of a thousand may list as many. */
const MOST_LISTED = 10;

/** Names with commas between them, the first few of many. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, MOST_LISTED).join(", "), left = names.length - MOST_LISTED;
  return left > 0 ? `${first} and ${left} more` : first;
}

const LONGEST_QUOTE = 80;

/** A text of unknown origin as it appears in a message: quoted, on one line, cut when it is long. */
export function quote(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return escapeInvisible(JSON.stringify(short));
}
