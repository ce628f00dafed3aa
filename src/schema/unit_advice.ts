import { quote } from "./printable.ts";
import { singular } from "./singular.ts";
import { type ParsedUnit, parseUnit, type UnitTerm } from "./unit.ts";

/**
 * How units are usually called by those who don't know their symbols in UCUM, by the unit that is to be used instead
 * (semantic conventions, "Instrument Units": base units, without a prefix).
 */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "By": "byte bytes kb mb gb tb kib mib gib tib kilobyte kilobytes megabyte megabytes gigabyte gigabytes",
    "bit": "bits",
    "By/s": "bps",
    "s":
      "second seconds sec secs millisecond milliseconds msec msecs millis microsecond microseconds nanosecond nanoseconds minute minutes hour hours day days",
    "1": "percent pct percentage ratio fraction none unitless dimensionless number count",
    "Cel": "c celsius degc °c",
    "[degF]": "fahrenheit degf °f",
    "K": "kelvin kelvins",
    "Hz": "hertz hz",
    "V": "volt volts",
    "A": "amp amps ampere amperes",
    "W": "watt watts",
    "J": "joule joules",
    "m": "meter meters metre metres",
    "g": "gram grams",
    "L": "liter liters litre litres",
    "{revolution}/min": "rpm",
    "{request}/s": "rps",
    "{query}/s": "qps",
  }).flatMap(([unit, words]) => words.split(" ").map((word) => [word, unit] as const)),
);

/** Symbols of UCUM that stand for something else than those who write them mean. */
const MISTAKEN: ReadonlyMap<string, readonly [meaning: string, meant: string]> = new Map([
  ["B", ["the bel", "By"]],
  ["b", ["the barn", "bit"]],
]);

/** Units of time that are longer than a second. */
const LONG_TIMES: ReadonlySet<string> = new Set(["min", "h", "d", "wk"]);

/** Annotations that don't say what is counted. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(["count", "number", "total", "unit", "units", "value"]);

/** What could be better in a unit. */
export interface UnitAdvice {
  /** `ucum`: it is no unit; `scale`: another unit is usual; `annotation`: what stands in braces isn't what is usual. */
  readonly about: "ucum" | "scale" | "annotation";
  /** In a sentence without a full stop. */
  readonly message: string;
  /** The unit to use instead. */
  readonly suggestion?: string;
}

/**
 * What is wrong with a unit by UCUM, or could be better by semantic conventions: units without a prefix (`By`, not
 * `KiBy`), `s` for durations, `1` for fractions, and in braces the singular of what is counted.
 */
export function unitAdvice(unit: string): readonly UnitAdvice[] {
  const { terms, problem }: ParsedUnit = parseUnit(unit);
  if (problem === undefined) {
    return terms.flatMap((term) => [...scaleAdvice(unit, term, terms), ...annotationAdvice(unit, term)]);
  }
  const suggestion = meantBy(unit);
  const isWhole = unit === "" || problem.reason.startsWith(quote(unit));
  const message = isWhole ? problem.reason : `${quote(unit)} is no unit: ${problem.reason}`;
  return [{ about: "ucum", message, ...(suggestion === undefined ? {} : { suggestion }) }];
}

/** The unit that was probably meant by a text that is none. */
function meantBy(text: string): string | undefined {
  if (text === "") return "1";
  const known = WORDS.get(text.toLowerCase()) ?? WORDS.get(singular(text.toLowerCase()));
  if (known !== undefined) return known;
  if (/^[a-z][a-z_]*$/.test(text)) return `{${singular(text)}}`;
  // `requests/s`, `m^2`, `kb/s`: each part by itself.
  const parts = text.replaceAll("^", "").split("/").map((part) => partMeantBy(part.trim()));
  const unit = parts.join("/");
  return unit !== text && parseUnit(unit).problem === undefined ? unit : undefined;
}

function partMeantBy(part: string): string {
  if (parseUnit(part).problem === undefined) return part;
  return WORDS.get(part.toLowerCase()) ?? (/^[a-z][a-z_]*$/.test(part) ? `{${singular(part)}}` : part);
}

/** Advice on a term's prefix and atom. */
function* scaleAdvice(unit: string, { prefix, atom, offset }: UnitTerm, { length }: readonly UnitTerm[]) {
  const symbol = `${prefix}${atom}`;
  const instead = (other: string) => unit.slice(0, offset) + other + unit.slice(offset + symbol.length);
  const [meaning, meant] = MISTAKEN.get(atom) ?? [];
  // Decibels are what the bel is for, and the kilogram is the base unit.
  if (symbol === "dB" || symbol === "kg") return;
  if (meaning !== undefined && meant !== undefined) {
    const message = `${quote(atom)} is ${meaning}`;
    yield { about: "scale", message, suggestion: instead(meant) } satisfies UnitAdvice;
  } else if (prefix !== "") {
    const message = `${quote(symbol)} has the prefix ${quote(prefix)}`;
    yield { about: "scale", message, suggestion: instead(atom) } satisfies UnitAdvice;
  } else if (LONG_TIMES.has(atom) && length === 1) {
    yield {
      about: "scale",
      message: `a duration in ${quote(atom)}`,
      suggestion: instead("s"),
    } satisfies UnitAdvice;
  } else if (atom === "%") {
    // A number has neither an exponent nor an annotation.
    const isAlone = /^(?:$|[./)])/.test(unit.slice(offset + 1));
    const message = "a fraction in percent";
    yield { about: "scale", message, ...(isAlone ? { suggestion: instead("1") } : {}) } satisfies UnitAdvice;
  }
}

/** Advice on what stands in a term's braces. */
function* annotationAdvice(unit: string, { annotation }: UnitTerm) {
  if (annotation === undefined) return;
  const { text, offset } = annotation;
  const instead = (other: string) => unit.slice(0, offset) + other + unit.slice(offset + text.length + 2);
  const words = text.split("_"), last = words.pop() ?? "";
  const unitMeant = unitIn(text);
  if (unitMeant !== undefined && offset === 0) {
    const message = `${quote(unit)} counts what is a unit by itself`;
    yield { about: "annotation", message, suggestion: instead(unitMeant) } satisfies UnitAdvice;
  } else if (EMPTY_WORDS.has(text) || text === "") {
    yield {
      about: "annotation",
      message: `${quote(`{${text}}`)} doesn't say what is counted`,
    } satisfies UnitAdvice;
  } else if (singular(last) !== last) {
    const suggestion = instead(`{${[...words, singular(last)].join("_")}}`);
    yield {
      about: "annotation",
      message: `${quote(`{${text}}`)} is a plural`,
      suggestion,
    } satisfies UnitAdvice;
  }
}

/** The unit that a text in braces is or names: `bytes`, `Hz`. Words for no unit, such as `count`, aren't one. */
function unitIn(text: string): string | undefined {
  const word = WORDS.get(text);
  if (word !== undefined && word !== "1") return word;
  // Lower-case words are often symbols by chance: `{bar}`, `{min}`.
  const isSymbol = /[A-Z%]/.test(text) && parseUnit(text).problem === undefined;
  return isSymbol ? text : undefined;
}
