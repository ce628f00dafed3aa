import { maskInvisible } from "../schema/printable.ts";

/** Characters that can't be seen, or that change how their neighbours are seen; two halves of one count as two. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** A value as JSON on one line, with an escape for each character that can't be seen: a terminal may show it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(INVISIBLE, escaped);
}

/** Lines for a terminal: of the characters that can't be seen only lines' ends are left. */
export function terminalText(text: string): string {
  return text.split("\n").map(maskInvisible).join("\n");
}
