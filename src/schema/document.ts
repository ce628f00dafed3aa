import { isMap, isNode, isScalar, isSeq, type Node, type Pair } from "yaml";
import { escapeInvisible } from "./printable.ts";
import type { SourceText } from "./source_text.ts";

/** A way from a document's root to one of its values: keys of mappings and indices of sequences. */
export type Path = readonly (string | number)[];

/** The text of a key; `undefined` if it isn't a scalar. */
export function keyText(pair: Pair): string | undefined {
  if (!isScalar(pair.key)) return undefined;
  return typeof pair.key.value === "string" ? pair.key.value : pair.key.source ?? String(pair.key.value);
}

/** One schema file that is valid YAML: its values, and where each of them stands. */
export class SchemaDocument {
  readonly source: SourceText;
  /** The file's values: null-prototype objects, arrays and scalars. */
  readonly value: unknown;
  readonly #root: Node | null;

  constructor(source: SourceText, value: unknown, root: Node | null) {
    this.source = source;
    this.value = value;
    this.#root = root;
  }

  /**
   * Where in the text the value at `path` begins, or its key. A value that doesn't exist is where its nearest
   * enclosing one is. Walks down from the root: meant for messages, not for every value.
   */
  offsetOf(path: Path, on: "key" | "value" = "value"): number {
    let node: unknown = this.#root;
    let offset = this.#root?.range?.[0] ?? 0;
    path.forEach((step, depth) => {
      let key: unknown;
      if (isMap(node)) {
        const pair = node.items.find((pair) => keyText(pair) === step);
        [key, node] = [pair?.key, pair?.value];
      } else {
        node = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
      }
      const target = on === "key" && depth === path.length - 1 ? key : node ?? key;
      if (isNode(target)) offset = target.range?.[0] ?? offset;
    });
    return offset;
  }
}

/** A value in a document. */
export class Place {
  readonly document: SchemaDocument;
  readonly path: Path;

  constructor(document: SchemaDocument, path: Path) {
    this.document = document;
    this.path = path;
  }

  /** A value below this one. */
  at(...steps: Path): Place {
    return new Place(this.document, [...this.path, ...steps]);
  }

  /** The place as a message names it: `file:line:column`. */
  toString(): string {
    const { source } = this.document;
    const { line, column } = source.positionAt(this.document.offsetOf(this.path));
    return `${escapeInvisible(source.file)}:${line}:${column}`;
  }
}
