import type { Definition, Deprecated } from "../../schema/mod.ts";
import { anchor, type Directory, type Topic } from "./directory.ts";
import { code, inline, type Where } from "./inline.ts";
import { noteBlocks } from "./note.ts";
import { badge } from "./terms.ts";

/** A page, and what its sections have to know. */
export interface Page {
  /** The page's file. */
  readonly file: string;
  readonly directory: Directory;
  /** The names of the sets that take a metric. */
  readonly setsOf: (metric: string) => readonly string[];
  /** Whether a definition is of a dependency. */
  readonly isForeign: (definition: Definition) => boolean;
}

/** Why something is no longer to be used, and what is instead. */
export function deprecation(
  { reason, renamedTo, note }: Deprecated,
  topic: Topic,
  page: Page,
  where: Where,
): string {
  const instead = renamedTo === undefined
    ? reason === "obsoleted" ? "Obsolete." : ""
    : `Replaced by ${page.directory.reference(topic, renamedTo, page.file, where)}.`;
  const why = inline((note ?? "").replace(/\s+/g, " "), where);
  return ["**Deprecated.**", instead, why].filter((part) => part !== "").join(" ");
}

/** A name or a link in a table, struck out if it is no longer to be used. */
export function name(text: string, deprecated: Deprecated | undefined): string {
  return deprecated === undefined ? text : `~~${text}~~`;
}

/** A brief in a table, with why not to use what it describes. */
export function brief(
  definition: { readonly brief?: string; readonly deprecated?: Deprecated },
  topic: Topic,
  page: Page,
): string {
  const { brief: text = "", deprecated } = definition;
  const parts = [
    inline(text, "cell"),
    deprecated === undefined ? "" : deprecation(deprecated, topic, page, "cell"),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** A list of facts on one line. */
export function facts(list: readonly string[]): string {
  return list.filter((fact) => fact !== "").join(" · ");
}

/** A paragraph of a schema's own text. */
export function paragraph(text: string): readonly string[] {
  const line = inline(text.replace(/\s+/g, " "), "paragraph");
  return line === "" ? [] : [line];
}

/** A note, as blocks of its own. */
export function note(text: string | undefined): readonly string[] {
  const blocks = text === undefined ? "" : noteBlocks(text);
  return blocks === "" ? [] : [blocks];
}

/** The heading of a definition and what all definitions have: facts, why not to use it, its brief and its note. */
export function introduction(
  topic: Topic,
  text: string,
  definition: Definition,
  page: Page,
  more: readonly string[] = [],
): readonly string[] {
  const { deprecated, stability } = definition;
  const isForeign = page.isForeign(definition);
  return [
    `### ${anchor(topic, text)}${name(code(text, "paragraph"), deprecated)}`,
    facts([badge(stability), ...more, isForeign ? "of a dependency" : ""]),
    ...(deprecated === undefined ? [] : [deprecation(deprecated, topic, page, "paragraph")]),
    ...paragraph(definition.brief),
    ...note(definition.note),
  ];
}
