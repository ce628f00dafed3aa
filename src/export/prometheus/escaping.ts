/**
 * How a name is written for a receiver that doesn't take all of UTF-8 (Prometheus, "Escaping Schemes"). With
 * `allow-utf-8`, it stays as it is, between quotes.
 */
export type EscapingScheme = "allow-utf-8" | "underscores" | "dots" | "values";

/** All of {@linkcode EscapingScheme}. */
export const ESCAPING_SCHEMES: readonly EscapingScheme[] = ["allow-utf-8", "underscores", "dots", "values"];

/** Names that every version of Prometheus takes: of metrics, and of labels, which have no colon. */
const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/, PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What a name is of. */
export type NameOf = "metric" | "label";

/** Whether a name can stand in a text without quotes. */
export function isPlain(name: string, of: NameOf): boolean {
  return (of === "metric" ? PLAIN_METRIC : PLAIN_LABEL).test(name);
}

/** The name as a scheme writes it. `dots` and `values` can be turned back. */
export function escapeName(name: string, scheme: EscapingScheme, of: NameOf): string {
  switch (scheme) {
    case "allow-utf-8":
      // Prometheus takes it in values, but in a name it takes it for the end of the text.
      return name.replaceAll("\0", "\ufffd");
    case "underscores":
      return isPlain(name, of) ? name : eachOf(name, of, () => "_");
    case "dots":
      // Also in a plain name, so that it can be told what an underscore was.
      return eachOf(name, of, (character) => character === "." ? "_dot_" : "__", "__");
    case "values":
      if (isPlain(name, of)) return name;
      return `U__${eachOf(name, of, (character) => `_${character.codePointAt(0)?.toString(16)}_`, "__")}`;
  }
}

/** Puts something else in the place of what isn't plain, and of underscores. */
function eachOf(name: string, of: NameOf, other: (character: string) => string, underscore = "_"): string {
  const plain = of === "metric" ? /[a-zA-Z0-9:]/ : /[a-zA-Z0-9]/;
  return Array.from(name, (character, i) => {
    if (character === "_") return underscore;
    return plain.test(character) && !(i === 0 && character >= "0" && character <= "9")
      ? character
      : other(character);
  }).join("");
}
