import { compare, type DefinitionKind, type Schema } from "../../schema/mod.ts";
import { documentedIn } from "./definitions.ts";
import { code, type Where } from "./inline.ts";

/**
 * What a page can be linked to for: all kinds have names of their own, so each stands in the link. `details` are what
 * doesn't fit into an attribute's row: its note, its values.
 */
export type Topic = DefinitionKind | "details";

/** The page that lists the namespaces; GitHub shows it for the folder. */
export const INDEX = "README.md";

/** Names of files that some systems can't have, or that are the index's where case doesn't matter. */
const RESERVED = /^(?:readme|con|prn|aux|nul|com\d|lpt\d)$/;

/** A name for files and links: what isn't plain in one stands there as a number, between two signs that no name has. */
function encoded(name: string): string {
  return name.replace(/[^a-z0-9._-]/gu, (character) => `=${character.codePointAt(0)?.toString(16)}=`);
}

/** A name up to its first dot. */
export function namespaceOf(name: string): string {
  return name.slice(0, (name + ".").indexOf("."));
}

/** The file of a namespace's page. */
export function pageOf(namespace: string): string {
  return RESERVED.test(namespace) || namespace === "" ? `=${namespace}.md` : `${encoded(namespace)}.md`;
}

/** The id of a definition on its page. No id that a renderer makes of a heading has a dot, as this one does. */
function anchorOf(topic: Topic, name: string): string {
  return `${topic}.${encoded(name)}`;
}

/** The mark that links to a definition lead to. */
export function anchor(topic: Topic, name: string): string {
  return `<a id="${anchorOf(topic, name)}"></a>`;
}

/** Where each definition of a schema is documented. */
export class Directory {
  readonly #pages = new Map<string, string>();

  constructor(schema: Schema) {
    const take = (topic: Topic, name: string, page = pageOf(namespaceOf(name))) => {
      const key = `${topic} ${name}`;
      if (!this.#pages.has(key)) this.#pages.set(key, page);
    };
    for (const file of schema.files) {
      for (const { kind, name } of documentedIn(file)) take(kind, name);
    }
    // A metric that a set defines stands on the set's page.
    const sets = schema.files.flatMap(({ metricSets }) => metricSets).toSorted((a, b) =>
      compare(a.name, b.name)
    );
    for (const { name, metrics } of sets) {
      for (const metric of metrics) take("metric", metric.name, pageOf(namespaceOf(name)));
    }
  }

  /** A text that leads to an attribute's details, on the same page. */
  details(key: string, text: string): string {
    return `[${text}](#${anchorOf("details", key)})`;
  }

  /** A definition's name, as a link to it from a page. Without a link where the schema doesn't have it. */
  reference(topic: Topic, name: string, from: string, where: Where): string {
    const page = this.#pages.get(`${topic} ${name}`);
    const text = code(name, where);
    if (page === undefined) return text;
    return `[${text}](${page === from ? "" : page}#${anchorOf(topic, name)})`;
  }
}
