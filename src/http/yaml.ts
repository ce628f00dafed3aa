/** What is written as YAML: what JSON has, and the numbers that it doesn't have. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/** Keys that need no quotes, unless a reader might take them for something else than a text. */
const PLAIN_KEY = /^[a-z][a-z0-9_]*$/;
const WORDS: ReadonlySet<string> = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

/** What YAML wants to be escaped, or what an editor might change. */
const INVISIBLE = /[\u007f-\u00a0\u00ad\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Writes YAML 1.2 in block style. All texts are in double quotes, so that none is taken for something else. */
export function writeYaml(value: Plain): string {
  return isNested(value) ? block(value, "") : `${scalar(value)}\n`;
}

function block(value: Plain, indent: string): string {
  if (isList(value)) {
    return value.map((item) => `${indent}- ${isNested(item) ? inner(item, indent) : `${scalar(item)}\n`}`)
      .join("");
  }
  if (typeof value !== "object") return "";
  return Object.entries(value).map(([key, item]) =>
    `${indent}${keyText(key)}:${isNested(item) ? `\n${block(item, `${indent}  `)}` : ` ${scalar(item)}\n`}`
  ).join("");
}

/** What follows a dash: it begins on the same line. */
function inner(item: Plain, indent: string): string {
  return block(item, `${indent}  `).slice(indent.length + 2);
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Whether a value takes lines of its own: empty ones are written in flow style. */
function isNested(value: Plain): boolean {
  return typeof value === "object" && Object.keys(value).length > 0;
}

function scalar(value: Plain): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return numberText(value);
    case "object":
      return isList(value) ? "[]" : "{}";
    default:
      return String(value);
  }
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function keyText(key: string): string {
  return PLAIN_KEY.test(key) && !WORDS.has(key) ? key : quoted(key);
}

/** JSON's strings are YAML's, but for what JSON leaves as it is. It has escaped lone surrogates. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
