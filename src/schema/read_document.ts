import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  Scalar,
  type YAMLMap,
} from "yaml";
import type { Problems } from "./diagnostic.ts";
import { keyText, SchemaDocument } from "./document.ts";
import { escapeInvisible, quote } from "./printable.ts";
import { SourceText } from "./source_text.ts";

/** A schema needs about ten levels. The limit keeps the parser, which recurses, off the end of the stack. */
const DEEPEST = 64;

/** The first error in a file's syntax brings others with it, up to one for each of its characters. */
const MOST_ERRORS = 10;

/** What a file may hold; the largest registries have about as many in all their files. */
const MOST_VALUES = 1_000_000;

/** A message may quote what is wrong, and so be as long as the file. */
const LONGEST_MESSAGE = 200;

/** The document's tokens; `undefined`, and a problem, if it nests too deeply. Takes time linear in the text. */
function tokensOf(source: SourceText, problems: Problems): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let errors = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "error") errors++;
      tokens.push(token);
    }
    if (errors >= MOST_ERRORS) return tokens;
    if (parser.stack.length > DEEPEST) {
      problems.addAt("PC102", source, parser.offset - lexeme.length, `nested deeper than ${DEEPEST} levels`);
      return undefined;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function compose(source: SourceText, problems: Problems): Document.Parsed | undefined {
  const tokens = tokensOf(source, problems);
  if (tokens === undefined) return undefined;
  // Keys are compared in plainValue(): yaml compares each with each, which takes hours for a hundred thousand.
  const composer = new Composer({ uniqueKeys: false });
  const [document, second] = [...composer.compose(tokens, true, source.text.length)];
  const errors = [...document?.errors ?? [], ...document?.warnings ?? []];
  for (const { pos: [offset], message } of errors.slice(0, MOST_ERRORS)) {
    problems.addAt("PC100", source, offset, escapeInvisible(message.slice(0, LONGEST_MESSAGE)));
  }
  if (document?.directives.yaml.version === "1.1") {
    problems.addAt("PC103", source, 0, "YAML 1.1, in which yes is a truth value and 017 is 15", {
      expected: "YAML 1.2, which needs no directive",
    });
  }
  if (second !== undefined) {
    problems.addAt("PC100", source, second.range[0], "a second document", {
      expected: "one document in a file",
    });
  }
  return document;
}

/** Whether a key is `<<`, which in quotes is a key like any other. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && key.type === Scalar.PLAIN;
}

/** The plain values of a document; `undefined`, and a problem, for what YAML allows and the schema language doesn't. */
class PlainValues {
  readonly #source: SourceText;
  readonly #problems: Problems;
  /**
   * The values that aliases stand for, by the last anchor of their name so far, with the number of values in each;
   * `undefined` while one is being made. Alias.resolve() looks for the anchor in all of the document, each time.
   */
  readonly #anchored = new Map<string, { readonly value: unknown; readonly size: number } | undefined>();
  #size = 0;
  #complete = true;

  constructor(source: SourceText, problems: Problems) {
    this.#source = source;
    this.#problems = problems;
  }

  /** Whether every value so far could be read. */
  get complete(): boolean {
    return this.#complete;
  }

  of(node: unknown): unknown {
    this.#size++;
    if (isAlias(node)) return this.#alias(node);
    if (!isNode(node) || node.anchor === undefined) return this.#plain(node);
    const { anchor } = node;
    this.#anchored.set(anchor, undefined);
    const before = this.#size;
    const value = this.#plain(node);
    this.#anchored.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #plain(node: unknown): unknown {
    if ((isScalar(node) || isSeq(node) || isMap(node)) && node.tag !== undefined) {
      this.#refuse("PC103", node, "a tag", "the value without it");
      this.#complete = false;
    }
    if (isScalar(node)) return this.#checked(node.value, node);
    if (isSeq(node)) return node.items.map((item) => this.of(item));
    return isMap(node) ? this.#mapping(node) : null;
  }

  /** A value, or a key, of which a text is made of whole characters: of half of one there is no UTF-8. */
  #checked(value: unknown, node: unknown): unknown {
    if (typeof value === "string" && !value.isWellFormed()) {
      this.#refuse("PC100", node, "half of a character: a surrogate without the other", "whole characters");
      this.#complete = false;
    }
    return value;
  }

  #alias(alias: Alias): unknown {
    const anchored = this.#anchored.get(alias.source);
    if (anchored === undefined) {
      const message = `the alias ${quote(`*${alias.source}`)} stands for ${
        this.#anchored.has(alias.source) ? "what it is a part of" : "nothing"
      }`;
      this.#refuse("PC103", alias, message, "an anchor before it, or the value itself, written out");
      this.#complete = false;
      return null;
    }
    // An alias inside an alias inside an alias … is a few lines of YAML and billions of values.
    this.#size += anchored.size;
    if (this.#size <= MOST_VALUES || !this.#complete) return anchored.value;
    this.#refuse("PC102", alias, `aliases stand for more than ${MOST_VALUES} values`, "fewer of them");
    this.#complete = false;
    return null;
  }

  #mapping(map: YAMLMap): Readonly<Record<string, unknown>> {
    // No prototype: `__proto__` is a key like any other.
    const plain: Record<string, unknown> = Object.create(null);
    for (const pair of map.items) {
      const key = keyText(pair);
      if (isNode(pair.key) && pair.key.anchor !== undefined) this.of(pair.key);
      if (key === undefined) {
        this.#refuse("PC103", pair.key, "a key that isn't a name", "a name");
        this.#complete = false;
      } else if (isMergeKey(pair.key)) {
        this.#refuse("PC103", pair.key, "a merge key", "the keys that are meant, written out");
        this.#complete = false;
      } else if (Object.hasOwn(plain, key)) {
        this.#refuse("PC101", pair.key, `the key ${quote(key)} is given twice`, "each key once");
      } else {
        this.#checked(key, pair.key);
        plain[key] = this.of(pair.value);
      }
    }
    return plain;
  }

  #refuse(
    code: "PC100" | "PC101" | "PC102" | "PC103",
    node: unknown,
    message: string,
    expected: string,
  ): void {
    const offset = isNode(node) ? node.range?.[0] ?? 0 : 0;
    this.#problems.addAt(code, this.#source, offset, message, { expected });
  }
}

/** Reads one file. `undefined`, and at least one problem, if it isn't YAML as the schema language uses it. */
export function readDocument(file: string, text: string, problems: Problems): SchemaDocument | undefined {
  const source = new SourceText(file, text);
  const before = problems.errorCount;
  const document = compose(source, problems);
  if (document === undefined || problems.errorCount > before) return undefined;
  const values = new PlainValues(source, problems);
  const value = values.of(document.contents);
  return values.complete ? new SchemaDocument(source, value, document.contents) : undefined;
}
