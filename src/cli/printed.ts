import { maskInvisible } from "../schema/printable.ts";

/** Lines for a terminal: of the characters that can't be seen only lines' ends are left. */
export function terminalText(text: string): string {
  return text.split("\n").map(maskInvisible).join("\n");
}
