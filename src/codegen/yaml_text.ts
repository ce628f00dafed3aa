import { Document, isCollection, isPair, Scalar, visit } from "yaml";

/** A mapping that is written as YAML; keys whose value is `undefined` are left out. */
export type YamlMapping = { readonly [key: string]: unknown };

/** Texts that every reader of YAML takes for texts without quotes, unless they are one of the words. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** What an editor or a terminal doesn't show, or takes for something else, and what YAML wants to be escaped. */
const INVISIBLE = /[^\P{C}\n]|[\p{Zl}\p{Zp}\u00a0]/gu;

/** Several lines that need no escapes: the first one sets the indentation, and none ends with a space. */
function isBlock(text: string): boolean {
  return /^\S[^]*\n/.test(text) && !/ \n| $|\n\n$/.test(text) && text.search(INVISIBLE) < 0;
}

function styleOf(text: string): Scalar.Type {
  if (PLAIN.test(text) && !WORDS.test(text)) return Scalar.PLAIN;
  return isBlock(text) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
}

/** What is still in the text then is within quotes. */
function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}

function written(value: unknown, isFlow: boolean): string {
  const document = new Document(value, {
    aliasDuplicateObjects: false,
    keepUndefined: false,
    version: "1.2",
  });
  visit(document, {
    Collection: (_, node) => {
      const isList = node.items.every((item) => !isPair(item) && !isCollection(item));
      node.flow = isFlow || isList;
    },
    Scalar: (_, node, path) => {
      if (typeof node.value !== "string") return;
      const type = styleOf(node.value);
      const isNested = path.some((parent) => isCollection(parent) && parent.flow === true);
      node.type = type === Scalar.BLOCK_LITERAL && (isNested || isFlow) ? Scalar.QUOTE_DOUBLE : type;
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedAsJSON: true }).replace(INVISIBLE, escaped);
}

function isMapping(value: unknown): value is YamlMapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of mappings below a key, each written by itself: what the document of a whole registry takes is no small memory. */
function section(key: string, items: readonly YamlMapping[]): string {
  const texts = items.map((item) => `  - ${written(item, false).replaceAll(/^(?=.)/gm, "    ").slice(4)}`);
  return `${key}:\n${texts.join("")}`;
}

/**
 * A value as a YAML document in block style, lists of scalars on one line. Texts that could be taken for something else
 * are in double quotes, and what can't be seen is escaped. The same value gives the same text.
 */
export function yamlText(value: YamlMapping): string {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (entries.length === 0) return written({}, false);
  return entries.map(([key, inner]) => {
    const isSection = Array.isArray(inner) && inner.length > 0 && inner.every(isMapping) &&
      styleOf(key) === Scalar.PLAIN;
    return isSection ? section(key, inner) : written({ [key]: inner }, false);
  }).join("");
}

/** A value as YAML on one line, to stand within another document. */
export function yamlLine(value: unknown): string {
  return written(value, true).trimEnd();
}
